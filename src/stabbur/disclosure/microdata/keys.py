"""The keys of a file of persons as numbers: which rows share a combination, and which values are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Mask, Whole
from stabbur.errors import BadInput

Missing = Literal["wildcard", "category"]
"""What a missing key is: it may be any value, so it matches all; or it is a value of its own, like any other."""

FIRST = 20_000
"""How many rows are looked through for values at first."""

LARGEST = 1 << 62
"""The most combinations that one whole number tells apart."""


@dataclass(frozen=True)
class Keys:
    """The `d` distinct combinations of `m` keys among `n` rows."""

    names: tuple[str, ...]
    codes: Whole
    """`d` × `m`: the number of each value within its key; the last number of a key stands for missing."""
    sizes: tuple[int, ...]
    """How many numbers each key has, the one for missing among them."""
    values: tuple[pl.Series, ...]
    """The value behind each number, in rising order; missing has none."""
    rows: Whole
    """`n`: the combination that each row has."""
    count: Whole
    """`d`: how many rows have it."""
    absent: Mask | None
    """`d` × `m`: keys that are missing and match any value; None where nothing does so."""

    def some(self, places: Sequence[int]) -> "Keys":
        """Return the same combinations by some of the keys; they need not be distinct then."""
        names, values = tuple(self.names[at] for at in places), tuple(self.values[at] for at in places)
        sizes = tuple(self.sizes[at] for at in places)
        absent = None if self.absent is None else self.absent[:, list(places)]
        wild = absent if absent is not None and absent.any() else None
        return Keys(names, self.codes[:, list(places)], sizes, values, self.rows, self.count, wild)


def encode(rows: pl.DataFrame, names: Sequence[str], missing: Missing) -> Keys:
    """Return the keys of all rows as numbers; a float that is not a number is missing, too."""
    columns, sizes, values = [], [], []
    for name in names:
        codes, known = numbered(rows[name])
        columns.append(codes)
        sizes.append(len(known) + 1)
        values.append(known)
    # where nothing is missing its number takes no room
    key, size = combine(columns, [int(column.max()) + 1 for column in columns])
    of, count, first = group(key, size)
    distinct = np.stack([column[first] for column in columns], axis=1).astype(np.int64)
    absent = distinct == np.array(sizes) - 1
    wild = missing == "wildcard" and bool(absent.any())
    return Keys(tuple(names), distinct, tuple(sizes), tuple(values), of, count, absent if wild else None)


def numbered(values: pl.Series) -> tuple[Whole, pl.Series]:
    """Return a number for each value, by rising value, and the values; missing has the number after the last."""
    if values.dtype.is_nested():
        raise BadInput(
            f"'{values.name}' is of type {values.dtype}: what tells persons apart or is sensitive is one value a row",
            hint="take the nested values apart into columns first",
            code="column-kind",
        )
    if values.dtype.is_float():
        values = values.fill_nan(None)
    elif values.dtype == pl.Binary:
        values = values.bin.encode("hex")
    elif values.dtype in (pl.UInt64, pl.Decimal) or not _plain(values.dtype):
        values = values.cast(pl.String)
    if values.dtype == pl.String:
        codes, known = _texts(values)
        return codes.cast(pl.Int64).fill_null(len(known)).to_numpy(), known
    plain = values.to_physical() if values.dtype.is_temporal() else values
    plain = plain.cast(pl.Int64) if plain.dtype.is_integer() or plain.dtype == pl.Boolean else plain
    known = plain.unique().drop_nulls().sort()
    filled = plain.fill_null(known[0]).to_numpy() if len(known) else np.zeros(len(plain))
    spread = int(known[-1]) - int(known[0]) if plain.dtype == pl.Int64 and len(known) else LARGEST
    if spread < 4 * len(plain):
        place = np.zeros(spread + 1, dtype=np.int64)
        place[known.to_numpy() - known[0]] = np.arange(len(known))
        found = place[filled - known[0]]
    else:
        found = np.searchsorted(known.to_numpy(), filled)
    if plain.null_count():
        found = np.where(plain.is_null().to_numpy(), len(known), found)
    return found.astype(np.int64), known.cast(values.dtype)


def _plain(kind: pl.DataType) -> bool:
    return kind.is_integer() or kind.is_temporal() or kind == pl.Boolean


def _texts(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    # the first rows mostly have every value there is, and then one pass is enough
    known = values.head(FIRST).unique().drop_nulls().sort()
    codes = values.cast(pl.Enum(known), strict=False).to_physical()
    if codes.null_count() > values.null_count():
        known = values.unique().drop_nulls().sort()
        codes = values.cast(pl.Enum(known)).to_physical()
    return codes, known


def combine(columns: Sequence[Whole], sizes: Sequence[int]) -> tuple[Whole, int]:
    """Return one number for each combination of several, and how many numbers there can be."""
    if not columns:
        raise BadInput("there are no keys to combine", hint="name at least one", code="keys-none")
    key, size = columns[0], sizes[0]
    for column, more in zip(columns[1:], sizes[1:], strict=True):
        if size * more > LARGEST:
            distinct, key = np.unique(key, return_inverse=True)
            size = len(distinct)
        key, size = key * more + column, size * more
    return key, size


def tallied(key: Whole, size: int) -> tuple[Whole, Whole]:
    """Return the numbers that occur, rising, and how often each does."""
    if size > max(16 * len(key), 1 << 20):
        return np.unique(key, return_counts=True)
    tally = np.bincount(key, minlength=size)
    found = np.flatnonzero(tally)
    return found, tally[found]


def group(key: Whole, size: int) -> tuple[Whole, Whole, Whole]:
    """Return for each row its group, by rising key, and for each group its count and its first row."""
    found, count = tallied(key, size)
    if size <= max(16 * len(key), 1 << 20):
        place = np.empty(size, dtype=np.int64)
        place[found] = np.arange(len(found))
        of = place[key]
    else:
        of = np.searchsorted(found, key)
    first = np.empty(len(count), dtype=np.int64)
    first[of[::-1]] = np.arange(len(key) - 1, -1, -1)
    return of, count, first
