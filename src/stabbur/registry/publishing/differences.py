"""How a version differs from the one before it; a version before that is damaged does not stop a new one."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stabbur import packages
from stabbur.errors import StabburError
from stabbur.registry.opened import OpenVersion
from stabbur.registry.records import Numbered

Differ = Callable[[int], dict[str, Any]]
"""Tells how what is to be published differs from a version, given by number."""
HOW = ("added", "removed", "changed")
MOST_ROWS = 5  # of a table; how many there are is told as well
LONGEST = 40  # characters of a value


def since(before: Numbered | None, differ: Differ) -> dict[str, Any]:
    """Return what changed since a version, as `diff.json` keeps it."""
    if before is None:
        return {"summary": "first version"}
    try:
        return {"from": before.number, **differ(before.number)}
    except StabburError as error:
        if error.code != "version-damaged":
            raise
        return {"from": before.number, "summary": f"version {before.number} could not be read: {error}"}


def difference(old: OpenVersion, folder: Path) -> dict[str, Any]:
    """Return what changed from a published package to a folder."""
    return packages.compare(old.folder(), folder)


def listed(diff: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield each change in a few words: what, what it was, what it becomes."""
    for one in diff.get("metadata", ()):
        yield line(one["path"], one["old"], one["new"])
    for one in diff.get("schema", ()):
        yield line(f"{one['resource']}.{one['field']}", one["old"], one["new"])
    for name, counts in diff.get("rows", {}).items():
        told = [f"{counts[how]} {how}" for how in HOW if counts[how]]
        if told:
            yield line(f"rows of {name}", None, ", ".join(told))
        key = counts["key"] or []
        for row in counts["examples"][:MOST_ROWS]:
            where = ", ".join(str(row[column]) for column in key)
            for column, (old, new) in row["changes"].items():
                yield line(f"{name} {where}: {column}", old, new)
    for how in HOW:  # of a story, whose files are all there is
        for path in diff.get(how, ()):
            yield line(path, None, how)


def line(what: str, old: object, new: object) -> dict[str, str]:
    """Return one change, long values cut."""
    texts = ["" if value is None else plain(value) for value in (old, new)]
    before, now = (" ".join(text.split()) for text in texts)
    return {"what": what, "before": shortened(before), "now": shortened(now)}


def plain(value: object) -> str:
    """Return a value as text; of a fraction the digits that were meant, not those that binary adds.

    Examples
    --------
    >>> plain(1.9000000000000001), plain(0.1 + 0.2), plain("x")
    ('1.9', '0.3', 'x')
    """
    return str(float(f"{value:.15g}")) if isinstance(value, float) else str(value)


def shortened(text: str) -> str:
    """Return a text that fits into a column."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
