"""A spec that can be drawn: texts without what no SVG can hold, and none longer than anybody reads."""

import re
from typing import Any

from stabbur.errors import BadInput

# the native drawing ends the whole process on a character that XML does not have
UNDRAWABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 300
"""Characters of the longest text in a drawing: measuring a million of them takes hours."""
WORDS = ("title", "subtitle", "text", "description")
LONGEST_NAME = 2_000


class _Texts:
    """Texts as they are drawn; two different ones never become the same, since marks are grouped by them."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.taken: set[str] = set()

    def of(self, text: str) -> str:
        """Return a text as it is drawn."""
        if text in self.shown:
            return self.shown[text]
        plain = visible(text)
        found = plain = plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
        number = 1
        while found in self.taken and found != text:
            number += 1
            found = f"{plain} ({number})"
        self.taken.add(found)
        self.shown[text] = found
        return found


def visible(text: str) -> str:
    """Return a text with a replacement character for each that cannot be drawn."""
    return UNDRAWABLE.sub("\ufffd", text)


def drawable(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with every text such that it can be drawn."""
    return dict(_part(spec, _Texts(), cut=False))


def _part(part: Any, texts: _Texts, *, cut: bool) -> Any:
    """Return a part of a spec; expressions, fields and inline files are not cut, they would mean another thing."""
    if isinstance(part, str):
        return texts.of(part) if cut else visible(part)
    if isinstance(part, list | tuple):
        return [_part(one, texts, cut=cut) for one in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for key, value in part.items():
        name = visible(str(key))
        if len(name) > LONGEST_NAME:
            raise BadInput(
                f"the column '{name[:60]}…' has a name of {len(name)} characters, which cannot be drawn",
                hint="rename the column",
                code="view-undrawable",
            )
        inside = cut or name in WORDS or (name in ("values", "datasets") and not isinstance(value, str))
        found[name] = _part(value, texts, cut=inside)
    return found
