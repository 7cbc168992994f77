"""Take secret values out of a stream of bytes, also where one comes in pieces. Standard library only: the shim uses it."""

import re
from collections.abc import Iterable

STARS = "•••".encode()


class Hider:
    """Replaces values in what runs through it; only the beginning of a possible value waits for what follows."""

    def __init__(self, values: Iterable[str]) -> None:
        found = {value.encode("utf-8", "surrogateescape") for value in values if value}
        # the longest first: a short value inside a long one would leave the rest of it to be read
        self._values = sorted(found, key=len, reverse=True)
        self._any = re.compile(b"|".join(re.escape(value) for value in self._values))
        self._waiting = b""

    def feed(self, chunk: bytes) -> bytes:
        """Return what can be shown by now."""
        if not self._values:
            return chunk
        text = self._waiting + chunk
        safe = len(text) - max(_begun(text, value) for value in self._values)
        shown, at = [], 0
        for match in self._any.finditer(text):
            if match.start() >= safe:  # a longer value may begin at the same place
                break
            shown += [text[at : match.start()], STARS]
            at = match.end()
        safe = max(safe, at)
        self._waiting = text[safe:]
        return b"".join([*shown, text[at:safe]])

    def rest(self) -> bytes:
        """Return what waited, now that nothing follows."""
        text, self._waiting = self._waiting, b""
        return self._any.sub(STARS, text) if self._values else text


def _begun(text: bytes, value: bytes) -> int:
    """Return how long the longest end of a text is that begins a value and is not all of it."""
    at = text.find(value[:1], max(len(text) - len(value) + 1, 0))
    while at >= 0:
        if value.startswith(text[at:]):
            return len(text) - at
        at = text.find(value[:1], at + 1)
    return 0
