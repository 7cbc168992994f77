"""What changed between two versions: four numbers with a plain verdict, the rows, the columns."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.naming import MEASURES, PROPERTIES, named
from stabbur.hub.telling.words import Text, dicts, type_text
from stabbur.packages.summary import ADDED, CHANGED, HOW, REMOVED, things_changed, whole_tables

MOST_ROWS = 100
LONGEST = 300
COUNTED = re.compile(
    r"(\d+) (table|row|column|file|view|notebook|stor|description)(?:s|y|ies)? (added|removed|changed)"
)
UNREAD = "could not be read"


@dataclass(frozen=True)
class Number:
    """One figure with what it counts and what it means."""

    title: str
    value: str
    verdict: str


@dataclass(frozen=True)
class CellChange:
    """One cell of one row, before and now."""

    table: str
    row: str
    column: str
    before: str
    now: str


@dataclass(frozen=True)
class FieldChange:
    """One column or one part of the description, before and now."""

    place: str
    kind: str
    before: str
    now: str


@dataclass(frozen=True)
class Changes:
    """All of it, as the versions page shows it."""

    numbers: tuple[Number, ...]
    cells: tuple[CellChange, ...]
    changed_rows: int
    columns: tuple[FieldChange, ...]
    described: tuple[FieldChange, ...]
    measures: tuple[FieldChange, ...]


def changes_of(diff: Mapping[str, Any], text: Text, cells: Cells) -> Changes:
    """Return the changes for a page, from what was stored when the version was published."""
    rows = {
        str(name): found for name, found in (diff.get("rows") or {}).items() if isinstance(found, Mapping)
    }
    things = things_changed(dicts(diff.get("metadata")))
    changed = sum(_count(one, "changed") for one in rows.values())
    columns = tuple(_columns(dicts(diff.get("schema")), text))
    described = tuple(_described(dicts(diff.get("metadata")), text))
    measures = tuple(
        FieldChange(
            f"{one.get('resource')}.{one.get('field')}",
            named(MEASURES, str(one.get("measure") or ""), text),
            _figure(one.get("old"), cells, text),
            _figure(one.get("new"), cells, text),
        )
        for one in dicts(diff.get("statistics"))
    )
    return Changes(
        numbers=_numbers(rows, whole_tables(things), columns, described, text, cells),
        cells=tuple(_cells(rows, text, cells))[:MOST_ROWS],
        changed_rows=changed,
        columns=columns,
        described=described,
        measures=measures,
    )


def summary_text(summary: str, text: Text, cells: Cells) -> str:
    """Return the stored sentence of a version in the reader's language."""
    words = {
        "table added": text("new tables"),
        "table removed": text("tables removed"),
        "row added": text("rows added"),
        "row removed": text("rows removed"),
        "row changed": text("rows changed"),
        "column added": text("columns added"),
        "column removed": text("columns removed"),
        "column changed": text("columns changed"),
        "file added": text("new files"),
        "file removed": text("files removed"),
        "file changed": text("files changed"),
        "view added": text("new figures"),
        "view removed": text("figures removed"),
        "view changed": text("figures changed"),
        "notebook added": text("new notebooks"),
        "notebook removed": text("notebooks removed"),
        "notebook changed": text("notebooks changed"),
        "stor added": text("new stories"),
        "stor removed": text("stories removed"),
        "stor changed": text("stories changed"),
        "description changed": text("descriptions changed"),
    }
    if UNREAD in summary:
        return text("The version before could not be read, so what changed is not known.")
    found = COUNTED.findall(summary)
    if not found:
        return (
            text("First edition.")
            if summary in {"", "first version"}
            else text("Nothing has changed in the data.")
        )
    parts = [f"{words.get(f'{what} {how}', how)}: {cells.number(int(count))}" for count, what, how in found]
    said = ", ".join(parts) + "."
    return said[:1].upper() + said[1:]


def _numbers(
    rows: Mapping[str, Mapping[str, Any]],
    whole: Collection[str],
    columns: tuple[FieldChange, ...],
    described: tuple[FieldChange, ...],
    text: Text,
    cells: Cells,
) -> tuple[Number, ...]:
    total = cells.number(
        sum(_count(one, key) for one in rows.values() for key in ("added", "changed", "unchanged"))
    )
    # rows of a table that came or went are counted by the table, as in the version's sentence
    both = [one for name, one in rows.items() if name not in whole]
    added, removed, changed = (sum(_count(one, key) for one in both) for key in HOW)
    verdict = text("none added, none removed")
    if added or removed:
        verdict = text(
            "%(added)s added, %(removed)s removed", added=cells.number(added), removed=cells.number(removed)
        )
    return (
        Number(text("Rows"), total, verdict),
        Number(
            text("Changed rows"),
            cells.number(changed),
            text("the figures you had still stand") if not changed and not removed else text("see below"),
        ),
        Number(
            text("Changed columns"),
            cells.number(len(columns)),
            text("safe to switch to") if not columns else ", ".join(one.place for one in columns[:3]),
        ),
        Number(
            text("Changes to the description"),
            cells.number(len(described)),
            text("texts and licence as before")
            if not described
            else ", ".join(one.place for one in described[:3]),
        ),
    )


def _described(found: list[Mapping[str, Any]], text: Text) -> list[FieldChange]:
    """Return what a reader sees change: a line for each thing, as the version's sentence counts them."""
    said = {ADDED: text("added"), REMOVED: text("removed"), CHANGED: text("changed")}
    kinds = {
        "table": text("table"),
        "file": text("file"),
        "view": text("figure"),
        "notebook": text("notebook"),
        "story": text("story"),
    }
    own = {str(one.get("path") or ""): one for one in found}
    lines = []
    for thing in things_changed(found):
        one = own.get(thing.place, {})
        old, new = one.get("old"), one.get("new")
        *parts, last = thing.place.split("/")[1:] or [thing.place]
        if thing.what == "description":
            last = named(PROPERTIES, last, text)
        place = " › ".join([*parts, last])
        lines.append(
            FieldChange(
                f"{kinds[thing.what]} {place}" if thing.what != "description" else place,
                said[thing.how],
                _value(old, text),
                _value(new, text),
            )
        )
    return lines


def _columns(found: list[Mapping[str, Any]], text: Text) -> list[FieldChange]:
    kinds = {"added": text("added"), "removed": text("removed"), "changed": text("changed")}
    return [
        FieldChange(
            ".".join(str(one[key]) for key in ("resource", "field") if one.get(key)),
            kinds.get(str(one.get("change")), str(one.get("change"))),
            _value(one.get("old"), text),
            _value(one.get("new"), text),
        )
        for one in found
    ]


def _cells(rows: Mapping[str, Mapping[str, Any]], text: Text, cells: Cells) -> list[CellChange]:
    found = []
    for table, one in rows.items():
        key = [str(name) for name in one.get("key") or ()]
        for example in dicts(one.get("examples")):
            row = " · ".join(_key_value(example, name) for name in key)
            for column, pair in (example.get("changes") or {}).items():
                before, now = pair if isinstance(pair, list | tuple) and len(pair) == 2 else ("", pair)
                old, new = (_exact(one, cells, text) for one in (before, now))
                found.append(CellChange(table, row, str(column), old, new))
    return found


def _key_value(example: Mapping[str, Any], name: str) -> str:
    """Return a key's value of a row that changed; it lies in `key` or, in older versions, beside it."""
    keys = example.get("key")
    return str(example.get(name, keys.get(name, "") if isinstance(keys, Mapping) else ""))


def _count(found: Mapping[str, Any], key: str) -> int:
    value = found.get(key)
    return value if isinstance(value, int) else 0


def _figure(value: object, cells: Cells, text: Text) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return cells.number(round(value, 3) if isinstance(value, float) else value)
    return _value(value, text)


def _exact(value: object, cells: Cells, text: Text) -> str:
    """Return the value of a cell; of a fraction the digits that were meant, not those that binary adds."""
    if isinstance(value, float) and isfinite(value) and abs(value) < 1e15:
        return cells.number(Decimal(f"{value:.15g}"))
    return _value(value, text)


def _value(value: object, text: Text) -> str:
    """Return a value in words: a list by its parts, an object by its own plain values, each by its name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, list):
        said = ", ".join(filter(None, (_short(one, text) for one in value)))
    elif isinstance(value, Mapping):
        plain = {str(key): one for key, one in value.items() if not isinstance(one, dict | list)}
        plain.pop("specType", None)  # which language a drawing is written in tells a reader nothing
        if plain.get("type") and plain.get("name"):  # a column, whose type has words of its own
            plain["type"] = type_text(text, value)
        said = ", ".join(f"{named(PROPERTIES, key, text)}: {_value(one, text)}" for key, one in plain.items())
    else:
        said = str(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _short(value: object, text: Text) -> str:
    """Return one part of a list; of an object its title, name or address alone."""
    if isinstance(value, Mapping):
        return next((str(value[key]) for key in ("title", "name", "value", "path") if value.get(key)), "")
    return _value(value, text)
