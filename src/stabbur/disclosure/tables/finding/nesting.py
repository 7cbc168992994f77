"""Columns that group others, as a county groups municipalities: found in the data."""

from collections.abc import Mapping, Sequence

import polars as pl

from stabbur.disclosure.tables.axis import text
from stabbur.disclosure.tables.finding.labels import is_total_label

Totals = Mapping[str, frozenset[str]]
"""For each column the codes that are words for its total."""


def chains(rows: pl.DataFrame, names: Sequence[str], totals: Totals) -> dict[str, list[list[str]]]:
    """Return for each leaf column the chains of columns above it, the nearest first.

    A column groups another one when each code of the other has one code in it, some share one but not all, and no
    code stands in both. Columns that group a leaf but not each other are chains of their own.

    Parameters
    ----------
    rows
        The data.
    names
        Columns that are dimensions or group them.
    totals
        Codes that are left out of sight.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.tables.finding.nesting import chains
    >>> rows = pl.DataFrame({"fylke": ["03", "46", "46"], "kommune": ["0301", "4601", "4602"]})
    >>> chains(rows, ["kommune", "fylke"], {"kommune": frozenset(), "fylke": frozenset()})
    {'kommune': [['fylke']]}
    """
    known = rows.select(text(rows, name).alias(name) for name in names)
    above = {
        name: {other for other in names if other != name and _groups(known, name, other, totals)}
        for name in names
    }
    grouping = set().union(*above.values())
    found: dict[str, list[list[str]]] = {}
    for name in names:
        if name not in grouping:
            found[name] = _maximal(above[name], above)
    return found


def _maximal(some: set[str], above: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the longest chains of columns each of which groups the one before it."""
    lowest = [name for name in sorted(some) if not any(name in above[other] for other in some)]
    made = []
    for name in lowest:
        longer = _maximal(above[name] & some, above)
        made += [[name, *rest] for rest in longer] if longer else [[name]]
    return made


def _groups(known: pl.DataFrame, leaf: str, group: str, totals: Totals) -> bool:
    told = known.select(leaf, group).unique().drop_nulls().filter(~pl.col(leaf).is_in(list(totals[leaf])))
    summed = pl.col(group).is_in(list(totals[group]))
    codes = told.filter(~summed)[group].unique().to_list()
    # a leaf beside the total of the other column is a margin: the two are crossed
    if len(told.filter(summed & ~pl.col(leaf).is_in(codes))):
        return False
    # in a row that sums a whole group, the leaf column may hold the code of the group
    pairs = told.filter(~summed & (pl.col(leaf) != pl.col(group)))
    leaves, groups = pairs[leaf], pairs[group]
    if leaves.n_unique() < len(pairs) or not 1 < groups.n_unique() < len(pairs):
        return False
    return not set(leaves.to_list()) & set(groups.to_list())


def total_words(rows: pl.DataFrame, name: str, said: Sequence[str]) -> frozenset[str]:
    """Return the codes of a column that are words for its total: those that were said, else the usual ones."""
    known = rows.select(text(rows, name)).to_series().drop_nulls().unique().to_list()
    own = frozenset(code for code in known if code in said)
    return own or frozenset(code for code in known if is_total_label(code))
