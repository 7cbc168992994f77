"""What is known of a file of persons: which columns are keys, sensitive, weights and households; and that they can be."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.categories import without_lost
from stabbur.disclosure.frame import Given, cleared
from stabbur.disclosure.microdata.keys import Keys, Missing, encode, numbered
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.errors import BadInput, meant

POLICIES: tuple[Missing, ...] = ("wildcard", "category")
MOST_SHOWN = 5


@dataclass(frozen=True)
class Layout:
    """Which columns are what."""

    keys: tuple[str, ...]
    sensitive: tuple[str, ...]
    weights: str | None
    household: str | None
    missing: Missing


@dataclass(frozen=True)
class Persons:
    """The rows of a file, one a person, and the layout of its columns."""

    rows: pl.DataFrame
    layout: Layout

    @cached_property
    def keys(self) -> Keys:
        """The combinations of keys."""
        return encode(self.rows, self.layout.keys, self.layout.missing)

    @cached_property
    def weights(self) -> Number | None:
        """`n`: the sampling weight of each row."""
        name = self.layout.weights
        return None if name is None else self.rows[name].cast(pl.Float64).to_numpy()

    @cached_property
    def household(self) -> Whole | None:
        """`n`: the number of each row's household."""
        return None if self.layout.household is None else numbered(self.rows[self.layout.household])[0]


def persons(held: Given, layout: Layout) -> Persons:
    """Return the persons of a frame once the layout has been checked against it.

    Raises
    ------
    BadInput
        There are no rows or no keys, a column is named twice or is not there, a weight is missing, infinite, zero
        or negative, a household is missing, or `missing` is none of the policies.
    """
    if layout.missing not in POLICIES:
        raise BadInput(
            f"missing='{layout.missing}': it can be 'wildcard' (may be any value) or 'category' (one of its own)",
            hint=meant(layout.missing, POLICIES)
            or "missing='wildcard' is the cautious one after suppression",
            code="option-value",
        )
    if not layout.keys:
        raise BadInput(
            "no keys: they are the columns that somebody may know a person by",
            hint="keys=['kommune', 'alder', 'kjonn']",
            code="keys-none",
        )
    named = [*layout.keys, *layout.sensitive, *filter(None, (layout.weights, layout.household))]
    held.need(*named)
    twice = [name for name in dict.fromkeys(named) if named.count(name) > 1]
    if twice:
        raise BadInput(
            f"column '{twice[0]}' is named {named.count(twice[0])} times: it is a key, sensitive, a weight or a household",
            hint="name each column once",
            code="column-doubled",
        )
    if not held.rows.height:
        raise BadInput("the frame has 0 rows: there is nobody to protect", hint="look where it comes from")
    if layout.weights is not None:
        _check_weights(held.rows[layout.weights])
    if layout.household is not None and held.rows[layout.household].null_count():
        lacking = held.rows[layout.household].is_null().arg_true()
        raise BadInput(
            f"no household in '{layout.household}' for {places(lacking)}",
            hint="give those who live alone a household of their own",
            code="household-missing",
        )
    return Persons(held.rows, layout)


def _check_weights(values: pl.Series) -> None:
    if not values.dtype.is_numeric():
        raise BadInput(
            f"the weights in '{values.name}' are of type {values.dtype}: they must be numbers",
            hint="cast the column to numbers",
            code="weights-bad",
        )
    numbers = values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers > 0)))
    if len(wrong):
        raise BadInput(
            f"no weight above 0 in '{values.name}' for {places(wrong)}: the first has {values[int(wrong[0])]}",
            hint="a weight says how many persons of the population a row stands for",
            code="weights-bad",
        )


def places(rows: Iterable[int]) -> str:
    """Return rows as a message shows them, counted from 0: at most five, and how many more there are."""
    found = [int(row) for row in rows]
    shown = ", ".join(map(str, found[:MOST_SHOWN]))
    more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    return f"row{'s' if len(found) > 1 else ''} {shown}{more}"


def names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return column names, whether one or several were given."""
    return (given,) if isinstance(given, str) else tuple(str(one) for one in given or ())


def is_number(value: object) -> bool:
    """Say whether a value is a finite number, and not true or false."""
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def check_k(k: object, rows: int) -> None:
    """Raise BadInput unless k is a whole number from 1 to the number of rows."""
    if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= rows:
        raise BadInput(
            f"k={k!r} for {rows} rows: it must be a whole number from 1 to {rows}",
            hint="k=5 is usual"
            if rows >= 5
            else "so few rows hide nobody: suppress or round a table of them",
            code="option-value",
        )


def some_rows(held: Given, frame: Any, kept: Whole) -> Any:
    """Return some rows of a frame of the kind that was handed in, and nothing of the others.

    Texts share their buffers with rows that are gone, and categories name them. pandas keeps labels of rows that
    somebody gave them.
    """
    if held.kind == "polars":
        texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Binary, pl.Enum)]
        rows = frame[kept]
        return rows.with_columns(without_lost(frame[name], cleared(rows[name])) for name in texts)
    if held.kind == "arrow":
        rows = frame.take(kept)
        found = [without_lost(frame[name], rows[name]) for name in frame.column_names]
        return type(frame).from_arrays(found, schema=rows.schema)
    rows = frame.iloc[kept].copy()
    for name, kind in frame.dtypes.items():
        if kind == "category":
            rows[name] = without_lost(frame[name], rows[name])
    # mere numbers of rows would tell which ones were left out, and whose row of the original each is
    numbered = type(frame.index).__name__ == "RangeIndex" and frame.index.name is None
    return rows.reset_index(drop=True) if numbered else rows
