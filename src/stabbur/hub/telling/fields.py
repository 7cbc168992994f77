"""The filters of a table as fields of a form, and those in use as chips that can be removed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.tabular.selection import Filter, Selection, parameter
from stabbur.hub.telling.content import TableContent
from stabbur.hub.telling.words import Text

FIRST = 3
MODES = {"integer": "numeric", "year": "numeric", "number": "decimal"}


@dataclass(frozen=True)
class Field:
    """One field: what it is called, the name of its parameter, what stands in it, what may be chosen."""

    id: str
    label: str
    key: str
    value: str
    choices: tuple[str, ...] = ()
    mode: str = "text"
    error: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chip:
    """One filter in use, and the address without it."""

    label: str
    address: str


def fields_of(content: TableContent, selection: Selection, text: Text) -> tuple[list[Field], list[Field]]:
    """Return the fields to show at once and those behind «more»: those in use always stand first."""
    first = _first(content, text)
    found: list[tuple[bool, Field]] = []
    for at, row in enumerate(content.columns):
        column = row.column
        for number, (sign, label, choices) in enumerate(_asked(content, column, text)):
            error = selection.errors.get(parameter(column.name) + sign)
            said = (
                text("«%(value)s» is no value for this column.", value=error.params.get("value", ""))
                if error
                else ""
            )
            made = Field(
                id=f"f{at}-{number}",
                label=label,
                key=parameter(column.name) + sign,
                value=selection.text(column.name, sign),
                choices=choices,
                mode=MODES.get(column.type, "text"),
                error=said,
                meanings={code: label for code, label in row.codes if label},
            )
            found.append((bool(made.value) or (column.name, sign) in first, made))
    return [one for shown, one in found if shown], [one for shown, one in found if not shown]


def _first(content: TableContent, text: Text) -> set[tuple[str, str]]:
    """Return the filters that stand first: a text to look in, a choice, a figure; names before codes."""
    found: dict[str, tuple[str, str]] = {}
    for row in sorted(content.columns, key=lambda row: row.is_key):
        for sign, _, choices in _asked(content, row.column, text)[:1]:
            found.setdefault("choice" if choices else sign, (row.column.name, sign))
    return set(list(found.values())[:FIRST])


def _asked(content: TableContent, column: TableColumn, text: Text) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what can be asked of a column: sign, label, choices."""
    if not column.is_simple:
        return []
    unit = f" ({column.unit})" if column.unit else ""
    if column.is_ordered:
        return [
            (">", text("%(column)s, at least", column=column.label) + unit, ()),
            ("<", text("%(column)s, at most", column=column.label) + unit, ()),
        ]
    if column.type == "boolean":
        return [("", column.label, ("true", "false"))]
    choices = content.choices.get(column.name, ())
    if choices:
        return [("", column.label, choices)]
    return [("~", text("%(column)s contains", column=column.label), ())]


def chips(selection: Selection, text: Text) -> list[Chip]:
    """Return the filters in use, each with the address that has it no more."""
    return [Chip(_said(one, text), selection.without(one).address() or "?") for one in selection.filters]


def _said(one: Filter, text: Text) -> str:
    words = {"": ": ", "~": text(" contains "), "<": " ≤ ", ">": " ≥ ", "!": " ≠ "}
    return one.column.label + words[one.sign] + one.text
