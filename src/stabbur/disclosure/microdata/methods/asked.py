"""What a method was asked to change, checked before anything is done; and where its chance comes from."""

from collections.abc import Collection, Sequence

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.errors import BadInput, meant

UNITS = 2**52


def columns_of(rows: pl.DataFrame, columns: Sequence[str], *, numbers: bool = False) -> None:
    """Raise BadInput unless some columns are named, are there and, where it is asked, hold numbers."""
    if not columns:
        raise BadInput(
            f"no column is named: there are {', '.join(map(repr, rows.columns))}",
            hint="name the columns that are to be changed",
            code="columns-none",
        )
    for name in columns:
        if name not in rows.columns:
            raise BadInput(
                f"no column '{name}' in the frame: it has {', '.join(map(repr, rows.columns))}",
                hint=meant(name, rows.columns) or "look at the spelling",
                code="column-unknown",
                column=name,
            )
        if numbers and not rows.schema[name].is_numeric():
            raise BadInput(
                f"column '{name}' is of type '{rows.schema[name]}': this method needs numbers",
                hint="cast it to numbers, or use recode or pram for categories",
                code="column-type",
                column=name,
            )


def whole(rows: pl.DataFrame, columns: Sequence[str], method: str) -> None:
    """Raise BadInput where a value is missing, NaN or infinite."""
    for name in columns:
        column = rows[name]
        bad = column.is_null()
        if column.dtype.is_float():
            bad = bad | ~column.is_finite().fill_null(value=True)
        if bad.any():
            where = bad.arg_true().to_list()
            shown = ", ".join(map(str, where[:5])) + (f" and {len(where) - 5} more" if len(where) > 5 else "")
            raise BadInput(
                f"column '{name}' has no number in rows {shown}: {method} needs one in each",
                hint=f"frame = frame.drop_nulls('{name}'), or fill them first",
                code="value-missing",
                column=name,
            )


def between(name: str, value: float, least: float, most: float) -> None:
    """Raise BadInput unless an option lies in its range."""
    if not isinstance(value, int | float) or not least <= value <= most:
        raise BadInput(
            f"'{name}' is {value}: it must be from {least:g} to {most:g}",
            hint=f"give {name}= a number in this range",
            code="option-value",
            option=name,
        )


def one_of(name: str, value: object, known: Collection[str]) -> None:
    """Raise BadInput unless an option is one of its words."""
    if value not in known:
        raise BadInput(
            f"'{name}' is '{value}': it must be {' or '.join(map(repr, known))}",
            hint=meant(value, known) or f"give {name}= one of these",
            code="option-value",
            option=name,
        )


def chance(seed: int | None, column: int) -> np.random.Generator:
    """Return random numbers of one column; the same seed gives the same on every machine.

    Raises
    ------
    BadInput
        There is no seed: a step that cannot be repeated is not taken.
    """
    if seed is None or isinstance(seed, bool) or seed < 0:
        raise BadInput(
            f"seed is {seed}: it must be a whole number of 0 or more",
            hint="seed=secrets.randbelow(2**31), kept to yourself",
            code="seed-missing",
        )
    return np.random.Generator(np.random.PCG64([seed, column]))


def uniform(random: np.random.Generator, size: int) -> Number:
    """Return numbers between 0 and 1, neither of the two among them."""
    drawn: Whole = random.integers(0, UNITS, size)
    return np.asarray((drawn + 0.5) / UNITS, dtype=np.float64)
