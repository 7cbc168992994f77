"""Fields by path and pattern: `fnr`, `person/fnr`, `*_fnr`, `**/fnr`; the first pattern that names a field counts."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from stabbur.errors import BadInput, meant

Path = tuple[str, ...]
Kinds = Mapping[str, pl.DataType]


def leaves(schema: Kinds) -> Iterator[tuple[Path, pl.DataType]]:
    """Yield every field that holds values, with its path; a list has the path of what is in it."""
    for name, kind in schema.items():
        yield from _below((name,), kind)


def _below(path: Path, kind: Any) -> Iterator[tuple[Path, pl.DataType]]:
    while isinstance(kind, pl.List | pl.Array):
        kind = kind.inner
    if isinstance(kind, pl.Struct):
        for one in kind.fields:
            yield from _below((*path, one.name), one.dtype)
    else:
        yield path, kind


def chosen(patterns: Mapping[str, object], schema: Kinds) -> dict[Path, str]:
    """Return each field that a pattern names, with the first that does.

    Raises
    ------
    BadInput
        A pattern names no field: what was meant would be left in clear.

    Examples
    --------
    >>> import polars as pl
    >>> chosen({"*_fnr": "siv"}, {"far_fnr": pl.String(), "kommune": pl.String()})
    {('far_fnr',): '*_fnr'}
    """
    found: dict[Path, str] = {}
    known = dict(leaves(schema))
    for pattern in patterns:
        if not isinstance(pattern, str) or not pattern:
            raise BadInput(f"'{pattern}' is no field: it must be text", code="pseudonym-field")
        hit = matching(pattern, known, schema)
        for path in hit:
            found.setdefault(path, pattern)
    return found


def matching(pattern: str, known: Mapping[Path, object], schema: Kinds) -> list[Path]:
    """Return the fields that one pattern names."""
    if pattern in schema:  # a column may have / or * in its name
        hit = [path for path in known if path[0] == pattern]
        if hit != [(pattern,)]:
            inside = ", ".join(f"'{shown(path)}'" for path in hit[:5])
            raise BadInput(
                f"'{pattern}' is a struct, not a value: it has {inside}",
                hint=f"'{pattern}/**' names all that is in it",
                code="pseudonym-field",
                field=pattern,
            )
        return hit
    rule = _rule(pattern)
    hit = [path for path in known if rule.fullmatch(shown(path))]
    if not hit:
        names = [shown(path) for path in known]
        raise BadInput(
            f"no field '{pattern}' in the frame: it has {', '.join(map(repr, names[:12]))}"
            + (f" and {len(names) - 12} more" if len(names) > 12 else ""),
            hint=meant(pattern, names),
            code="pseudonym-field",
            field=pattern,
        )
    return hit


def shown(path: Path) -> str:
    """Return a path as it is written."""
    return "/".join(path)


def _rule(pattern: str) -> re.Pattern[str]:
    """Return a pattern as a regular expression: `*` within a name, `**` through any number of them."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    told = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    return re.compile("".join(told.get(part, re.escape(part)) for part in parts), re.DOTALL)
