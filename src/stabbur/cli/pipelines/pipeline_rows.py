"""What the commands of pipelines print of one: its plan, its state, its next times, its history drawn."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from stabbur import settings
from stabbur.cli.show import plain, show
from stabbur.runs.keeping import statistics
from stabbur.runs.keeping.suggesting import Suggestion
from stabbur.runs.notices.receivers import shown
from stabbur.runs.notices.standing import Trouble, lacking
from stabbur.runs.pipelines import copies, drawing, entries
from stabbur.runs.pipelines.listing import Shown, Summary
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.values import BAD, SKIPPED, Run
from stabbur.runs.worker.awake import nobody
from stabbur.secrets import printable
from stabbur.settings import Settings
from stabbur.state import clock

STARTS = {
    "pipeline": "after",
    "package": "on new",
    "bucket": "on files in",
    "push": "on push",
    "save": "on save",
}
GRACE = timedelta(minutes=2)  # a worker looks at what is due every few seconds


def plan(one: Pipeline, *, with_next: bool = True) -> dict[str, Any]:
    """Return what was said of a pipeline: what is as it is by default is left out."""
    said = {name: value for name, value in one.wish().items() if name not in ("schedule", "tell_of")}
    if one.tell:
        said["tell"] = [shown(text) for text in one.tell]
    told = {"pipeline": one.id, "schedule": one.schedule or "never"} | said
    return told | ({"next": one.next_at} if with_next else {})


def readable(one: Pipeline) -> dict[str, Any]:
    """Return what was said of a pipeline with its times as people read them."""
    return plan(one) | {"next": due(one)}


def starts(one: Pipeline) -> str:
    """Return what starts a pipeline by itself, in a word or two each; never, when only people do."""
    told = [one.schedule] if one.schedule else []
    told += [f"{STARTS[kind]} {subject}".strip() for kind, subject in _waited(one)]
    return ", ".join(told) or "never"


def _waited(one: Pipeline) -> Iterable[tuple[str, str]]:
    """Yield what a pipeline waits for; the place of its own repository and entry says nothing new."""
    for kind, subject in one.triggers:
        yield kind, "" if kind in ("push", "save") else subject


def due(one: Pipeline) -> str | None:
    """Return when a pipeline is due next; a time that is past says so."""
    if one.paused or one.gone or one.next_at is None:
        return None
    late = "late, since " if one.next_at + GRACE < clock.now() else ""
    return f"{late}{local(one.next_at, one.timezone)}"


def line(found: Summary) -> dict[str, Any]:
    """Return a pipeline as a line of a list."""
    one, last = found.pipeline, found.last
    return {
        "pipeline": one.id,
        "state": found.state,
        "schedule": starts(one),
        "next": due(one),
        "last": local(last.started, one.timezone) if last else None,
        "took": drawing.spell(last.seconds) if last else "",
        "entry": one.entry,
    }


def next_times(times: Iterable[datetime], zone: str) -> None:
    """Print when a pipeline is due next."""
    for place, due in enumerate(times):
        click.echo(f"{'next' if not place else '':<9}{local(due, zone)}")


def whole(found: Shown, zone: str, advice: Iterable[Suggestion], untold: Iterable[Trouble] = ()) -> None:
    """Print a pipeline: its state, its plan, its next times, its history and what would help it."""
    one = found.summary.pipeline
    told: dict[str, Any] = {
        "pipeline": one.id,
        "state": found.summary.state,
        "project": str(one.project),
    }
    told |= {name: value for name, value in plan(one, with_next=False).items() if name != "pipeline"}
    for name, value in told.items():
        text = ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
        text = json.dumps(plain(value), ensure_ascii=False) if isinstance(value, dict) else text
        click.echo(f"{name:<9}{text}" if len(name) < 9 else f"{name} {text}")
    if (said := due(one)) and said.startswith("late"):
        click.echo(f"{'next':<9}{said}")
    next_times(found.next, zone)
    _last(found.summary)
    if found.runs:
        usual = drawing.spell(statistics.usual(found.runs))
        click.echo(f"history  {drawing.history(found.runs)}" + (f"  usually {usual}" if usual else ""))
        _drawn("memory", [one.memory_peak or 0 for one in found.runs])
        _drawn("moved", [(one.bytes_read or 0) + (one.bytes_written or 0) for one in found.runs])
    for trouble in untold:
        click.echo(
            f"{'untold':<9}{printable(trouble.text)}" + (f"\n         {trouble.cure}" if trouble.cure else "")
        )
    for tip in advice:
        click.echo(f"hint     {tip.text}\n         {tip.command(one.id)}")


def _last(found: Summary) -> None:
    """Print of a job that went wrong which run it was, why, and where to look."""
    if found.last is not None and found.last.state in BAD:
        why = f": {printable(found.last.reason)}" if found.last.reason else ""
        click.echo(f"{'last':<9}run {found.last.id} {found.last.state}{why}")
        click.echo(f"{'':<9}stabbur runs log {found.last.id}")


def altered(before: Pipeline | None, now: Pipeline) -> None:
    """Say which settings of a pipeline that was there already are others now."""
    if before is None or before.wish() == now.wish():
        return
    old, new = before.wish(), now.wish()
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    click.echo(f"note: '{now.id}' was there already and is changed: {', '.join(names)}", err=True)


def beside(state: Engine, known: Settings, *pipelines: Pipeline) -> None:
    """Say what keeps pipelines from running, and their people from hearing of it."""
    untold = [one for two in pipelines if two.tell_of for one in lacking(two.tell, known, two.id)]
    unheard = [copies.UNHEARD for one in pipelines if one.waits_for_push and not copies.is_heard(one.project)]
    for text in filter(None, [nobody(state), *(f"{one.text}; {one.cure}" for one in untold), *unheard]):
        click.echo(f"note: {printable(text)}", err=True)


def started(state: Engine, made: Run, *, as_json: bool) -> None:
    """Print the run that somebody started of a pipeline, and what it waits for or was skipped for."""
    why = {"reason": made.reason} if made.reason else {}
    show([{"pipeline": made.pipeline, "run": made.id, "state": made.state} | why], as_json=as_json)
    if made.state == SKIPPED:
        cure = f"when that has ended, or: stabbur pipelines set {made.pipeline} overlap=queue"
        click.echo(f"note: it was skipped, and does not run: {made.reason}; {cure}", err=True)
        return
    if told := entries.not_committed(Path(made.project), made.entry):
        click.echo(f"note: {told}", err=True)
    beside(state, settings.load())


def _drawn(name: str, figures: Sequence[int]) -> None:
    """Print what runs needed or moved as bars, the oldest first; nothing when nobody measured it."""
    if any(figures):
        click.echo(f"{name:<9}{drawing.bars(figures[::-1])}  at most {drawing.volume(max(figures))}")


def local(moment: datetime | None, zone: str) -> str | None:
    """Return a time in a zone, to the minute."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z") if moment else None
