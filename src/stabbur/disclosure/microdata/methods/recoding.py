"""Global recoding: categories are joined to broader ones, and numbers to bands, everywhere in the file alike."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from stabbur.disclosure.microdata.methods.asked import columns_of, one_of
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.errors import BadInput

UNKNOWN = ("raise", "keep", "missing")


def recode(
    rows: pl.DataFrame,
    columns: tuple[str, ...],
    *,
    seed: int | None = None,
    values: Mapping[str, Any] | None = None,
    breaks: Sequence[float] | None = None,
    labels: Sequence[str] | None = None,
    unknown: str = "raise",
) -> Changed:
    """Put broader categories in place of values.

    Guarantees: equal values become equal ones, so every group of equal rows is joined or left, never split.
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 3.

    Parameters
    ----------
    rows
        The data; not changed.
    columns
        Columns that are recoded alike.
    seed
        Left aside.
    values
        The new text of each old value; an old value that is no text is named as it is written, such as "7".
    breaks
        For numbers in its place: where bands begin, rising. Below the first and from the last on are bands, too.
    labels
        Names of the bands, one more than breaks; without them such as "18–66".
    unknown
        What becomes of values that `values` lacks: "raise", "keep", or "missing".

    Raises
    ------
    BadInput
        A value is not in `values`, breaks do not rise, or not exactly one of the two is given.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.recoding import recode
    >>> made, step = recode(pl.DataFrame({"alder": [7, 18, 80]}), ("alder",), breaks=[18, 67])
    >>> made["alder"].to_list()
    ['below 18', '18–66', '67 or more']
    """
    one_of("unknown", unknown, UNKNOWN)
    if (values is None) == (breaks is None):
        raise BadInput(
            "recode must have one of values and breaks",
            hint='values={"0301": "Oslo"} or breaks=[18, 67]',
            code="option-value",
            option="values",
        )
    columns_of(rows, columns, numbers=breaks is not None)
    options = {"values": values, "breaks": breaks, "labels": labels, "unknown": unknown}
    before = sum(rows[name].n_unique() for name in columns)
    if breaks is not None:
        names = _labels(breaks, labels, all(rows.schema[name].is_integer() for name in columns))
        made = {name: _banded(rows[name], breaks, names) for name in columns}
    else:
        made = {name: _joined(rows[name], values or {}, unknown) for name in columns}
    figures = {"categories_before": before, "categories": sum(one.n_unique() for one in made.values())}
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    return made, Step("recode", columns, given, None, figures)


def _joined(column: pl.Series, values: Mapping[str, Any], unknown: str) -> pl.Series:
    old = column.cast(pl.String)
    new = {str(key): None if value is None else str(value) for key, value in values.items()}
    lacking = old.drop_nulls().unique(maintain_order=True)
    lacking = lacking.filter(~lacking.is_in(list(new)))
    if unknown == "raise" and len(lacking):
        shown = ", ".join(map(repr, lacking[:5])) + (
            f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
        )
        raise BadInput(
            f"column '{column.name}' has values that are not recoded: {shown}",
            hint="add them to values, or say unknown='keep' or 'missing'",
            code="values-unknown",
            column=column.name,
        )
    return (
        old.replace(new)
        if unknown == "keep"
        else old.replace_strict(new, default=None, return_dtype=pl.String)
    )


def _labels(breaks: Sequence[float], labels: Sequence[str] | None, integers: bool) -> list[str]:
    if not breaks or any(high <= low for low, high in pairwise(breaks)):
        raise BadInput(
            f"breaks are {list(breaks)}: they must rise, and be one or more",
            hint="breaks=[18, 67]",
            code="option-value",
            option="breaks",
        )
    if labels is not None and len(labels) != len(breaks) + 1:
        raise BadInput(
            f"there are {len(labels)} labels for {len(breaks) + 1} bands",
            hint="give one label more than breaks: the first is for what lies below them",
            code="option-value",
            option="labels",
        )
    if labels is not None:
        return list(labels)
    whole = integers and all(float(one).is_integer() for one in breaks)
    between = [
        f"{low:.15g}–{high - 1:.15g}" if whole else f"{low:.15g} to below {high:.15g}"
        for low, high in pairwise(breaks)
    ]
    return [f"below {breaks[0]:.15g}", *between, f"{breaks[-1]:.15g} or more"]


def _banded(column: pl.Series, breaks: Sequence[float], labels: Sequence[str]) -> pl.Series:
    number = column.to_frame().select(pl.sum_horizontal(pl.first() >= one for one in breaks)).to_series()
    made = pl.Series(list(labels)).gather(number.fill_null(0).cast(pl.UInt32))
    known = column.is_not_null() & (column.is_not_nan() if column.dtype.is_float() else pl.Series([True]))
    return made.zip_with(known, pl.Series([None], dtype=pl.String)).alias(column.name)
