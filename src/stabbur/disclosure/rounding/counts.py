"""sb.round_counts: a table of counts out of which nobody reads one person, by rounding or by noise."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, TypedDict, Unpack

import numpy as np
import polars as pl

from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.rounding.ptable import PTable
from stabbur.disclosure.rounding.rounded import Rounded, measured, proved, refuse_weighted_counts
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Whole
from stabbur.disclosure.tables.specification import LinkedTables, Spec, TableSpec
from stabbur.errors import BadInput, meant

METHODS = {
    # each method and where it lives
    "small": ("stabbur.disclosure.rounding.small", "round_small"),
    "controlled": ("stabbur.disclosure.rounding.controlled", "round_controlled"),
    "cell_key": ("stabbur.disclosure.rounding.cell_key", "cell_key"),
}
BASE_MOST = 1_000


class RoundOptions(TypedDict, total=False):
    """What can be said beside table, base and method."""

    count: str
    """The column of counts, where dimensions are given by name."""
    total: str | Sequence[str] | None
    """The code of totals, where it is not one of the usual ones."""
    keys: str
    """For the cell key method: the column of record keys."""
    secret: bytes
    """With it `keys` names any identifier, and the keys are made of it."""
    ptable: PTable
    """The table of noise."""


def round_counts(
    df: Any,
    table: Spec | str | Sequence[str],
    *,
    base: int = 3,
    method: str = "small",
    **options: Unpack[RoundOptions],
) -> Rounded:
    """Round the counts of a table, or perturb them, so that small ones are no longer exact.

    Each method with what it guarantees:

    - "small": no published count is between 0 and the base, and sums hold; only what must be is rounded
      (Langsrud & Heldal 2018).
    - "controlled": every published count is a multiple of the base and sums hold; in tables of two dimensions each
      is the multiple next to the true count (Cox 1987).
    - "cell_key": each count is changed by noise that the same units always get; sums do not hold
      (Fraser & Wooton 2005).

    None of them hides a cell, and a reader who knows all but one of the persons in a cell may still learn something:
    where that must not be, suppress.

    Parameters
    ----------
    df
        A pandas, polars or Arrow frame: microdata, or counts. It is not changed.
    table
        A `TableSpec`, several linked by `&`, or the names of the dimensions.
    base
        What counts are rounded to: 2 or more. The cell key method has none.
    method
        "small", "controlled" or "cell_key".
    **options
        `count`, `total`, `keys`, `secret`, `ptable`: see `RoundOptions`.

    Returns
    -------
    Rounded
        `.table` has the rows of the frame where dimensions and `count` are given by name, else a row for each cell;
        `.guarantee`, `.measures` and `.proof` tell of it.

    Raises
    ------
    BadInput
        An option is misspelt or out of range, the table is one of magnitudes, or one that cannot be built.

    Examples
    --------
    >>> import pandas as pd
    >>> import stabbur as sb
    >>> df = pd.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [1, 2, 30, 33]})
    >>> sb.round_counts(df, "kommune", count="personer").table
      kommune  personer
    0       A         0
    1       B         3
    2       C        30
    3   Total        33
    """
    _check(base, method, options)
    held = given(df)
    if isinstance(table, TableSpec | LinkedTables):
        spec, names = table, None
    else:
        names = [table] if isinstance(table, str) else list(table)
        spec = TableSpec(dict.fromkeys(names), count=options.get("count"))
    refuse_weighted_counts(spec)
    if method == "cell_key":
        return _by_key(held, spec, options)
    if spec.value is not None:
        raise BadInput(
            f"the table sums '{spec.value}': rounding takes counts",
            hint='method="cell_key" perturbs magnitudes, and suppress protects them',
            code="rounding-values",
        )
    _refuse_what_only_units_have(held, names, spec, method, options)
    if names is not None and spec.count is not None:
        return _in_place(held, names, spec.count, base, method, options)
    cells = build(held, spec)
    published = _rounded(cells, base, method)
    columns = [cells.table, *cells.dimensions] if cells.table else list(cells.dimensions)
    rows = cells.codes.select(columns).with_columns(pl.Series(spec.count or "count", published))
    return _told(held.frame(rows), rows, cells, published, spec.count or "count", (base, method))


def _check(base: int, method: str, options: RoundOptions) -> None:
    if method not in METHODS:
        raise BadInput(
            f"method is '{method}': it must be {' or '.join(map(repr, METHODS))}",
            hint=meant(method, METHODS) or 'method="small"',
            code="option-value",
            option="method",
        )
    if isinstance(base, bool) or not isinstance(base, int) or not 2 <= base <= BASE_MOST:
        raise BadInput(
            f"base is {base!r}: it must be a whole number from 2 to {BASE_MOST}",
            hint="base=3 is usual",
            code="option-value",
            option="base",
        )
    for name in options:
        if name not in RoundOptions.__annotations__:
            raise BadInput(
                f"round_counts takes no '{name}': it takes base, method, {', '.join(RoundOptions.__annotations__)}",
                hint=meant(name, ["base", "method", *RoundOptions.__annotations__]) or "leave it out",
                code="option-unknown",
                option=name,
            )


def _refuse_what_only_units_have(
    held: Given, names: list[str] | None, spec: Spec, method: str, options: RoundOptions
) -> None:
    alone = [name for name in ("keys", "secret", "ptable") if name in options]
    if alone:
        raise BadInput(
            f"method is '{method}', which takes no {', '.join(alone)}",
            hint='method="cell_key" does',
            code="option-value",
            option=alone[0],
        )
    if names is None or spec.count is not None or len(held.rows) < 2:
        return
    held.need(*names)
    if not held.rows.select(names).is_duplicated().any():
        raise BadInput(
            f"no count is named, and each of {len(held.rows)} rows is a combination of its own: all counts would be 1",
            hint="count='…' names the column of counts",
            code="figures-missing",
        )


def _by_key(held: Given, spec: Spec, options: RoundOptions) -> Rounded:
    if "keys" not in options:
        raise BadInput(
            "the cell key method must have keys=, the column of record keys",
            hint="keys='fnr', secret=… makes them of what identifies a person",
            code="keys-missing",
        )
    given_options = {name: options[name] for name in ("secret", "ptable") if name in options}
    place, name = METHODS["cell_key"]
    made: Rounded = getattr(import_module(place), name)(held, spec, options["keys"], **given_options)
    return made


def _in_place(
    held: Given, names: list[str], count: str, base: int, method: str, options: RoundOptions
) -> Rounded:
    """Round the counts of a frame where they stand; what it does not show is not published."""
    from stabbur.disclosure.protection.suppressing import cells_of, spec_of

    held.need(*names, count)
    chosen, spec = spec_of(held, names, {"count": count, "value": None}, {"total": options.get("total")})
    cells, place, _ = cells_of(held, chosen, spec)
    published = _rounded(cells, base, method)
    column = pl.Series(count, published[place])
    kind = held.rows.schema[count]
    column = column.cast(kind) if kind.is_numeric() else column
    rows = held.rows.with_columns(column)
    return _told(held.with_columns({count: column}), rows, cells, published, count, (base, method))


def _rounded(cells: Cells, base: int, method: str) -> Whole:
    place, name = METHODS[method]
    counts: Whole = getattr(import_module(place), name)(cells, base)
    return np.asarray(cells.sums.T @ counts, dtype=np.int64)


def _told(
    frame: Any, rows: pl.DataFrame, cells: Cells, published: Whole, count: str, how: tuple[int, str]
) -> Rounded:
    base, method = how
    true = np.asarray(cells.count, dtype=np.int64)
    measures = measured(true.astype(np.float64), published.astype(np.float64))
    if method == "small":
        guarantee = f"every published count is 0, or {base} or more, and all sums hold"
        kept = bool(((published == 0) | (published >= base)).all())
    else:
        near = "" if measures.get("largest", 0) >= base else ", the one below or above the true count"
        guarantee = f"every published count is a multiple of {base}{near}, and all sums hold"
        kept = bool((published % base == 0).all())
    facts = {
        "method": method,
        "base": base,
        "guarantee": guarantee,
        "measures": measures,
        "safe": kept,
    }
    return Rounded(frame, method, guarantee, measures, proved(rows, cells, [count], facts))
