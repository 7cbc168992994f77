"""Totals that were handed in are the sums of their parts, or the cells that are not are shown."""

from collections.abc import Mapping

import numpy as np

from stabbur.disclosure.tables.axis import Axis
from stabbur.disclosure.tables.cells import Mask, Number, Whole
from stabbur.disclosure.tables.listing import MOST, listed, named
from stabbur.errors import BadInput

CLOSE = 1e-9
"""How far a sum of magnitudes may be off, as a share of it: the rounding of floating point, and no more."""


def check_sums(
    axes: Mapping[str, Axis], margins: Whole, given: Number, leaves: Whole, figures: Number, *, whole: bool
) -> None:
    """Refuse totals that are not the sums of the cells below them.

    Parameters
    ----------
    axes
        The dimensions.
    margins
        Totals × dimensions: the positions of their codes.
    given
        The figure of each total.
    leaves
        Rows × dimensions: the numbers of the leaves that the totals sum.
    figures
        What each row adds.
    whole
        The figures are counts, whose sums are exact.

    Raises
    ------
    BadInput
        With the cells, their figures, and what their parts sum to.
    """
    if not len(margins):
        return
    sums = _sums(axes, margins, leaves, figures)
    close = CLOSE * np.maximum(np.abs(given), np.abs(sums))
    wrong: Mask = np.abs(given - sums) > (0.0 if whole else close)
    if not wrong.any():
        return
    found = np.flatnonzero(wrong)
    shown = [
        f"{named((one.codes[p] for one, p in zip(axes.values(), margins[at], strict=True)), axes)} "
        f"is {given[at]:.15g}, its parts sum to {sums[at]:.15g}"
        for at in found[:MOST].tolist()
    ]
    raise BadInput(
        f"{len(found)} of {len(margins)} totals are not the sums of their parts: {listed(shown, len(found))}",
        hint="mend the figures, say in a hierarchy which codes are sums of which, "
        "or drop the totals: they are summed anew",
        code="not-additive",
    )


def _sums(axes: Mapping[str, Axis], margins: Whole, leaves: Whole, figures: Number) -> Number:
    """Sum every row into each combination of codes that it is counted in, kept where a total was handed in."""
    sizes = tuple(len(one.codes) for one in axes.values())
    wanted = np.ravel_multi_index(tuple(margins.T), sizes)
    known = np.unique(wanted)
    total = np.zeros(len(known))
    depths = [one.above.shape[1] for one in axes.values()]
    for place in np.ndindex(*depths):
        codes = np.stack(
            [one.above[leaves[:, at], place[at]] for at, one in enumerate(axes.values())], axis=1
        )
        rows = np.flatnonzero((codes >= 0).all(axis=1))
        linear = np.ravel_multi_index(tuple(codes[rows].T), sizes)
        at = np.minimum(np.searchsorted(known, linear), len(known) - 1)
        hit = known[at] == linear
        total += np.bincount(at[hit], weights=figures[rows[hit]], minlength=len(known))
    summed: Number = total[np.searchsorted(known, wanted)]
    return summed
