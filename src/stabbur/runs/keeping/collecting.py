"""Gather from a run's folder what its row keeps: moved, cells, published, artefacts. Files may be cut or missing."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from stabbur.runs.keeping import files
from stabbur.runs.keeping.files import LARGEST, count, number, word

MOST_LINES = 1_000_000
"""Lines of one file that are read, which takes seconds: what a run moved after so many readings is not counted."""
LONGEST_LINE = 1_000_000
MOST_BYTES = 256_000_000  # of one file
MOST_SOURCES = 500
LONGEST_NAME = 500  # characters of a source, a package or a bucket
MOST_CELLS = MOST_PUBLISHED = 2000
MOST_FILES = 20_000  # that are looked at: those which come first by name are told of
STATES = ("succeeded", "failed", "stopped")


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
    with suppress(OSError, ValueError, TypeError, ArithmeticError, RecursionError):
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
        key = (word(one.get("kind")), word(one.get("source"), LONGEST_NAME), word(one.get("direction")))
        if key not in sums and len(sums) >= MOST_SOURCES:
            key = (key[0] if len(sums) < 2 * MOST_SOURCES else "…", "…", key[2])
        if key[2] not in ("read", "write"):
            continue
        _add(sums.setdefault(key, Moved(*key)), one)
    return sorted(sums.values(), key=lambda one: (-one.bytes, one.source))


def cells(told: Iterable[dict[str, Any]]) -> list[Cell]:
    """Return the cells with their times, by place in the notebook; one that only began still ran at the end."""
    found: dict[int, Cell] = {}
    for one in told:
        index = count(one.get("cell"), 1_000_000)
        if not index or (index not in found and len(found) >= MOST_CELLS):
            continue
        cell = found.setdefault(index, Cell(index))
        started, ended = number(one.get("started")), number(one.get("ended"))
        if started is not None:
            cell.started, cell.title = started, word(one.get("title"))
        if ended is not None:
            cell.seconds = round(max(ended - (ended if cell.started is None else cell.started), 0.0), 3)
            told_state = one.get("state") or "succeeded"
            cell.state = told_state if told_state in STATES else "failed"
            cell.error, cell.code = word(one.get("error")), word(one.get("code"))
            cell.line = count(one.get("line"), 1_000_000) or None
    return [found[index] for index in sorted(found)]


def published(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each version that was published once, in their order; `created` if it was new."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for one in told:
        key = (word(one.get("kind")), word(one.get("id"), LONGEST_NAME), count(one.get("version")))
        if key not in found and len(found) >= MOST_PUBLISHED:
            continue
        created = bool(one.get("created")) or bool(found.get(key, {}).get("created"))
        found[key] = {"kind": key[0], "id": key[1], "version": key[2], "created": created}
    return list(found.values())


def artefacts(folder: Path) -> list[dict[str, Any]]:
    """Return the files that a run left, by path; no link is followed out of its folder."""
    found = {}
    if folder.is_symlink():
        return []
    every = (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    for file in islice(every, MOST_FILES):
        size = files.size(file)
        if size is not None:
            # a name may be in any letters, also in such as no text has
            found[os.fsencode(os.path.relpath(file, folder)).decode("utf-8", "replace")] = size
    return [{"path": name, "bytes": found[name]} for name in sorted(found)[:MOST_SOURCES]]


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines; one that was cut by a kill or is none is passed over."""
    try:
        opened = files.opened(file)
    except OSError:
        return
    with opened:
        # a run writes these files itself: a line without an end must not fill the memory of whoever reads it
        read = iter(lambda: opened.readline(LONGEST_LINE), b"")
        for line in islice(read, MOST_LINES):
            with suppress(ValueError):
                one = files.loaded(line.decode("utf-8", "replace"))
                if isinstance(one, dict):
                    yield one
            if opened.tell() > MOST_BYTES:
                return


def _add(sums: Moved, one: dict[str, Any]) -> None:
    sums.times += 1
    sums.rows = min(sums.rows + count(one.get("rows")), LARGEST)
    sums.bytes = min(sums.bytes + count(one.get("bytes")), LARGEST)
