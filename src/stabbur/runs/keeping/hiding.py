"""Take secret values out of a stream of bytes, also where one comes in pieces. Standard library only: the shim uses it."""

import re
from collections import deque
from collections.abc import Iterable

STARS = "•••".encode()
# what steers a terminal, such as colours: a value that is written in two colours is read all the same
STEERS = re.compile(
    rb"\x1b(?:\[[0-?]{0,60}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)|[ -/]{1,3}[0-~]|[0-Z\\^-~])"
)
BEGINS_TO_STEER = re.compile(rb"\x1b(?:\[[0-?]{0,60}[ -/]{0,4}|\][^\x07\x1b\n]{0,2000}\x1b?|[ -/]{0,3})\Z")


class Hider:
    """Replaces values in what runs through it; only the beginning of a possible value waits for what follows."""

    def __init__(self, values: Iterable[str]) -> None:
        found = {STEERS.sub(b"", value.encode("utf-8", "surrogateescape")) for value in values} - {b""}
        # the longest first: a short value inside a long one would leave the rest of it to be read
        self._values = sorted(found, key=len, reverse=True)
        self._any = re.compile(b"|".join(re.escape(value) for value in self._values))
        self._waiting = b""

    def feed(self, chunk: bytes) -> bytes:
        """Return what can be shown by now."""
        if not self._values:
            return chunk
        shown, self._waiting = self._hide(self._waiting + chunk, last=False)
        return shown

    def rest(self) -> bytes:
        """Return what waited, now that nothing follows."""
        text, self._waiting = self._waiting, b""
        return self.whole(text)

    def whole(self, text: bytes) -> bytes:
        """Return a text that does not come in pieces."""
        return self._hide(text, last=True)[0] if self._values else text

    def _hide(self, text: bytes, *, last: bool) -> tuple[bytes, bytes]:
        """Return what can be shown, and what waits: what steers a terminal counts in no value."""
        plain, steering = _parted(text, last=last)
        safe = len(plain) if last else len(plain) - max(_begun(plain, value) for value in self._values)
        spans = []
        for match in self._any.finditer(plain):
            if match.start() >= safe:  # a longer value may begin at the same place
                break
            spans.append(match.span())
        safe = max(safe, spans[-1][1] if spans else 0)
        told = [one for one in steering if one[0] <= safe]
        return self._woven(plain[:safe], spans, told), text[safe + sum(len(one) for _, one in told) :]

    def _woven(self, plain: bytes, spans: list[tuple[int, int]], steering: list[tuple[int, bytes]]) -> bytes:
        """Return a text with stars in its spans and with what steers a terminal in its places again."""
        if not spans and not steering:
            return plain
        left, shown, at = deque(steering), list[bytes](), 0
        for start, end in [*spans, (len(plain), len(plain))]:
            while left and left[0][0] <= start:
                where, one = left.popleft()
                # the address of a link stands in such a sequence, too
                shown += [plain[at:where], self._any.sub(STARS, one)]
                at = where
            shown += [plain[at:start], STARS if end > start else b""]
            while left and left[0][0] < end:
                shown.append(self._any.sub(STARS, left.popleft()[1]))
            at = end
        return b"".join(shown)


def _parted(text: bytes, *, last: bool) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Return a text without what steers a terminal, and that with its places; half a sequence at its end is left out."""
    if b"\x1b" not in text:
        return text, []
    if not last and (half := _half(text)) >= 0:
        text = text[:half]
    plain, steering, at, length = list[bytes](), list[tuple[int, bytes]](), 0, 0
    for match in STEERS.finditer(text):
        plain.append(text[at : match.start()])
        length += len(plain[-1])
        steering.append((length, match[0]))
        at = match.end()
    return b"".join([*plain, text[at:]]), steering


def _half(text: bytes) -> int:
    """Return where a sequence begins that may go on after the end of a text; -1 where none does."""
    at = 0
    for match in STEERS.finditer(text):
        at = match.end()
    found = BEGINS_TO_STEER.search(text, at)
    return found.start() if found else -1


def _begun(text: bytes, value: bytes) -> int:
    """Return how long the longest end of a text is that begins a value and is not all of it."""
    at = text.find(value[:1], max(len(text) - len(value) + 1, 0))
    while at >= 0:
        if value.startswith(text[at:]):
            return len(text) - at
        at = text.find(value[:1], at + 1)
    return 0
