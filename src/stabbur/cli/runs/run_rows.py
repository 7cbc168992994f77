"""What `stabbur runs` prints of a run: a line of a list, or all that is kept of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from stabbur import settings
from stabbur.cli.show import plain
from stabbur.runs.keeping import finding
from stabbur.runs.keeping.files import size
from stabbur.runs.keeping.suggesting import more_memory
from stabbur.runs.pipelines.drawing import spell
from stabbur.runs.queue.values import RUNNING, Run
from stabbur.secrets import printable

MB = 1_000_000
NOTEBOOKS = ("notebook.ipynb", "notebook.html", "notebook-without-code.html")


def line(run: Run, zone: str) -> dict[str, Any]:
    """Return a run as a line of a list."""
    return {
        "run": run.id,
        "state": run.state,
        "started": local(run.started, zone),
        "took": spell(run.seconds),
        "why": run.cause,
        "purpose": None if run.purpose == "run" else run.purpose,
        "pipeline": run.pipeline or None,
        "entry": run.entry,
        "reason": run.reason,
    }


def whole(run: Run, zone: str, become: Sequence[str] = ()) -> None:
    """Print all that is kept of a run, of a test run with the versions that it has become."""
    report = run.report or {}
    told = {
        "run": f"{run.id}" + (f", attempt {run.attempt}" if run.attempt > 1 else ""),
        "state": state(run),
        "reason": run.reason,
        "hint": more_memory(run),
        "test": _test(run, become),
        "entry": run.entry,
        "project": run.project,
        "pipeline": run.pipeline,
        "parameters": ", ".join(f"{name}={value}" for name, value in run.parameters.items()),
        "commit": run.commit or "the working tree",
        "why": f"{run.cause}, by {run.actor}",
        "scheduled": local(run.scheduled_at, zone),
        "started": local(run.started, zone),
        "took": spell(run.seconds),
        "processor": _least(run) + spell(run.cpu_seconds) if run.cpu_seconds is not None else "",
        "memory": _memory(run),
        "limits": run.enforced,
    }
    for name, value in told.items():
        if value:
            click.echo(f"{name:<11}{printable(str(value))}")
    for one in report.get("moved") or ():
        way = "read" if one["direction"] == "read" else "wrote"
        click.echo(f"{way:<11}{_amount(one['rows'], one['bytes'])}  {printable(one['source'])}")
    for one in report.get("published") or ():
        click.echo(
            f"{'published':<11}{one['id']}@{one['version']}" + ("" if one["created"] else ", unchanged")
        )
    for name in become:
        click.echo(f"{'published':<11}{name}, of what this test run made")
    for one in report.get("cells") or ():
        said = f"{one['index']:>3}  {one['state']:<10} {spell(one['seconds']):>12}  {printable(one['title'])}"
        click.echo(f"{'cell':<11}{said.rstrip()}")
    for path in notebooks_of(run):
        click.echo(f"{'notebook':<11}{printable(path)}")
    for one in files_of(run):
        click.echo(f"{'artefact':<11}{printable(one['path'])}  {_amount(0, one['bytes'])}")


def files_of(run: Run) -> list[dict[str, Any]]:
    """Return the files that a run left, each with its path on this machine where it is still there."""
    told = (run.report or {}).get("artefacts") or ()
    folder = settings.private() / "runs" / run.mark
    found = [(one, finding.artefact(folder, one["path"])) for one in told]
    return [{"path": str(file or one["path"]), "bytes": one["bytes"]} for one, file in found]


def notebooks_of(run: Run) -> list[str]:
    """Return where the executed notebook of a run and its pages lie, with code and without; those that are there."""
    folder = settings.private() / "runs" / run.mark
    return [str(folder / name) for name in NOTEBOOKS if size(folder / name) is not None]


def state(run: Run) -> str:
    """Return the state of a run in words: one that was asked to end and has not is being stopped."""
    return "is being stopped" if run.cancel and run.state == RUNNING else run.state


def _test(run: Run, become: Sequence[str]) -> str:
    if run.purpose != "test":
        return ""
    if become:
        return f"published since as {', '.join(become)}"
    return f"it published nothing; what it would: stabbur runs test {run.id}"


def every(run: Run) -> dict[str, Any]:
    """Return a run as JSON has it."""
    return {name: plain(value) for name, value in vars(run).items()} | {
        "seconds": run.seconds,
        "artefacts": files_of(run),
        "notebooks": notebooks_of(run),
    }


def local(moment: datetime | None, zone: str) -> str | None:
    """Return a time in a zone, to the second."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S") if moment else None


def _amount(rows: int, size: int) -> str:
    told = [f"{rows:,} row{'s' if rows != 1 else ''}"] if rows else []
    return ", ".join([*told, f"{size / MB:,.1f} MB" if size >= MB else f"{size:,} bytes"])


def _memory(run: Run) -> str:
    if run.memory_peak is None:
        return ""
    given = f" of {run.memory_bytes / MB:,.0f} MB" if run.memory_bytes else ""
    processes = "process" if run.kills == 1 else "processes"
    kills = f", {run.kills} {processes} killed for want of it" if run.kills else ""
    return f"{_least(run)}{run.memory_peak / MB:,.0f} MB{given}{kills}"


def _least(run: Run) -> str:
    return "at least " if run.measured == "least" else ""
