"""Make, change, pause and delete pipelines by hand; what a repository declares is changed there alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from stabbur import settings as all_settings
from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import Thing, demand
from stabbur.errors import Conflict
from stabbur.packages.names import slug
from stabbur.runs.parameters.sayable import sayable
from stabbur.runs.pipelines import checking, rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.cancelling import cancel_waiting
from stabbur.state.engine import reading, writing

CHANGE = "pipelines:change"


def named(entry: str) -> str:
    """Return the name that a pipeline has by its entry when nobody gives it one.

    Examples
    --------
    >>> from stabbur.runs.pipelines.setting import named
    >>> named("notebooks/Årlige tall.ipynb"), named("folketall.publish:main")
    ('arlige-tall', 'main')
    """
    last = entry.rpartition(":")[2].rpartition("/")[2]
    return slug(last.rpartition(".")[0] or last)


def make(
    engine: Engine, root: Path, name: str, wish: Mapping[str, Any], *, actor: Actor | None = None
) -> Pipeline:
    """Make a pipeline of an entry of a project, and return it as it is kept.

    Raises
    ------
    BadInput
        A value can't be right.
    Conflict
        There is one of that name already.
    NotFound
        The project, the entry or what it waits for is not there.
    """
    sayable(str(root), name)
    actor, root = actor or actors.local(), root.resolve()
    known = all_settings.load(root)
    owner = known.owner or all_settings.local_person()
    id = checking.full_id(name, owner)
    demand(actor, CHANGE, Thing(id))
    found = checking.checked(checking.read(wish), root, owner=owner, settings=known)
    with writing(engine) as connection:
        there = rows.one(connection, id)
        if there is not None and not there.gone:
            raise Conflict(
                f"there is a pipeline '{id}' already, for '{there.entry}'",
                hint=f"stabbur pipelines set {id} …, or give the new one another name with --name",
                code="pipeline-taken",
                pipeline=id,
            )
        checking.no_circle(id, found.triggers, rows.waits(connection))
        rows.keep(connection, id, found, declared=False, actor=actor.slug)
        return rows.known(connection, id)


def schedule(
    engine: Engine,
    root: Path,
    entry: str,
    wish: Mapping[str, Any],
    *,
    name: str = "",
    actor: Actor | None = None,
) -> Pipeline:
    """Let an entry run again: a new pipeline, or the one that it has by that name with what is said anew.

    Raises
    ------
    BadInput, Conflict, NotFound
        As `make` and `change` do.
    """
    there = scheduled(engine, root, entry, name=name)
    if there is not None:
        return change(engine, there.id, wish, actor=actor)
    return make(engine, root, name or named(entry), {"entry": entry, **wish}, actor=actor)


def scheduled(engine: Engine, root: Path, entry: str, *, name: str = "") -> Pipeline | None:
    """Return the pipeline of that name which an entry of a project has already; None without one."""
    root = root.resolve()
    owner = all_settings.load(root).owner or all_settings.local_person()
    with reading(engine) as connection:
        there = rows.one(connection, checking.full_id(name or named(entry), owner))
    return there if there is not None and (there.project, there.entry) == (root, entry) else None


def change(engine: Engine, id: str, changes: Mapping[str, Any], *, actor: Actor | None = None) -> Pipeline:
    """Change what is said of a pipeline, and return it as it is kept; what is not named stays.

    Raises
    ------
    BadInput
        A value can't be right.
    Conflict
        Its repository declares it.
    NotFound
        There is none of that name, or what it is to run or wait for is not there.
    """
    actor = actor or actors.local()
    demand(actor, CHANGE, Thing(id))
    owner = id.partition("/")[0]
    while True:
        with reading(engine) as connection:
            old = rows.known(connection, id)
        of_ours(old, "changed")
        # what it runs is read before anything is locked: on a slow disk everybody else would wait
        wish = checking.read({**old.wish(), **_whole(old, changes)})
        found = checking.checked(wish, old.project, owner=owner, settings=all_settings.load(old.project))
        with writing(engine) as connection:
            rows.alone(connection)
            now = rows.known(connection, id, alone=True)
            of_ours(now, "changed")
            if (now.project, now.wish()) != (old.project, old.wish()):
                continue  # somebody else changed it meanwhile, and what they said stands beside this
            checking.no_circle(id, found.triggers, rows.waits(connection))
            rows.keep(connection, id, found, declared=False, actor=actor.slug)
            return rows.known(connection, id)


def pause(engine: Engine, id: str, *, actor: Actor | None = None) -> bool:
    """Let nothing but a person start a pipeline; False when it was so already."""
    return _paused(engine, id, actor, paused=True)


def resume(engine: Engine, id: str, *, actor: Actor | None = None) -> bool:
    """Let a paused pipeline go on from now; False when it was not paused."""
    return _paused(engine, id, actor, paused=False)


def delete(engine: Engine, id: str, *, actor: Actor | None = None) -> None:
    """Delete a pipeline; its runs stay, and those that wait are cancelled.

    Raises
    ------
    Conflict
        Its repository declares it, and would bring it back.
    """
    actor = actor or actors.local()
    demand(actor, CHANGE, Thing(id))
    with writing(engine) as connection:
        old = rows.known(connection, id, alone=True)
        if not old.gone:  # what a project that is gone has declared nobody else can take away
            of_ours(old, "deleted")
        cancel_waiting(connection, id, actor.slug, "its pipeline was deleted")
        rows.remove(connection, id, actor=actor.slug)


def of_ours(pipeline: Pipeline, what: str) -> None:
    """Refuse what only the repository that declares a pipeline may do; `what` is `changed` or `deleted`.

    Raises
    ------
    Conflict
        Its repository declares it.
    """
    if pipeline.declared:
        name = pipeline.id.rpartition("/")[2]
        raise Conflict(
            f"pipeline '{pipeline.id}' is declared by its repository, and is {what} there",
            hint=f"edit [pipelines.{name}] in '{pipeline.project / 'stabbur.toml'}', then: stabbur build; "
            "it can be paused from here",
            code="pipeline-declared",
            pipeline=pipeline.id,
        )


def _paused(engine: Engine, id: str, actor: Actor | None, *, paused: bool) -> bool:
    actor = actor or actors.local()
    demand(actor, CHANGE, Thing(id))
    with writing(engine) as connection:
        return rows.pause(connection, rows.known(connection, id, alone=True), paused=paused, actor=actor.slug)


def _whole(old: Pipeline, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes whose parameters stand beside those that are given already; an empty one is taken out."""
    if not isinstance(changes.get("parameters"), Mapping):
        return dict(changes)  # what is none is refused where all of it is read
    both = {**old.parameters, **changes["parameters"]}
    return {**changes, "parameters": {name: value for name, value in both.items() if value != ""}}
