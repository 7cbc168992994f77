"""Which keys are good: relative, without `..`, the same on every system; nothing else leaves a bucket."""

import re

from stabbur.errors import BadInput

LONGEST_PART = 255  # bytes, what file systems take
LONGEST = 900  # bytes, below the 1024 of object stores
BAD = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|#%]")
INCOMING = ".incoming/"  # where a store may keep what is not whole yet


def check_key(key: str) -> tuple[str, ...]:
    """Return the parts of a key; BadInput for one that could leave the bucket or mean two things."""
    parts = tuple(key.split("/"))
    wrong = ""
    if any(part in ("", ".", "..") for part in parts):
        wrong = "it has an empty part, '.' or '..'"
    elif BAD.search(key):
        wrong = "it has a character that some systems read otherwise"
    elif any(part.endswith((".", " ")) or part.startswith(" ") for part in parts):
        wrong = "a part ends in a blank or a dot"
    elif not key.isprintable() or not _encodes(key):
        wrong = "it has a character that is not text"
    elif len(key.encode()) > LONGEST or any(len(part.encode()) > LONGEST_PART for part in parts):
        wrong = "it is too long"
    if wrong:
        shown = key if len(key) <= 80 else key[:80] + "…"
        raise BadInput(f"'{ascii(shown)[1:-1]}' cannot be a key: {wrong}", code="key-bad", key=ascii(shown))
    return parts


def _encodes(key: str) -> bool:
    try:
        key.encode()
    except UnicodeEncodeError:
        return False
    return True
