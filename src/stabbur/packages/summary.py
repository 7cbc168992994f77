"""What changed between two versions, counted by kind of thing and said in one sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
HOW = (ADDED, REMOVED, CHANGED)
OF_PARTS = {"views": "view", "notebooks": "notebook", "stories": "story"}
PLURALS = {"story": "stories"}
NOTHING = "Nothing changed."


@dataclass(frozen=True)
class ThingChanged:
    """One table, file, view, notebook, story or piece of description that came, went or changed."""

    what: str
    how: str
    place: str


def things_changed(metadata: Iterable[Mapping[str, Any]]) -> list[ThingChanged]:
    """Return the things whose metadata differ, each once however many of its values do.

    Parameters
    ----------
    metadata
        The list of that name in `diff.json`: `path`, `old` and `new` of each value.
    """
    found: dict[tuple[str, str], ThingChanged] = {}
    for one in metadata:
        thing = thing_of(str(one.get("path") or ""), one.get("old"), one.get("new"))
        found.setdefault((thing.what, thing.place), thing)
    return list(found.values())


def thing_of(path: str, old: object, new: object) -> ThingChanged:
    """Return what a changed value belongs to."""
    part, _, rest = path.partition("/")
    name, _, inner = rest.partition("/")
    how = CHANGED if inner else ADDED if old is None else REMOVED if new is None else CHANGED
    if part in OF_PARTS and name:
        return ThingChanged(OF_PARTS[part], how, f"{part}/{name}")
    if part == "resources" and not inner:
        shown = new if isinstance(new, Mapping) else old
        is_table = isinstance(shown, Mapping) and shown.get("type") == "table"
        return ThingChanged("table" if is_table else "file", how, path)
    if part == "resources":
        if inner == "content":
            return ThingChanged("file", CHANGED, f"{part}/{name}")
        return ThingChanged("description", CHANGED, "/".join(path.split("/")[:3]))
    # a list or mapping of the package, such as its keywords, is one description
    return ThingChanged("description", CHANGED, part)


def whole_tables(things: Iterable[ThingChanged]) -> set[str]:
    """Return the names of the tables that came or went."""
    return {one.place.partition("/")[2] for one in things if one.what == "table"}


def summary(
    metadata: Iterable[Mapping[str, Any]],
    schema: Iterable[Mapping[str, Any]],
    rows: Mapping[str, Mapping[str, Any]],
) -> str:
    """Return the differences in one sentence; rows of a table that came or went are counted by the table.

    Examples
    --------
    >>> summary([{"path": "title", "old": "a", "new": "b"}], [], {})
    '1 description changed.'
    """
    things = things_changed(metadata)
    whole = whole_tables(things)
    counts = {
        ("row", how): sum(one.get(how, 0) for name, one in rows.items() if name not in whole) for how in HOW
    }
    for one in schema:
        key = ("column", str(one["change"]))
        counts[key] = counts.get(key, 0) + 1
    for thing in things:
        counts[thing.what, thing.how] = counts.get((thing.what, thing.how), 0) + 1
    order = ("table", "row", "column", "file", *OF_PARTS.values(), "description")
    parts = [
        f"{counts[what, how]} {what if counts[what, how] == 1 else PLURALS.get(what, what + 's')} {how}"
        for what in order
        for how in HOW
        if counts.get((what, how))
    ]
    if not parts:
        return NOTHING
    return (", ".join(parts[:-1]) + " and " if parts[1:] else "") + parts[-1] + "."
