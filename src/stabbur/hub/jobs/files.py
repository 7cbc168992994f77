"""What lies in the folder of a run: its log, its cells, how far it is, its notebook. All may be missing or cut short."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.runs.keeping import logs
from stabbur.runs.queue.values import Run

TAIL = 64_000  # bytes of a log that a page shows; the rest is a file to download
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|[\x00-\x08\x0b-\x1f\x7f]")
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
    """Return the end of a log, from the beginning of a line."""
    begin = max(0, logs.size(folder) - most)
    shown = after(folder, begin)
    return Shown(shown.text.partition("\n")[2], shown.end, cut=True) if begin else shown


def after(folder: Path, since: int) -> Shown:
    """Return what a log says from a byte on, at most what a page has room for."""
    part = logs.read(folder, since, TAIL)
    return Shown(plain(logs.gap(part.left_out) + part.text), part.following, cut=bool(part.left_out))


def plain(text: str) -> str:
    """Return a log as text: colours are left out, and of a line that was drawn over its last state stands.

    Examples
    --------
    >>> plain("\\x1b[32m10 %\\r100 %\\x1b[0m\\ndone\\r\\n")
    '100 %\\ndone\\n'
    """
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return ESCAPES.sub("", "\n".join(lines))


def read(folder: Path, name: str) -> dict[str, Any]:
    """Return the object in a file; empty when it is not there or not whole."""
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def count(value: object) -> int:
    """Return a count; the run wrote the file itself, so anything may stand there."""
    return min(value, 1_000_000) if isinstance(value, int) and value > 0 else 0


def notebooks(folder: Path) -> tuple[str, ...]:
    """Return which pages of the executed notebook there are: with code, without."""
    return tuple(name for name, file in NOTEBOOKS.items() if (folder / file).is_file())


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
