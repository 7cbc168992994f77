"""What lies in the folder of a run: its log, its cells, how far it is, its notebook. All may be missing or cut short."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.runs.keeping import files, logs
from stabbur.runs.keeping.collecting import artefacts
from stabbur.runs.launchers.base import ENDED
from stabbur.runs.launchers.folder import seen
from stabbur.runs.queue.values import Run

TAIL = 64_000  # bytes of a log that a page shows; the rest is a file to download
NOTEBOOKS = {"with": "notebook.html", "without": "notebook-without-code.html"}


@dataclass(frozen=True)
class Shown:
    """A part of a log as a page shows it: its text, the byte after it, and whether what is before it is left out."""

    text: str
    end: int
    cut: bool = False


def folder_of(run: Run) -> Path:
    """Return the folder of a run's last launch."""
    return settings.private() / "runs" / run.mark


def tail(folder: Path, most: int = TAIL) -> Shown:
    """Return the end of a log, from the beginning of a line; of one that grows meanwhile no more than twice as much."""
    begin = max(0, logs.size(folder) - most)
    said, end = [], begin
    for part in logs.pieces(folder, begin):  # a log lies in several files, and its end may be in any of them
        said += [logs.gap(part.left_out), part.text]
        end = part.following
        if end - begin >= 2 * most:
            break
    text = logs.plain("".join(said))
    return Shown(text.partition("\n")[2] or text if begin else text, end, cut=bool(begin))


def after(folder: Path, since: int) -> Shown:
    """Return what a log says from a byte on, at most what a page has room for."""
    part = logs.read(folder, since, TAIL)
    return Shown(logs.plain(logs.gap(part.left_out) + part.text), part.following, cut=bool(part.left_out))


def read(folder: Path, name: str) -> dict[str, Any]:
    """Return the object in a file; empty when it is not there or not whole."""
    try:
        value = files.value(folder / name)
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def count(value: object) -> int:
    """Return a count; the run wrote the file itself, so anything may stand there."""
    return files.count(value, 1_000_000)


def notebooks(folder: Path) -> tuple[str, ...]:
    """Return which pages of the executed notebook there are: with code, without."""
    # one that was killed has written none: they are made of what it left when somebody asks for them
    late = files.size(folder / "notebook.ipynb") is not None and seen(folder).state == ENDED
    return tuple(name for name, file in NOTEBOOKS.items() if late or files.size(folder / file) is not None)


@dataclass(frozen=True)
class Left:
    """A file that a run left: its path, how large it is, and whether it is still there."""

    path: str
    bytes: int
    there: bool


def left(run: Run, folder: Path) -> list[Left]:
    """Return the files that a run left: those that lie there, else those that its row tells of."""
    place = folder / "artefacts"
    there = [] if place.is_symlink() else artefacts(place)
    told = there or (run.report or {}).get("artefacts") or ()
    return [Left(str(one["path"]), files.count(one["bytes"]), bool(there)) for one in told]


def mark(folder: Path) -> tuple[int, ...]:
    """Return what changes when a cell has begun or ended: whoever has looked already need not look again."""
    found = []
    for name in ("cells.jsonl", "progress.json"):
        try:
            stat = (folder / name).stat()
        except OSError:
            found.append(0)
            continue
        found += [stat.st_mtime_ns, stat.st_size]
    return tuple(found)
