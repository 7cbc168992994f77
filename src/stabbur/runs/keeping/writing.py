"""Write a run's log without secrets and within its limit: beginning and end stay. Standard library only: the shim uses it.

`log` is the beginning; what comes after half of the limit lies in `log.<byte at which it begins>`, of which
the last two stay. So a reader's place in the log holds however much is written, and a kill leaves nothing half done.
"""

import contextlib
import os
from collections.abc import Iterable

from stabbur.runs.keeping.hiding import Hider

APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class LogWriter:
    """The log of one run while it is written."""

    def __init__(self, file: str, limit: int, values: Iterable[str] = ()) -> None:
        self._file = file
        self._head = max(limit // 2, 1)
        self._part = max(limit // 4, 1)
        self._hider = Hider(values)
        self._place = _opened(file)
        self._room = self._head
        self._written = 0
        self._parts: list[str] = []

    def write(self, chunk: bytes) -> None:
        """Add what a run has said."""
        self._keep(self._hider.feed(chunk))

    def close(self) -> None:
        """Add what waited and let go of the file; closing twice is no mistake."""
        if self._place >= 0:
            self._keep(self._hider.rest())
            os.close(self._place)
            self._place = -1

    def _keep(self, text: bytes) -> None:
        while text:
            if not self._room:
                self._turn()
            cut = _between_characters(text, self._room)
            now, text = text[:cut], text[cut:]
            self._room = self._room - cut if cut == self._room or not text else 0
            self._written += len(now)
            while now:
                try:
                    now = now[os.write(self._place, now) :]
                except OSError:  # a full disk: the run goes on, and so must what reads its pipe
                    break

    def _turn(self) -> None:
        """Go on in a new part; of those before it only the last one stays."""
        part = f"{self._file}.{self._written}"
        os.close(self._place)
        self._place, self._room = _opened(part), self._part
        self._parts.append(part)
        while len(self._parts) > 2:
            with contextlib.suppress(OSError):
                os.unlink(self._parts.pop(0))


def _opened(file: str) -> int:
    try:
        return os.open(file, APPEND, 0o600)
    except OSError:  # no room for one more file: the run goes on without
        return os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)


def _between_characters(text: bytes, room: int) -> int:
    """Return how much of a text goes into a file: no character of UTF-8 is in two."""
    cut = room
    while 0 < cut < len(text) and room - cut < 3 and text[cut] & 0xC0 == 0x80:
        cut -= 1
    return min(cut, len(text))
