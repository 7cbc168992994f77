"""The (n, k) rule: a cell that few contributors dominate is confidential."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.rules.contributions import contributions
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, need_number, need_per_cent
from stabbur.errors import BadInput


@dataclass(frozen=True)
class Dominance:
    """See `dominance`."""

    pairs: tuple[tuple[int, float], ...]
    zeros: Zeros | None = None

    def __str__(self) -> str:
        return f"dominance({', '.join(f'({n}, {k:g})' for n, k in self.pairs)})"

    def hits(self, table: Judged) -> Hits:
        """Return the cells where the largest have more than their share."""
        found = contributions(table.shares, max(n for n, _ in self.pairs))
        total = found.total
        mask, width = np.zeros(total.size, dtype=np.bool_), np.zeros(total.size)
        for n, k in self.pairs:
            top = found.top(n)
            over = (top * 100 > k * total) & (total > 0)
            mask |= over
            width = np.where(over, np.maximum(width, top * 100 / k - total), width)
        return Hits(mask, width, width)


def dominance(*pairs: tuple[int, float]) -> Dominance:
    """Hide cells of which the `n` largest contributors have more than `k` per cent.

    Parameters
    ----------
    pairs
        One or more of (n, k), such as `(1, 80), (2, 90)`. Negative contributions count by their size; one with
        a sampling weight of 3 stands for three contributors of its size.

    Raises
    ------
    BadInput
        No pair, `n` below 1, or `k` not from 1 to 100: a share such as 0.8 is said as 80.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4. A cell must be left as uncertain as it
    would have to grow for the rule to pass it: 100/k times the largest, less the total.

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.dominance((1, 80), (2, 90)))
    dominance((1, 80), (2, 90))
    """
    if not pairs or not all(isinstance(one, tuple | list) and len(one) == 2 for one in pairs):
        raise BadInput(
            f"dominance has the pairs {pairs!r}: each must be (n, k)",
            hint="rules.dominance((1, 80), (2, 90))",
            code="rule-option",
        )
    for n, k in pairs:
        need_number("dominance", "n", n, 1)
        need_per_cent("dominance", "k", k)
        if n > k:
            raise BadInput(
                f"dominance has the pair ({n}, {k:g}): the number of contributors comes first, then per cent",
                hint=f"rules.dominance(({k:g}, {n}))",
                code="rule-option",
            )
    return Dominance(tuple((int(n), float(k)) for n, k in pairs))
