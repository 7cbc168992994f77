"""Names of packages, resources and views: which are good, and how a good one is made of a title."""

import re
import unicodedata
from collections.abc import Collection

from stabbur.errors import BadInput

GOOD_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
LONGEST = 80
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ŧ": "t", "ŋ": "n"})


def slug(text: str) -> str:
    """Return a good name made of any text: `Årlig tall, 2021` becomes `arlig-tall-2021`."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:LONGEST].strip("-") or "unnamed"


def check_name(name: object, kind: str) -> str:
    """Return the name if files and addresses can carry it."""
    if isinstance(name, str) and len(name) <= LONGEST and GOOD_NAME.fullmatch(name):
        return name
    if name is None or (isinstance(name, str) and not name):
        raise BadInput(
            f"the {kind} has no name", hint="name=\"…\", of a-z, 0-9 and '-'", code="name-bad", kind=kind
        )
    # the frames load their libraries, which a search or a listing has no use for
    from stabbur.frames.given import shown

    text = shown(name)
    text = text if len(text) <= LONGEST else text[:40] + "…"
    article = "an" if kind[0] in "aeiou" else "a"
    better = slug(name) if isinstance(name, str) and name else kind
    raise BadInput(
        f"'{text}' cannot be the name of {article} {kind}: it takes a-z, 0-9 and single '-', '_' or '.' between,"
        f" at most {LONGEST} characters",
        hint=f"name it '{better}' and keep the rest for title=",
        code="name-bad",
        name=text,
        kind=kind,
    )


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the wanted name, or the first of `-2`, `-3`, … that is free."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
