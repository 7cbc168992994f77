"""Text that disks, databases and programs take; what is none is refused before anything is kept."""

import re
from collections.abc import Iterator, Mapping

from stabbur.errors import BadInput

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST = 100_000  # characters of one text
DEEPEST = 100  # lists and objects inside each other


def sayable(*values: object, line: bool = False) -> None:
    """Refuse text that nothing takes, wherever in the values it stands; with `line` what no line of text holds too.

    Raises
    ------
    BadInput
        A text holds a zero byte or half a character, is endless, or lies too deep.

    Examples
    --------
    >>> sayable({"year": 2021, "fylke": ["Oslo"]}, "notebooks/a.ipynb")
    """
    for text in texts(values):
        if "\0" in text or text != text.encode(errors="replace").decode():
            raise BadInput(f"{text[:80]!a} is no text", hint="write it in UTF-8, without zero bytes")
        if line and CONTROL.search(text):
            raise BadInput(f"{text[:80]!a} holds a sign that is no letter", hint="write it on one line")
        if len(text) > LONGEST:
            raise BadInput(
                f"a text of {len(text)} characters is too long: '{text[:40]}…'",
                hint=f"at most {LONGEST} characters: put it into a file and give the file's name",
            )


def texts(value: object) -> Iterator[str]:
    """Yield every text in values that lie inside each other, names too."""
    left = [(value, 0)]
    while left:
        one, deep = left.pop()
        if deep > DEEPEST:
            raise BadInput(
                f"more than {DEEPEST} lists and objects lie inside each other", hint="give a file's name"
            )
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            left += [(part, deep + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list | tuple):
            left += [(part, deep + 1) for part in one]
