"""A progress bar for long reads, in terminal and notebook; silent where nobody looks."""

import io
import sys
import time
import warnings
from contextvars import ContextVar, Token
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from tqdm import TqdmWarning

with warnings.catch_warnings():
    # without ipywidgets a notebook gets a bar of text, which is no reason to bother its reader
    warnings.simplefilter("ignore", TqdmWarning)
    from tqdm.auto import tqdm

PATIENCE = 1.0
"""Seconds before a bar shows: what is quick needs none."""
CHUNK = 1 << 20


def interactive() -> bool:
    """Tell whether a person sees what is printed: a terminal or a notebook."""
    if "ipykernel" in sys.modules and "IPython" in sys.modules:
        return sys.modules["IPython"].get_ipython() is not None
    return bool(sys.stderr and sys.stderr.isatty())


class Meter:
    """Counts bytes and rows of one reading and shows them while it lasts."""

    def __init__(self, what: str, total_bytes: int | None = None) -> None:
        self.rows_read = 0
        self.bytes_read = 0
        self._shows_from = time.monotonic() + PATIENCE
        self._token: Token[Meter | None] | None = None
        self._bar: Any = tqdm(
            desc=what,
            total=total_bytes,
            unit="B",
            unit_scale=True,
            delay=PATIENCE,
            leave=False,
            disable=not interactive(),
        )

    def bytes(self, count: int) -> None:
        """Add to the bytes read."""
        self.bytes_read += count
        self._bar.update(count)

    def rows(self, count: int) -> None:
        """Add to the rows read."""
        self.rows_read += count
        self._bar.set_postfix_str(f"{self.rows_read:,} rows", refresh=False)
        if time.monotonic() >= self._shows_from:
            self._bar.refresh()

    def __enter__(self) -> Self:
        self._token = _under_way.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            _under_way.reset(self._token)
        self._bar.close()


# the bar belongs to the reading: a format from outside that opens its file itself only does not move it
_under_way: ContextVar[Meter | None] = ContextVar("under_way", default=None)


def opened(path: Path, *, lines: bool = False) -> IO[bytes]:
    """Open a file whose reading moves the bar that is under way; with `lines` each of them is a row."""
    meter = _under_way.get()
    if meter is None:
        return path.open("rb")
    return cast(IO[bytes], io.BufferedReader(_Counted(path, meter, lines), CHUNK))


def content(path: Path) -> bytes:
    """Return all of a file; the bar that is under way moves."""
    with opened(path) as file:
        return b"".join(iter(lambda: file.read(CHUNK), b""))


def rows_read(count: int) -> None:
    """Add rows to the reading that is under way."""
    if meter := _under_way.get():
        meter.rows(count)


class _Counted(io.RawIOBase):
    """A file that tells a meter how far it was read; what is read again counts once."""

    def __init__(self, path: Path, meter: Meter, lines: bool) -> None:
        self._file = path.open("rb", buffering=0)
        self._meter = meter
        self._lines = lines
        self._reached = 0

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer and tell the meter what in it is new."""
        count = self._file.readinto(buffer) or 0
        here = self._file.tell()
        if here > self._reached:
            new = here - self._reached
            self._reached = here
            if self._lines:
                self._meter.rows(bytes(memoryview(buffer)[count - new : count]).count(b"\n"))
            self._meter.bytes(new)
        return count

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read again."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place in the file."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
