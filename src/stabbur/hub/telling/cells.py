"""Values of a table as a reader writes them: numbers grouped, codes and years left alone, gaps in words."""

import datetime
import json
import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from markupsafe import Markup, escape

from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.telling.formats import Formats
from stabbur.hub.telling.words import Text

LONGEST = 300
DECIMALS = 6
YEAR_NAMES = ("år", "aar", "year", "årgang", "aargang")


class Cells:
    """Write the cells of one table in one language."""

    def __init__(self, text: Text, formats: Formats) -> None:
        self.formats = formats
        # a quiet sign for the eye, as in the tables of statistics; the word is for who hears the page
        said = Markup(
            '<span class="miss sb-miss"><span aria-hidden="true">..</span>'
            '<span class="sr" lang="{}">{}</span></span>'
        )
        self.gap = said.format(formats.language, text("no figure"))
        self.blank = said.format(formats.language, text("missing"))
        self.hidden = Markup('<span class="miss" lang="{}">{}</span>').format(
            formats.language, text("suppressed")
        )
        self.yes, self.no = text("yes"), text("no")
        self.comma = "." if formats.language == "en" else ","
        self.space = "," if formats.language == "en" else "\N{NO-BREAK SPACE}"

    def __call__(self, value: Any, column: TableColumn, digits: int | None = None) -> Markup:
        """Return one cell, escaped."""
        if value is None and column.is_protected:
            return self.hidden
        if value is None or value == "":
            return self.gap if column.is_number else self.blank
        return escape(self.plain(value, column, digits))

    def aligned(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[Any]]) -> list[list[Markup]]:
        """Return the cells of rows that stand together: a column's fractions have as many decimals each."""
        digits = [_decimals(column, [row[at] for row in rows]) for at, column in enumerate(columns)]
        return [
            [self(value, column, count) for value, column, count in zip(row, columns, digits, strict=True)]
            for row in rows
        ]

    def plain(self, value: Any, column: TableColumn, digits: int | None = None) -> str:
        """Return one value in words, not escaped."""
        if isinstance(value, bool):
            return self.yes if value else self.no
        if column.is_number:
            return self._figure(value, column, digits)
        if isinstance(value, datetime.datetime):
            return self._moment(value)
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        text = (
            json.dumps(value, ensure_ascii=False, default=str)
            if isinstance(value, list | dict)
            else str(value)
        )
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

    def number(self, value: float | Decimal) -> str:
        """Return a number with a real minus, grouped thousands and the language's decimal sign."""
        text = (
            f"{value:,d}"
            if isinstance(value, int)
            else f"{Decimal(repr(value)) if isinstance(value, float) else value:,f}"
        )
        whole, _, part = text.partition(".")
        sign = "\N{MINUS SIGN}" if whole.startswith("-") else ""
        whole = whole.lstrip("-").replace(",", self.space)
        return sign + whole + (self.comma + part if part else "")

    def _moment(self, value: datetime.datetime) -> str:
        """Write a moment; one without a zone stands as it was published, for nobody knows where it was so."""
        here = value if value.tzinfo else value.replace(tzinfo=self.formats.zone)
        try:
            text = self.formats.time(here)
        except OverflowError:  # the last hours of the year 9999
            return value.isoformat(sep=" ")
        seconds = f"{value:%S.%f}".rstrip("0").rstrip(".") if value.microsecond else f"{value:%S}"
        mark = ":" if self.formats.language == "en" else "."
        return text + (mark + seconds if value.second or value.microsecond else "")

    def _figure(self, value: Any, column: TableColumn, digits: int | None) -> str:
        try:
            figure = value if isinstance(value, int | float | Decimal) else Decimal(str(value))
            if column.type != "number" and figure == int(figure):
                figure = int(figure)
            if isinstance(figure, int) and self.is_year(column):
                return str(figure)
            if digits is not None and math.isfinite(figure):
                return self.number(Decimal(f"{figure:.{digits}f}"))
            return self.number(round(figure, DECIMALS) if isinstance(figure, float) else figure)
        except (InvalidOperation, ValueError, OverflowError):
            return str(value)[:LONGEST]

    @staticmethod
    def is_year(column: TableColumn) -> bool:
        """Answer whether a column holds years, which are not grouped and have no mean."""
        name = column.name.lower()
        named = any(name == year or name.endswith(("_" + year, "-" + year)) for year in YEAR_NAMES)
        return (column.type == "year" or named) and column.unit in {"", "år", "year"}


def _decimals(column: TableColumn, values: Sequence[Any]) -> int | None:
    """Return how many decimals each fraction of a column gets; nothing where there are none to align."""
    fractions = [one for one in values if isinstance(one, float | Decimal) and math.isfinite(one)]
    if column.type != "number" or not fractions:
        return None
    return max(map(_decimals_of, fractions))


def _decimals_of(value: float | Decimal) -> int:
    """Return how many decimals a fraction has: a decimal as many as it was published with, zeros too."""
    text = f"{value:f}" if isinstance(value, Decimal) else f"{value:.{DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])
