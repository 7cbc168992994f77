"""What a run reads, writes and publishes: one line each in its folder; silent where nothing runs."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

FOLDER = "STABBUR_RUN_FOLDER"
MOVED = "moved.jsonl"
PUBLISHED = "published.jsonl"

Direction = Literal["read", "write"]
Line = TypeVar("Line")


def moved(kind: str, source: str, direction: Direction, *, rows: int, size: int) -> None:
    """Tell the run that this process belongs to, if any, what went in or out: of data only how much.

    Parameters
    ----------
    kind
        `file`, `sql`, `service`, `package` or `story`.
    source
        Its name, or an address without any credential.
    direction
        Seen from the run: `read` or `write`.
    rows, size
        How many rows, and how many bytes.
    """
    folder = os.environ.get(FOLDER)
    if folder:
        line = {"kind": kind, "source": source, "direction": direction, "rows": rows, "bytes": size}
        append(Path(folder) / MOVED, line)


def published(kind: str, id_: str, version: int, *, created: bool) -> None:
    """Tell the run that this process belongs to, if any, what it has published."""
    folder = os.environ.get(FOLDER)
    if folder:
        append(Path(folder) / PUBLISHED, {"kind": kind, "id": id_, "version": version, "created": created})


def append(file: Path, line: dict[str, Any]) -> None:
    """Add one line to a file that several processes may write to at once."""
    line = line | {"at": datetime.now(UTC).isoformat(timespec="milliseconds")}
    text = json.dumps(line, ensure_ascii=False) + "\n"
    # figures are not worth a run: a full disk, or a folder that was taken away, must not stop its work
    with suppress(OSError):
        place = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(place).st_size
            if size and os.pread(place, 1, size - 1) != b"\n":  # half a line, which a full disk left
                text = f"\n{text}"
            os.write(place, text.encode("utf-8", "replace"))  # one call: lines of two never mix
        finally:
            os.close(place)


def lines(file: Path, read: Callable[[dict[str, Any]], Line]) -> list[Line]:
    """Return what `read` makes of each line that was appended, in order; a line that was cut off is passed over."""
    try:
        told = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in told:
        with suppress(ValueError, KeyError, TypeError):
            found.append(read(json.loads(line)))
    return found
