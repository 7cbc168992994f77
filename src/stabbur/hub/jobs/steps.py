"""The cells of a notebook that runs or ran, as steps: what each is, how it went, how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.hub.jobs import files
from stabbur.hub.jobs.words import State, Words
from stabbur.runs.keeping.collecting import gather, lines
from stabbur.runs.queue.values import Run

LONGEST = 70  # characters of a cell's first line


@dataclass(frozen=True)
class Step:
    """A cell: its number among those with code, its first line, how it stands and how long it took."""

    number: int
    line: str
    state: State
    took: str
    error: str = ""
    """Of one that failed: the kind of the error, and the line of code in which it came."""
    code: str = ""


@dataclass(frozen=True)
class Moved:
    """How much a source or a package gave or took."""

    name: str
    address: str
    amount: str


@dataclass(frozen=True)
class Told:
    """What a run's folder or its row says of it: steps, what it read, what it wrote."""

    steps: tuple[Step, ...]
    read: tuple[Moved, ...]
    wrote: tuple[Moved, ...]
    done: int
    cells: int
    now: int
    """How many cells are done, of how many, and the number of the one at work; 0 where nobody says."""

    @property
    def failed(self) -> Step | None:
        """The cell in which it stopped."""
        return next((one for one in self.steps if one.state.name == "failed"), None)


def told_of(words: Words, run: Run, folder: Path) -> Told:
    """Return what there is to tell: from the folder while it runs, afterwards as its row keeps it."""
    if run.report is not None:
        moved, cells = run.report.get("moved") or (), run.report.get("cells") or ()
    else:
        found = gather(folder)
        moved, cells = [vars(one) for one in found.moved], [vars(one) for one in found.cells]
    titles: dict[object, object] = {}
    for one in lines(folder / "cells.jsonl"):  # of two with one number the person's own comes first
        if isinstance(one.get("cell"), int):
            titles.setdefault(one["cell"], one.get("title"))
    steps = tuple(
        Step(
            int(one["index"]),
            short(str(titles.get(one["index"]) or "")),
            words.state(_state(run, one)),
            words.duration(one["seconds"]) if one.get("seconds") is not None else "",
            str(one.get("error") or ""),
            short(str(one.get("code") or "")),
        )
        for one in cells
    )
    progress = files.read(folder, "progress.json")
    return Told(
        steps,
        _moved(words, moved, "read"),
        _moved(words, moved, "write"),
        files.count(progress.get("done")),
        files.count(progress.get("cells")),
        files.count(progress.get("cell")),
    )


def _state(run: Run, cell: Mapping[str, Any]) -> str:
    state = str(cell.get("state") or "running")
    cut = state == "stopped" or (state == "running" and run.state != "running")
    # what was at work when the whole run ended did not go on by itself
    return (run.state if run.state not in ("running", "succeeded") else "cancelled") if cut else state


def short(title: str) -> str:
    """Return the first line of a title, with a sign where it was cut."""
    first = title.strip().partition("\n")[0]
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"


def _moved(words: Words, moved: Sequence[Mapping[str, Any]], direction: str) -> tuple[Moved, ...]:
    found = []
    for one in moved:
        if one.get("direction") != direction:
            continue
        rows, size = int(one.get("rows") or 0), int(one.get("bytes") or 0)
        said = [words.page.plural("%(count)s row", "%(count)s rows", rows)] if rows else []
        said += [words.page.formats.size(size)] if size else []
        name = str(one.get("source"))
        place = {"package": f"/p/{name.replace('@', '/v')}", "story": f"/s/{name.replace('@', '/v')}"}
        found.append(Moved(name, place.get(str(one.get("kind")), ""), ", ".join(said)))
    return tuple(found)
