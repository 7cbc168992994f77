"""The figures of a frame, taken in only if all of them can be right: counts, magnitudes, weights and contributors."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Mask, Number, Whole
from stabbur.disclosure.tables.listing import rows_listed
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput

LARGEST = 2**53
WRITTEN = r"^\s*[-−]?[0-9][0-9\s\u{a0}.,']*\s*$"
"""A figure as people write it, by the regular expressions of Rust."""
MOST_DIGITS = 7
"""Of texts with more a message shows none: they may be telephones or identity numbers."""
MARK = r"^(?:[:*.]{1,3}|x|<\s?[0-9]{1,2})$"


@dataclass(frozen=True)
class Figures:
    """What each row of a frame adds to the cell that it belongs to."""

    count: Whole | None
    value: Number | None
    """The magnitude as it stands, not weighted."""
    weight: Number | None
    contributor: Whole | None

    @property
    def weighted(self) -> Number | None:
        """The magnitude as it is published."""
        if self.value is None or self.weight is None:
            return self.value
        return self.value * self.weight

    def of(self, which: Mask) -> "Figures":
        """Return the figures of some rows."""
        return Figures(
            None if self.count is None else self.count[which],
            None if self.value is None else self.value[which],
            None if self.weight is None else self.weight[which],
            None if self.contributor is None else self.contributor[which],
        )


def figures(rows: pl.DataFrame, spec: Spec) -> Figures:
    """Return the figures that a table names.

    Raises
    ------
    BadInput
        A figure that is missing, NaN or infinite, a count or weight below 0, a count that is no whole number, or a
        row without its contributor; the message shows the rows.
    """
    dimensions = list(spec.hierarchies)
    count = value = weight = contributor = None
    if spec.count is not None:
        whole = _numbers(rows, spec.count, dimensions)
        _refuse(whole < 0, rows, dimensions, spec.count, "are below 0", "name magnitudes with value=")
        _refuse(
            whole % 1 != 0,
            rows,
            dimensions,
            spec.count,
            "are no whole numbers",
            "name magnitudes with value=",
        )
        _refuse(
            whole > LARGEST, rows, dimensions, spec.count, f"are larger than {LARGEST}", "count in thousands"
        )
        count = whole.astype(np.int64)
    if spec.weight is not None:
        weight = _numbers(rows, spec.weight, dimensions)
        _refuse(
            weight < 0,
            rows,
            dimensions,
            spec.weight,
            "are below 0",
            "a weight says how many a row stands for",
        )
    if spec.value is not None:
        value = _numbers(rows, spec.value, dimensions)
    elif spec.weight is not None and spec.count is None:
        value = np.ones(len(rows))
    if spec.contributor is not None:
        who = rows[spec.contributor]
        missing = who.is_null().to_numpy()
        _refuse(missing, rows, dimensions, spec.contributor, "are missing", "give each row its contributor")
        contributor = who.cast(pl.String).rank("dense").to_numpy().astype(np.int64) - 1
    if spec.count is None and (spec.value is None or contributor is not None):
        count = np.ones(len(rows), dtype=np.int64)
    return Figures(count, value, weight, contributor)


def _numbers(rows: pl.DataFrame, column: str, dimensions: list[str]) -> Number:
    kind = rows.schema[column]
    if kind == pl.String:
        _refuse_texts(rows[column], column)
    if not kind.is_numeric() and kind != pl.Null:
        raise BadInput(
            f"column '{column}' is of type '{kind}': figures are numbers",
            hint="cast it to numbers, with missing figures as null",
            code="figures-bad",
            column=column,
        )
    given = rows[column].cast(pl.Float64)
    _refuse(
        given.is_null().to_numpy(),
        rows,
        dimensions,
        column,
        "are missing",
        "fill them in, or drop the rows; sb.audit takes a table that holds hidden cells",
    )
    held = given.to_numpy()
    _refuse(~np.isfinite(held), rows, dimensions, column, "are NaN or infinite", "mend the rows")
    return held


def _refuse_texts(texts: pl.Series, column: str) -> None:
    """Raise BadInput with some of the texts; what is long may be a name or a number of somebody, and is not shown."""
    seen = texts.drop_nulls().unique(maintain_order=True)
    figures = seen.filter(seen.str.contains(WRITTEN) & (seen.str.count_matches("[0-9]") <= MOST_DIGITS))
    odd = figures.filter(~figures.str.contains("^[0-9]+$"))
    marks = seen.filter(seen.str.contains(MARK))
    shown = [*(odd if len(odd) or len(marks) else figures).head(3), *marks.head(2)]
    told = f" such as {', '.join(map(repr, shown))}" if shown else ""
    raise BadInput(
        f"column '{column}' is text{told}: figures are numbers",
        hint=_way_to_numbers(column, marked=len(marks) > 0) if shown else "name a column of numbers",
        code="figures-bad",
        column=column,
    )


def _way_to_numbers(column: str, *, marked: bool) -> str:
    if marked:
        return "give the figures as they were before some were hidden; sb.audit takes a table that hides some"
    bare = f"frame['{column}'].str.replace(r'\\s', '', regex=True).str.replace(',', '.')"
    return f"frame['{column}'] = pd.to_numeric({bare}); or read it with thousands=' ', decimal=','"


def _refuse(
    wrong: Mask, rows: pl.DataFrame, dimensions: list[str], column: str, what: str, hint: str
) -> None:
    if wrong.any():
        # a contributor is never shown: it may be a person
        figure = column if rows.schema[column].is_numeric() and what != "are missing" else ""
        raise BadInput(
            f"{int(wrong.sum())} of {len(rows)} figures in column '{column}' {what}: "
            f"{rows_listed(rows, wrong, dimensions, figure)}",
            hint=hint,
            code="figures-bad",
            column=column,
        )
