"""Read a run's log: all of it, its end, or what comes; a place in it holds while it is written."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stabbur.runs.keeping.files import LARGEST, opened
from stabbur.runs.keeping.files import size as size_of
from stabbur.runs.keeping.hiding import STEERS

LOG = "log"
MOST = 1_000_000
PAUSE = 0.2
"""Seconds between two looks at a log that is followed."""


# a sequence that never ends, such as a half title of a window, takes no text with it
ESCAPES = re.compile(STEERS.pattern.decode() + r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Part:
    """A piece of a log: its text, where to go on, and how many bytes before it were not kept."""

    text: str
    following: int
    left_out: int = 0


def read(folder: Path, since: int = 0, most: int = MOST) -> Part:
    """Return what a log says from a place on, at most so many bytes."""
    known = files(folder)
    for start, file in known:
        try:
            if start + (size_of(file) or 0) <= since:
                continue
            with opened(file) as inside:
                inside.seek(max(since - start, 0))
                data = inside.read(most)
        except OSError:  # its writer went on to the next part meanwhile, or the run put something else there
            continue
        at = max(start, since)
        if len(data) == most or (start == known[-1][0] and _alive(folder)):
            data = _whole_characters(data)
        return Part(data.decode("utf-8", "replace"), at + len(data), at - since)
    return Part("", since)


def pieces(folder: Path, since: int = 0) -> Iterator[Part]:
    """Yield all that a log says from a place on."""
    part = read(folder, since)
    while part.text:
        yield part
        part = read(folder, part.following)


def follow(
    folder: Path, since: int = 0, *, is_over: Callable[[], bool] | None = None, pause: float = PAUSE
) -> Iterator[Part]:
    """Yield what a log says as it is written, until the run is over."""
    over = is_over or (lambda: not _alive(folder))
    while True:
        last = over()  # asked first: what is written between the question and the reading is read
        for part in pieces(folder, since):
            since = part.following
            yield part
        if last:
            return
        time.sleep(pause)


def tail(folder: Path, lines: int = 100, most: int = MOST) -> str:
    """Return the last lines of a log."""
    known = files(folder)
    if not known:
        return ""
    start, file = known[-1]
    end = start + (size_of(file) or 0)
    text = "".join(f"{gap(part.left_out)}{part.text}" for part in pieces(folder, max(end - most, 0)))
    return "".join(text.splitlines(keepends=True)[-lines:])


def whole(folder: Path) -> Iterator[str]:
    """Yield a log as it is shown: where something was left out, a line says how much."""
    for part in pieces(folder):
        yield f"{gap(part.left_out)}{part.text}"


def said(
    folder: Path, *, lines: int | None = None, is_over: Callable[[], bool] | None = None
) -> Iterator[str]:
    """Yield a log as text for a terminal, all of it or its last lines; with `is_over` also what comes until then."""
    since = 0
    if lines is not None:
        since = size(folder)
        yield plain(tail(folder, lines))
    coming = pieces(folder, since) if is_over is None else follow(folder, since, is_over=is_over)
    for part in coming:
        yield plain(f"{gap(part.left_out)}{part.text}")


def plain(text: str) -> str:
    """Return a log as text that steers no terminal: of a line that was drawn over its last state stands.

    Examples
    --------
    >>> from stabbur.runs.keeping.logs import plain
    >>> plain("\\x1b[32m10 %\\r100 %\\x1b[0m\\ndone\\r\\n")
    '100 %\\ndone\\n'
    """
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return ESCAPES.sub("", "\n".join(lines))


def gap(left_out: int) -> str:
    """Return the line that stands where a log was cut, or nothing."""
    return f"\n… {left_out:,} bytes left out …\n" if left_out else ""


def files(folder: Path) -> list[tuple[int, Path]]:
    """Return the files of a log with the byte at which each begins, in their order."""
    found = {0: folder / LOG} if size_of(folder / LOG) is not None else {}
    for file in folder.glob(f"{LOG}.*"):
        start = file.name.removeprefix(f"{LOG}.")
        if start.isdecimal() and 0 < int(start) < LARGEST and size_of(file) is not None:
            found.setdefault(int(start), file)
    return sorted(found.items())


def size(folder: Path) -> int:
    """Return how many bytes a log has taken, also those that were not kept."""
    known = files(folder)
    return known[-1][0] + (size_of(known[-1][1]) or 0) if known else 0


def _alive(folder: Path) -> bool:
    return folder.is_dir() and size_of(folder / "result.json") is None


def _whole_characters(data: bytes) -> bytes:
    """Return data without the beginning of a character whose rest is yet to come."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:  # the first byte of a character of two to four
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return data[:-back] if wanted > back else data
        if byte < 0x80:
            return data
    return data
