"""The p% and pq rules: a cell where one contributor can estimate another too closely is confidential."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.options import known_options
from stabbur.disclosure.rules.contributions import contributions
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, need_per_cent
from stabbur.errors import BadInput


@dataclass(frozen=True)
class PriorPosterior:
    """See `p_percent` and `pq`."""

    p: float
    q: float
    zeros: Zeros | None = None

    def __str__(self) -> str:
        return f"p_percent({self.p:g})" if self.q == 100 else f"pq({self.p:g}, {self.q:g})"

    def hits(self, table: Judged) -> Hits:
        """Return the cells where the second largest can estimate the largest too closely."""
        found = contributions(table.shares, 2)
        rest = np.maximum(found.total - found.top(2), 0.0)
        asked = self.p * found.largest[:, 0]
        mask = (rest * self.q < asked) & (found.total > 0)
        width = np.where(mask, asked / self.q - rest, 0.0)
        return Hits(mask, width, width)


@known_options
def p_percent(p: float) -> PriorPosterior:
    """Hide cells where the second largest contributor can estimate the largest to within `p` per cent.

    That is so if what all the others contribute is less than `p` per cent of the largest contribution.

    Raises
    ------
    BadInput
        `p` is not from 1 to 100: a share such as 0.15 is said as 15.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4. The cell must be left uncertain by p% of
    the largest, less what the others contribute.

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.p_percent(15))
    p_percent(15)
    """
    need_per_cent("p_percent", "p", p)
    return PriorPosterior(float(p), 100.0)


@known_options
def pq(p: float, q: float) -> PriorPosterior:
    """Hide cells where somebody who knows all contributions to within `q` per cent learns one to within `p`.

    Raises
    ------
    BadInput
        `p` or `q` is not from 1 to 100, or `p` not below `q`.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4: the p% rule is the one of `q` = 100.

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.pq(10, 60))
    pq(10, 60)
    """
    need_per_cent("pq", "p", p)
    need_per_cent("pq", "q", q)
    if p >= q:
        raise BadInput(
            f"p of pq is {p:g} and q is {q:g}: p must be below q",
            hint="q says how well contributions are known before the table is published, p how well they may be after",
            code="rule-option",
            option="p",
        )
    return PriorPosterior(float(p), float(q))
