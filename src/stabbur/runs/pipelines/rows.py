"""Pipelines in the state: read, written and removed, each change of a person with its line in the audit log."""

import json
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from stabbur.errors import NotFound, meant
from stabbur.runs.pipelines.checking import Checked, following, taken
from stabbur.runs.pipelines.copies import is_pushed
from stabbur.runs.pipelines.values import Pipeline, from_row
from stabbur.runs.queue.moments import now
from stabbur.state import audit, turns
from stabbur.state.tables import pipeline, trigger

PLAN = ("schedule", "timezone")
JSON = ("parameters", "tell")
UNTOLD = {"parameters", "tell"}
"""What the audit log names without its values: they may be a person's address or a secret one."""


def alone(connection: Connection, *, project: Path | None = None) -> None:
    """Let one transaction at a time change what pipelines say, and hold those of a project.

    It comes before any of them is held: whoever ends a run holds pipelines, too, in the order of their ids.
    """
    # a row that is not there yet can't be locked: of two who make it, one waits
    turns.take(connection, "pipelines")
    if project is not None:
        own = select(pipeline.c.id).where(pipeline.c.project == str(project)).order_by(pipeline.c.id)
        connection.execute(own.with_for_update()).all()


def every(connection: Connection, *, project: Path | None = None) -> list[Pipeline]:
    """Return the pipelines of a project, or all, by id."""
    found = select(pipeline).order_by(pipeline.c.id)
    if project is not None:
        found = found.where(pipeline.c.project == str(project))
    rows = connection.execute(found).all()
    starts = defaultdict(list)
    for row in connection.execute(select(trigger).order_by(trigger.c.kind, trigger.c.subject)):
        starts[row.pipeline].append((row.kind, row.subject))
    return [from_row(row, tuple(starts[row.id])) for row in rows]


def one(connection: Connection, id: str, *, alone: bool = False) -> Pipeline | None:
    """Return a pipeline, None when there is none; `alone` holds it for who changes it."""
    if "\0" in id:  # PostgreSQL takes it in no text
        return None
    found = select(pipeline).where(pipeline.c.id == id)
    row = connection.execute(found.with_for_update() if alone else found).one_or_none()
    if row is None:
        return None
    starts = select(trigger).where(trigger.c.pipeline == id).order_by(trigger.c.kind, trigger.c.subject)
    return from_row(row, tuple((one.kind, one.subject) for one in connection.execute(starts)))


def known(connection: Connection, id: str, *, alone: bool = False) -> Pipeline:
    """Return a pipeline.

    Raises
    ------
    NotFound
        There is none of that name.
    """
    found = one(connection, id, alone=alone)
    if found is None:
        there = list(connection.execute(select(pipeline.c.id)).scalars())
        near = meant(id, there) or meant(id.rpartition("/")[2], [name.rpartition("/")[2] for name in there])
        raise NotFound(
            f"there is no pipeline '{id}'",
            hint=near or "stabbur pipelines list",
            code="pipeline-unknown",
            pipeline=id,
        )
    return found


def waits(connection: Connection) -> dict[str, list[str]]:
    """Return for each pipeline those whose success starts it."""
    found: dict[str, list[str]] = {id: [] for id in connection.execute(select(pipeline.c.id)).scalars()}
    for row in connection.execute(select(trigger).where(trigger.c.kind == "pipeline")):
        found[row.pipeline].append(row.subject)
    return found


def keep(
    connection: Connection,
    id: str,
    wish: Checked,
    *,
    declared: bool,
    actor: str,
    copies: Collection[Path] = (),
) -> str:
    """Write a pipeline as it is to be; return `made`, `changed`, or nothing when it was so already.

    `copies` are other places of the same project. What a repository declares is as it was pushed, where its pushes
    are built: then a clone of ours takes the pipeline over from a person's folder, and of one that it has, a folder
    changes nothing (`pushed`).

    Raises
    ------
    Conflict
        A pipeline of another project, which is still there, has the name.
    """
    alone(connection)
    old = one(connection, id, alone=True)
    values = _row(wish) | {"declared": int(declared)}
    if old is None:
        due = following(wish.values, now(connection))
        made = {"created": now(connection), "actor": actor, "paused": 0, "next_at": due}
        connection.execute(insert(pipeline).values(id=id, **values, **made))
        _start_by(connection, id, wish.triggers)
        audit.record(connection, actor, "pipeline.made", id, _told(wish, list(wish.values)))
        return "made"
    project = Path(wish.values["project"])
    if old.project != project and not old.gone:
        if old.project not in copies:
            raise taken(id, project, old.project)
        if is_pushed(old.project):
            return "pushed"
    before = connection.execute(select(pipeline).where(pipeline.c.id == id)).one()
    changed = [name for name, value in values.items() if getattr(before, name) != value]
    moved = set(old.triggers) != set(wish.triggers)
    if not changed and not moved:
        return ""
    if set(changed) & set(PLAN):
        values["next_at"] = following(wish.values, now(connection))
    connection.execute(update(pipeline).where(pipeline.c.id == id).values(**values))
    if moved:
        _start_by(connection, id, wish.triggers)
    told = _told(wish, [*changed, *["triggers"][: int(moved)]])
    # what is as usual again has no value worth telling, and is named all the same
    also = sorted({*changed, *["triggers"][: int(moved)]} - set(told))
    audit.record(connection, actor, "pipeline.changed", id, told | ({"also": also} if also else {}))
    return "changed"


def pause(connection: Connection, old: Pipeline, *, paused: bool, actor: str) -> bool:
    """Pause a pipeline or let it go on, from now and not from where it stopped; False when it was so already."""
    if old.paused == paused:
        return False
    values: dict[str, Any] = {"paused": int(paused)}
    if not paused:
        plan = {"schedule": old.schedule, "timezone": old.timezone}
        values["next_at"] = following(plan, now(connection))
    connection.execute(update(pipeline).where(pipeline.c.id == old.id).values(**values))
    audit.record(connection, actor, "pipeline.paused" if paused else "pipeline.resumed", old.id)
    return True


def remove(connection: Connection, id: str, *, actor: str) -> None:
    """Forget a pipeline; its runs stay."""
    connection.execute(delete(trigger).where(trigger.c.pipeline == id))
    connection.execute(delete(pipeline).where(pipeline.c.id == id))
    audit.record(connection, actor, "pipeline.deleted", id)


def _start_by(connection: Connection, id: str, triggers: tuple[tuple[str, str], ...]) -> None:
    """Write what starts a pipeline; what was seen by those that stay is kept."""
    there = {
        (row.kind, row.subject) for row in connection.execute(select(trigger).where(trigger.c.pipeline == id))
    }
    for kind, subject in there - set(triggers):
        same = (trigger.c.pipeline == id, trigger.c.kind == kind, trigger.c.subject == subject)
        connection.execute(delete(trigger).where(*same))
    for kind, subject in dict.fromkeys(triggers):
        if (kind, subject) not in there:
            connection.execute(insert(trigger).values(pipeline=id, kind=kind, subject=subject))


def _row(wish: Checked) -> dict[str, Any]:
    written = {name: json.dumps(wish.values[name], ensure_ascii=False, sort_keys=True) for name in JSON}
    return {
        **wish.values,
        **written,
        "repeat_if_lost": int(wish.values["repeat_if_lost"]),
        "backoff_seconds": float(wish.values["backoff_seconds"]),
    }


def _told(wish: Checked, changed: list[str]) -> dict[str, object]:
    told = {name: wish.values[name] for name in changed if name in wish.values and name not in UNTOLD}
    told = {name: value for name, value in told.items() if value not in (None, "", 0)}
    named = sorted(UNTOLD & set(changed))
    triggers = [" ".join(one).strip() for one in wish.triggers] if "triggers" in changed else []
    return told | ({"also": named} if named else {}) | ({"triggers": triggers} if triggers else {})
