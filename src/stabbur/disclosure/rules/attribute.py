"""The rule of k-disclosure: a group that lies in one category, all of it or all but k, tells about its members."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.options import known_options
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, need_number, plain_hits
from stabbur.disclosure.tables.cells import Cells, Mask, Whole
from stabbur.errors import BadInput, meant


@dataclass(frozen=True)
class KDisclosure:
    """See `k_disclosure`."""

    k: int
    sensitive: tuple[str, ...]
    zeros: Zeros | None = "secondary"

    def __str__(self) -> str:
        said = f", sensitive={list(self.sensitive)!r}" if self.sensitive else ""
        return f"k_disclosure({self.k}{said})"

    def hits(self, table: Judged) -> Hits:
        """Return the cells that hold a whole group but k, and the other categories of that group."""
        cells, counts = table.cells, table.counts(self)
        for name in self.sensitive:
            if name not in cells.dimensions:
                raise BadInput(
                    f"{self}: no dimension '{name}', the table has {', '.join(map(repr, cells.dimensions))}",
                    hint=meant(name, cells.dimensions) or "look at the spelling",
                    code="rule-option",
                    option="sensitive",
                )
        groups, parts, ways = _parts(cells)
        if self.sensitive:
            chosen = np.isin(ways, [cells.dimensions.index(name) for name in self.sensitive])
            groups, parts, ways = groups[chosen], parts[chosen], ways[chosen]
        left = counts[groups] - counts[parts]
        told = (counts[parts] > 0) & (left <= self.k)
        group = groups * len(cells.dimensions) + ways
        others = np.isin(group, group[told]) & (counts[parts] <= self.k)
        mask: Mask = np.zeros(cells.size, dtype=np.bool_)
        mask[parts[told | others]] = True
        return plain_hits(mask)


@known_options
def k_disclosure(k: int = 0, sensitive: Sequence[str] = ()) -> KDisclosure:
    """Hide a category that holds a whole group, or all of it but `k`: whoever is in the group is then known by it.

    The other categories of the group, which hold `k` or fewer, are hidden with it: they tell the same by being
    empty. Zeros may therefore be hidden.

    Parameters
    ----------
    k
        How many may join what they know of themselves: 0 for everybody outside the group, 1 for one member.
    sensitive
        The dimensions whose categories tell something of a person; none named means all.

    Raises
    ------
    BadInput
        `k` is below 0; on use, a dimension is not one of the table's.

    Notes
    -----
    Attribute or group disclosure, Hundepol et al., *Statistical Disclosure Control* (2012), chapter 5; the name is
    that of GaussSuppression's `SuppressKDisclosure`, which protects the differences themselves.

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.k_disclosure(1, sensitive=["diagnosis"]))
    k_disclosure(1, sensitive=['diagnosis'])
    """
    need_number("k_disclosure", "k", k, 0)
    return KDisclosure(int(k), (sensitive,) if isinstance(sensitive, str) else tuple(sensitive))


def _parts(cells: Cells) -> tuple[Whole, Whole, Whole]:
    """Return all pairs of a cell and a smaller one within it that differ in one dimension, and in which."""
    possible = cells.sums.tocsr()[np.flatnonzero(~cells.structural)].tocsc()
    lengths = np.diff(possible.indptr)
    common = (possible.T @ possible).tocoo()
    within = (common.data == lengths[common.col]) & (lengths[common.row] > lengths[common.col])
    groups, parts = common.row[within].astype(np.int64), common.col[within].astype(np.int64)
    codes = np.stack(
        [cells.codes[name].cast(str).rank("dense").to_numpy().astype(np.int64) for name in cells.dimensions],
        axis=1,
    )
    differs = codes[groups] != codes[parts]
    one = differs.sum(axis=1) == 1
    return groups[one], parts[one], differs[one].argmax(axis=1)
