"""A row that sums a group under a name of its own: told by figures, for it stands among the parts of its group."""

import warnings
from collections.abc import Mapping

import numpy as np

from stabbur.disclosure.tables.axis import Axis
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.disclosure.tables.checking.totals import BITS, CLOSE, combinations
from stabbur.disclosure.tables.listing import listed
from stabbur.errors import BadInput, DataWarning

LEAST = 3
"""Codes of a group in which one can be the sum of the others."""


def refuse_group_totals(
    axes: Mapping[str, Axis], inner: Whole, figures: Number, told: frozenset[str]
) -> None:
    """Refuse leaves that are the sum of all others in their group; warn where it may be chance.

    Parameters
    ----------
    axes
        The dimensions.
    inner
        Rows × dimensions: the number of each row's leaf.
    figures
        What each row adds.
    told
        Dimensions whose codes were listed, so that a leaf is a leaf.
    """
    for at, one in enumerate(axes.values()):
        leaf, group = np.nonzero(one.above[:-1] >= 0)
        group = one.above[leaf, group]
        inside = np.bincount(group, minlength=len(one.codes))
        kept = (inside[group] >= LEAST) & (inside[group] < len(one.leaves)) & (one.leaves[leaf] != group)
        if one.name in told or not kept.any():
            continue
        leaf, group = leaf[kept], group[kept]
        other = combinations(inner, at, [len(each.leaves) for each in axes.values()])
        weights = 1 + np.random.default_rng(6).random(int(other.max(initial=0)) + 1)
        signs = np.bincount(inner[:, at], figures * weights[other], minlength=len(one.leaves))
        sums = np.bincount(group, signs[leaf], minlength=len(one.codes))
        half = np.isclose(signs[leaf] * 2, sums[group], rtol=CLOSE, atol=0) & (signs[leaf] > 0)
        pairs = list(zip(leaf[half].tolist(), group[half].tolist(), strict=True))
        bits = sum(
            float(np.log2(1 + np.abs(figures[inner[:, at] == code])).sum()) - np.log2(inside[above])
            for code, above in pairs
        )
        if pairs:
            _tell(one, pairs, sure=bits > BITS)


def _tell(one: Axis, pairs: list[tuple[int, int]], *, sure: bool) -> None:
    some = listed([f"'{one.codes[one.leaves[leaf]]}' in '{one.codes[above]}'" for leaf, above in pairs])
    said = f"dimension '{one.name}' has codes that are the sum of all others in their group: {some}"
    first, group = (one.codes[position] for position in (one.leaves[pairs[0][0]], pairs[0][1]))
    hint = (
        f"in the rows of the group write '{group}' in place of '{first}', or leave the grouping column out of the "
        "dimensions; if it is none, list the codes with Hierarchy.from_dict({…})"
    )
    if sure:
        raise BadInput(said, hint=hint, code="totals-several", column=one.name)
    warnings.warn(f"{said}; {hint}", DataWarning, stacklevel=5)
