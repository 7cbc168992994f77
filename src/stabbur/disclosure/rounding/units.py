"""Units behind a table for the cell key method: each with its record key, or counted by their codes beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from math import prod
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.rounding.ptable import KEYS
from stabbur.disclosure.rounding.record_keys import record_keys
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Whole
from stabbur.disclosure.tables.specification import FIGURES, LinkedTables, Spec
from stabbur.errors import BadInput

UNIT = "unit"
MOST_PLACES = 4_000_000
"""Combinations of codes that are counted in one row of numbers."""


@dataclass(frozen=True)
class Units:
    """A table and the record keys behind it."""

    cells: Cells
    own: Whole
    """The record key of each of the table's records, or the sum of those of the units that it stands for."""

    def keys(self) -> Whole:
        """Return the key of each cell: the sum of the record keys of its units, 0 to below 2³²."""
        records = self.cells.records
        if records is None:
            raise _no_units()
        whole = np.zeros(self.cells.sums.shape[0], dtype=np.int64)
        np.add.at(whole, records.inner, self.own)
        return np.asarray(self.cells.sums.T @ (whole % KEYS), dtype=np.int64) % KEYS


def units(rows: pl.DataFrame, spec: Spec, keys: str, secret: bytes | None) -> Units:
    """Build a table with the record keys of its units.

    Parameters
    ----------
    rows
        Microdata, or an aggregate whose keys are sums of its units'.
    spec
        The table.
    keys
        The column of record keys, or with a secret of what identifies a unit.
    secret
        What keys are made with, where the column has none.

    Raises
    ------
    BadInput
        A key is missing or out of range, or the table is one that `build` refuses.
    """
    if _countable(rows, spec):
        try:
            return _counted(rows, spec, keys, secret)
        except BadInput:
            pass  # the message shows rows of the caller's frame: they are looked for there
    cells = _with_records(rows, spec, keys)
    if cells.records is None or cells.records.rows is None:
        raise _no_units()
    return Units(cells, record_keys(cells.records.rows[keys], secret))


def _no_units() -> BadInput:
    return BadInput("the table has no rows of units", hint="hand in microdata", code="contributors-missing")


def _columns(spec: Spec) -> list[str]:
    """Return the columns that say where a unit is counted."""
    levels = (column for some in spec.hierarchies.values() for one in some for column in one.columns)
    return list(dict.fromkeys([*spec.hierarchies, *levels]))


def _countable(rows: pl.DataFrame, spec: Spec) -> bool:
    """Say whether units of the same codes may be counted before the table is built: nothing else of them is asked for.

    Fractions are left out: how they become text depends on all of them, and 0 has two forms.
    """
    columns = _columns(spec)
    if any(getattr(spec, name) is not None for name in FIGURES) or not set(columns) <= set(rows.columns):
        return False
    kinds = [rows.schema[column] for column in columns]
    return not any(kind.is_nested() or kind.is_float() or kind in (pl.Binary, pl.Object) for kind in kinds)


def _counted(rows: pl.DataFrame, spec: Spec, keys: str, secret: bytes | None) -> Units:
    columns = _columns(spec)
    number, total, unit = _unused([*rows.columns, *columns], 3)
    own = record_keys(rows[keys], secret)
    counted = _summed(rows.select(columns), own, number, total)
    cells = build(counted.with_columns(pl.lit(UNIT).alias(unit)), _with(spec, contributor=unit, count=number))
    return Units(cells, counted[total].to_numpy() % KEYS)


def _summed(codes: pl.DataFrame, own: Whole, number: str, total: str) -> pl.DataFrame:
    """Return each combination of codes, how many units have it, and the sum of their keys."""
    plain = all(kind == pl.String or kind.is_integer() for kind in codes.schema.dtypes())
    coded = [one.rechunk().to_arrow().dictionary_encode() for one in codes.get_columns()] if plain else []
    shape = tuple(len(one.dictionary) + 1 for one in coded)
    if not plain or prod(shape) > MOST_PLACES:
        told = codes.with_columns(pl.Series(total, own))
        return told.group_by(codes.columns).agg(pl.len().alias(number), pl.col(total).sum())
    # a column of numbers is quicker to count by than columns of texts; the last code of each is a missing one
    at = [one.indices.fill_null(size - 1).to_numpy() for one, size in zip(coded, shape, strict=True)]
    place = np.ravel_multi_index(tuple(at), shape)
    counts = np.bincount(place)
    sums = np.zeros(len(counts), dtype=np.int64)
    np.add.at(sums, place, own)
    there = np.flatnonzero(counts)
    known = [pl.Series(one.dictionary).extend_constant(None, 1) for one in coded]
    found = [
        one.gather(where).alias(name)
        for one, where, name in zip(known, np.unravel_index(there, shape), codes.columns, strict=True)
    ]
    return pl.DataFrame([*found, pl.Series(number, counts[there]), pl.Series(total, sums[there])])


def _with_records(rows: pl.DataFrame, spec: Spec, keys: str) -> Cells:
    """Build a table with the rows of its units, which come where contributors are known."""
    if spec.contributor:
        return build(rows, spec)
    contributor = keys
    if spec.value is None:  # counts need no contributors: one name for all is quicker than a million
        contributor = _unused(rows.columns, 1)[0]
        rows = rows.with_columns(pl.lit(UNIT).alias(contributor))
    return build(rows, _with(spec, contributor=contributor))


def _with(spec: Spec, **named: Any) -> Spec:
    """Return a table, or every one of several, with other columns named."""
    if isinstance(spec, LinkedTables):
        return LinkedTables(tuple(replace(one, **named) for one in spec.tables))
    return replace(spec, **named)


def _unused(taken: list[str], wanted: int) -> list[str]:
    """Return names that no column has."""
    free: Iterator[str] = (name for name in (UNIT * times for times in count(1)) if name not in taken)
    return [next(free) for _ in range(wanted)]
