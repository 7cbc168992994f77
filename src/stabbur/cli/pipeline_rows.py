"""What the commands of pipelines print of one: its plan, its state, its next times, its history drawn."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from stabbur.runs.keeping.suggesting import MB, Suggestion
from stabbur.runs.notices.receivers import shown
from stabbur.runs.pipelines import drawing
from stabbur.runs.pipelines.listing import Shown, Summary
from stabbur.runs.pipelines.values import Pipeline


def plan(one: Pipeline, *, with_next: bool = True) -> dict[str, Any]:
    """Return what was said of a pipeline: what is as it is by default is left out."""
    said = {name: value for name, value in one.wish().items() if name not in ("schedule", "tell_of")}
    if one.tell:
        said["tell"] = [shown(text) for text in one.tell]
    told = {"pipeline": one.id, "schedule": one.schedule or "never"} | said
    return told | ({"next": one.next_at} if with_next else {})


def line(found: Summary) -> dict[str, Any]:
    """Return a pipeline as a line of a list."""
    one, last = found.pipeline, found.last
    return {
        "pipeline": one.id,
        "state": found.state,
        "schedule": one.schedule or "never",
        "next": None if one.paused or one.gone else local(one.next_at, one.timezone),
        "last": local(last.started, one.timezone) if last else None,
        "took": drawing.spell(last.seconds) if last else "",
        "entry": one.entry,
    }


def next_times(times: Iterable[datetime], zone: str) -> None:
    """Print when a pipeline is due next."""
    for place, due in enumerate(times):
        click.echo(f"{'next' if not place else '':<9}{local(due, zone)}")


def whole(found: Shown, zone: str, advice: Iterable[Suggestion]) -> None:
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
        click.echo(f"{name:<9}{text}" if len(name) < 9 else f"{name} {text}")
    next_times(found.next, zone)
    if found.runs:
        usual = drawing.spell(drawing.usual(found.runs))
        click.echo(f"history  {drawing.history(found.runs)}" + (f"  usually {usual}" if usual else ""))
        _drawn("memory", [one.memory_peak or 0 for one in found.runs])
        _drawn("moved", [(one.bytes_read or 0) + (one.bytes_written or 0) for one in found.runs])
    for tip in advice:
        click.echo(f"hint     {tip.text}\n         {tip.command(one.id)}")


def _drawn(name: str, figures: Sequence[int]) -> None:
    """Print what runs needed or moved as bars, the oldest first; nothing when nobody measured it."""
    if any(figures):
        click.echo(f"{name:<9}{drawing.bars(figures[::-1])}  at most {max(figures) / MB:,.1f} MB")


def local(moment: datetime | None, zone: str) -> str | None:
    """Return a time in a zone, to the minute."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z") if moment else None
