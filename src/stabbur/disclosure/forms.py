"""Files that are known to hold the same rows: a table in two formats is scanned once.

What is known lives and dies with the process that wrote or compared the files, and goes by their bytes. So a form
that somebody changed by hand is none of these, and nothing that stands in a package can say that it is.
"""

import hashlib
from pathlib import Path

import polars as pl

MOST_REMEMBERED = 500
_ALIKE: dict[tuple[str, str], None] = {}


def remember(typed: str, text: str) -> None:
    """Keep that a typed file and a text file, by their hashes (`sha256:…`), hold the same rows; the oldest are forgotten."""
    _ALIKE[typed, text] = None
    while len(_ALIKE) > MOST_REMEMBERED:
        _ALIKE.pop(next(iter(_ALIKE)), None)


def alike(typed: Path, text: Path) -> bool:
    """Say whether two files are known to hold the same rows.

    Examples
    --------
    >>> from pathlib import Path
    >>> from stabbur.disclosure.forms import alike
    >>> alike(Path("tall.parquet"), Path("tall.csv"))
    False
    """
    names = {one for one, _ in _ALIKE}
    return bool(names) and (one := _hash(typed)) in names and (one, _hash(text)) in _ALIKE


def comparable(schema: pl.Schema) -> bool:
    """Say whether a scan sees in typed columns all that it would see in texts: lists, records and bytes are other texts."""
    return not any(kind.is_nested() or kind in (pl.Binary, pl.Object) for kind in schema.dtypes())


def _hash(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
