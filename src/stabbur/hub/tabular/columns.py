"""The columns of a table as the descriptor tells them: kind, side, unit, and values read from an address."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from stabbur.errors import BadInput
from stabbur.packages.validation.forms import iso_duration

NUMBERS = frozenset({"integer", "number", "year"})
TIMES = frozenset({"date", "datetime", "time", "duration"})
EXAMPLES = {"date": "write dates as 2021-03-01", "duration": "write durations as P1DT2H"}


@dataclass(frozen=True)
class TableColumn:
    """One column: its name in the file and what the descriptor says of it."""

    name: str
    type: str = "string"
    title: str = ""
    description: str = ""
    unit: str = ""
    is_protected: bool = False
    """Whether a figure that is not there was hidden to protect somebody."""

    @property
    def label(self) -> str:
        """The title, or the name when there is none."""
        return self.title or self.name

    @property
    def is_number(self) -> bool:
        """Whether values are figures: right-aligned, with at least and at most."""
        return self.type in NUMBERS

    @property
    def is_ordered(self) -> bool:
        """Whether at least and at most mean something."""
        return self.type in NUMBERS | TIMES

    @property
    def is_simple(self) -> bool:
        """Whether a single value can be compared: lists and objects cannot."""
        return self.type not in {"array", "list", "object", "geojson", "geopoint"}


def columns_of(resource: Mapping[str, Any]) -> tuple[TableColumn, ...]:
    """Return the columns of a resource, in the order of the file."""
    fields: Sequence[Mapping[str, Any]] = resource.get("schema", {}).get("fields", ())
    protection = resource.get("protection")
    figures = protection.get("figures") if isinstance(protection, Mapping) else None
    protected = figures if isinstance(figures, list) else []
    return tuple(
        TableColumn(
            name=str(field["name"]),
            type=str(field.get("type", "string")),
            title=str(field.get("title", "")),
            description=str(field.get("description", "")),
            unit=str(field.get("unit", "")),
            is_protected=field["name"] in protected,
        )
        for field in fields
    )


def _number(text: str) -> Decimal:
    """Read `1 234,5`, `1234.5` and `−3`, as people and programs write figures."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("\u2212", "-")
    figure = Decimal(plain.replace(",", ".") if plain.count(",") == 1 else plain)
    if not figure.is_finite() or abs(figure.adjusted()) > 300:
        raise InvalidOperation
    return figure


def _whole(text: str) -> int | float:
    """Read a whole number; one with decimals, or too large for a column, stays a float to compare with."""
    figure = _number(text)
    return int(figure) if figure == int(figure) and abs(figure) < 2**63 else float(figure)


def _duration(text: str) -> datetime.timedelta | str:
    """Read `P1DT2H` as a length of time; one with years or months has none and stays text."""
    found = iso_duration(text)
    if found is None:
        raise ValueError(text)
    return found


READERS: dict[str, Any] = {
    "integer": _whole,
    "year": _whole,
    "number": lambda text: float(_number(text)),
    "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text.lower()],
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
    "duration": _duration,
}


def value_of(column: TableColumn, text: str) -> object:
    """Read a value of a column's type from the text of an address.

    Raises
    ------
    BadInput
        The text is no value of that type; `code` is `filter-value`.
    """
    try:
        return READERS.get(column.type, str)(text.strip() if column.type != "string" else text)
    except (ValueError, KeyError, ArithmeticError) as error:
        raise BadInput(
            f"'{text[:80]}' is no {column.type} for column '{column.name}'",
            hint=EXAMPLES.get(column.type, "give a value of the column's type"),
            code="filter-value",
            column=column.name,
            value=text[:80],
            type=column.type,
        ) from error
