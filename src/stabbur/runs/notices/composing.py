"""Make the message of a notice when it is sent: the cause first, where, who changed what, how to look at it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Row, select

from stabbur.errors import StabburError
from stabbur.runs.keeping.secrets import given
from stabbur.runs.notices import causes, changes
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.stripping import stripped
from stabbur.runs.notices.telling import OF
from stabbur.runs.notices.words import say
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import SUCCEEDED, Run
from stabbur.secrets.masking import remember
from stabbur.settings import Settings
from stabbur.state.engine import reading
from stabbur.state.tables import run

MOST = 30  # notices that one digest names


@dataclass(frozen=True)
class Told:
    """A run with the one of its pipeline that last went well."""

    run: Run
    good: Run | None


def message(engine: Engine, settings: Settings, row: Row[Any]) -> Message:
    """Return the message of a row of the table `notice`."""
    details = json.loads(row.details)
    if row.run is None:
        return _of_subject(settings, row, details)
    with reading(engine) as connection:
        told = _told(connection, row.run)
    return _of_run(settings, row, told) if told else _of_subject(settings, row, details)


def digest(settings: Settings, messages: Sequence[Message], id: str) -> Message:
    """Return one message instead of many: a line each, the first first."""
    lines = [f"• {one.headline}" + (f" – {one.lines[0]}" if one.lines else "") for one in messages[:MOST]]
    if len(messages) > MOST:
        lines.append(say(settings.language, "more", count=len(messages) - MOST))
    headline = say(settings.language, "digest", count=len(messages))
    facts = {"notices": [{"kind": one.kind, "subject": one.subject} for one in messages[:MOST]]}
    return Message(id, "digest", "", headline, tuple(lines), facts=facts)


def _of_run(settings: Settings, row: Row[Any], told: Told) -> Message:
    one, language = told.run, settings.language
    remember_secrets(Path(one.project))
    kind = one.state if row.kind == "failed" and one.state in ("timed_out", "lost") else row.kind
    why = causes.cause(one) if row.kind == "failed" else []
    changed = _changes(told) if row.kind == "failed" else None
    lines = [say(language, "cause", cause=causes.worded(language, why[0])), *why[1:]] if why else []
    started = _moment(one.started or one.created, settings)
    lines.append(say(language, "entry", run=one.id, entry=stripped(one.entry), started=started))
    if one.retries and row.kind == "failed":
        most = max(one.retries + 1, one.attempt)  # those that were lost count among none of its retries
        lines.append(say(language, "attempts", attempt=one.attempt, attempts=most))
    if row.kind == "failed":
        lines += _since(language, told, changed)
    link = f"{settings.hub.address.rstrip('/')}/runs/{one.id}" if settings.hub.address else ""
    if not link:
        lines.append(say(language, "look", run=one.id))
    facts = {
        "run": one.id,
        "state": one.state,
        "entry": one.entry,
        "commit": one.commit,
        "cell": causes.cell(one),
        "cause": why,
        "changes": changed or [],
    }
    headline = say(language, kind, subject=row.subject)
    return Message(row.key, row.kind, row.subject, headline, tuple(lines), link, facts)


def _of_subject(settings: Settings, row: Row[Any], details: dict[str, Any]) -> Message:
    language = settings.language
    moments = {
        name: _moment(datetime.fromisoformat(details[name]), settings)
        for name in ("since", "due")
        if details.get(name)
    }
    headline = say(language, row.kind, subject=row.subject, **{"since": "?", **moments})
    lines = [say(language, "due", due=moments["due"])] if "due" in moments else []
    if details.get("renewal"):
        days = details["renewal"]
        lines.append(say(language, "daily" if days == 1 else "renewal", days=days))
    page = f"/pipelines/{row.subject}" if row.kind in OF else f"/p/{row.subject}"
    link = f"{settings.hub.address.rstrip('/')}{page}" if settings.hub.address else ""
    facts = {name: details[name] for name in ("since", "due", "renewal") if details.get(name)}
    return Message(row.key, row.kind, row.subject, headline, tuple(lines), link, facts)


def _since(language: str, told: Told, changed: list[str] | None) -> list[str]:
    if told.good is None:
        return [say(language, "never")]
    if not changed:
        return [] if changed is None else [say(language, "unchanged")]
    return [say(language, "changed"), *(f"• {one}" for one in changed)]


def _changes(told: Told) -> list[str] | None:
    if told.good is None:
        return None
    good = told.good
    return changes.since(Path(told.run.project), last=good.commit, ended=good.ended, commit=told.run.commit)


def _told(connection: Connection, id: int) -> Told | None:
    row = connection.execute(select(run).where(run.c.id == id)).one_or_none()
    if row is None:
        return None
    good = (
        select(run)
        .where(
            run.c.pipeline == row.pipeline, run.c.state == SUCCEEDED, run.c.purpose == "run", run.c.id < id
        )
        .order_by(run.c.id.desc())
        .limit(1)
    )
    last = connection.execute(good).one_or_none()
    return Told(run_of(row), run_of(last) if last else None)


def remember_secrets(project: Path) -> None:
    """Let what the run was given be masked here, too: another process may have handed it over."""
    with suppress(StabburError, OSError):  # a project that is gone names none
        for value in given(project).values():
            remember(value)


def _moment(at: datetime, settings: Settings) -> str:
    return at.astimezone(ZoneInfo(settings.timezone)).strftime("%Y-%m-%d %H:%M")
