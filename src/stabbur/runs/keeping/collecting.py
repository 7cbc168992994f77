"""Gather from a run's folder what its row keeps: moved, cells, published, artefacts. Files may be cut or missing."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

MOST_LINES = 1_000_000
"""Lines of one file that are read, which takes seconds: what a run moved after so many readings is not counted."""
LONGEST_LINE = 1_000_000
LARGEST = 1 << 62  # a count that every database takes
MOST_SOURCES = 500
LONGEST = 200
"""Characters of a cell's title, or of the line in which it failed."""


@dataclass
class Moved:
    """What one source or package gave or took in a run."""

    kind: str
    source: str
    direction: str
    times: int = 0
    rows: int = 0
    bytes: int = 0


@dataclass
class Cell:
    """One cell of a notebook: when it began, how long it took, how it ended; of an error its kind and its line."""

    index: int
    title: str = ""
    started: float | None = None
    seconds: float | None = None
    state: str = "running"
    error: str = ""
    line: int | None = None
    code: str = ""


@dataclass
class Report:
    """What a run moved, did and left; figures and names, never data."""

    moved: list[Moved] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)
    artefacts: list[dict[str, Any]] = field(default_factory=list)

    def total(self, direction: str, what: str) -> int:
        """Return the sum of `rows` or `bytes` that were `read` or written (`write`)."""
        return min(sum(int(getattr(one, what)) for one in self.moved if one.direction == direction), LARGEST)


def collect(folder: Path | str) -> dict[str, Any]:
    """Return what an `Outcome` gets of a run's folder.

    `bytes_read`, `rows_read`, `bytes_written` and `rows_written` are sums; `report` has the rest.
    """
    found = gather(Path(folder))
    return {
        "bytes_read": found.total("read", "bytes"),
        "rows_read": found.total("read", "rows"),
        "bytes_written": found.total("write", "bytes"),
        "rows_written": found.total("write", "rows"),
        "report": asdict(found),
    }


def whatever(folder: Path) -> dict[str, Any]:
    """Return what `collect` does, or nothing when it can't be read: the end of a run is told all the same."""
    with suppress(OSError, ValueError):
        return collect(folder)
    return {}


def gather(folder: Path) -> Report:
    """Return what a folder tells by now; it may be asked while the run goes on."""
    return Report(
        moved(lines(folder / "moved.jsonl")),
        cells(lines(folder / "cells.jsonl")),
        published(lines(folder / "published.jsonl")),
        artefacts(folder / "artefacts"),
    )


def moved(told: Iterable[dict[str, Any]]) -> list[Moved]:
    """Return the sums by source, the largest first; of very many sources the rest in one line."""
    sums: dict[tuple[str, str, str], Moved] = {}
    for one in told:
        key = (str(one.get("kind")), str(one.get("source")), str(one.get("direction")))
        if key not in sums and len(sums) >= MOST_SOURCES:
            key = (key[0], "…", key[2])
        _add(sums.setdefault(key, Moved(*key)), one)
    return sorted(sums.values(), key=lambda one: (-one.bytes, one.source))


def cells(told: Iterable[dict[str, Any]]) -> list[Cell]:
    """Return the cells with their times, by place in the notebook; one that only began still ran at the end."""
    found: dict[int, Cell] = {}
    for one in told:
        index = one.get("cell")
        if not isinstance(index, int):
            continue
        cell = found.setdefault(index, Cell(index))
        if isinstance(one.get("started"), int | float):
            cell.started, cell.title = float(one["started"]), _short(one.get("title"))
        if isinstance(one.get("ended"), int | float):
            begun = cell.started if cell.started is not None else float(one["ended"])
            cell.seconds = round(max(float(one["ended"]) - begun, 0.0), 3)
            cell.state = str(one.get("state") or "succeeded")
            cell.error, cell.code = _short(one.get("error")), _short(one.get("code"))
            cell.line = one["line"] if isinstance(one.get("line"), int) else None
    return [found[index] for index in sorted(found)]


def published(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each version that was published once, in their order; `created` if it was new."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for one in told:
        key = (str(one.get("kind")), str(one.get("id")), _whole(one.get("version")))
        created = bool(one.get("created")) or bool(found.get(key, {}).get("created"))
        found[key] = {"kind": key[0], "id": key[1], "version": key[2], "created": created}
    return list(found.values())


def artefacts(folder: Path) -> list[dict[str, Any]]:
    """Return the files that a run left, by path; no link is followed out of its folder."""
    found = []
    for file in sorted(folder.rglob("*"))[:MOST_SOURCES] if folder.is_dir() else []:
        if file.is_file() and not file.is_symlink():
            found.append({"path": str(file.relative_to(folder)), "bytes": file.stat().st_size})
    return found


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines; one that was cut by a kill or is none is passed over."""
    if not file.is_file():
        return
    with file.open(encoding="utf-8", errors="replace") as opened:
        # a run writes these files itself: a line without an end must not fill the memory of whoever reads it
        read = iter(lambda: opened.readline(LONGEST_LINE), "")
        for line in islice(read, MOST_LINES):
            try:
                one = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(one, dict):
                yield one


def _add(sums: Moved, one: dict[str, Any]) -> None:
    sums.times += 1
    sums.rows += _whole(one.get("rows"))
    sums.bytes += _whole(one.get("bytes"))


def _short(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def _whole(value: object) -> int:
    """Return a count; the run wrote the file itself, so anything may stand there."""
    return min(value, LARGEST) if isinstance(value, int) and value > 0 else 0
