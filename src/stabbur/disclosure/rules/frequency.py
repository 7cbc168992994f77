"""The rule of minimum frequency: a cell of few persons is confidential."""

from dataclasses import dataclass
from typing import get_args

import numpy as np

from stabbur.disclosure.options import known_options
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, need_number, plain_hits
from stabbur.errors import BadInput, meant
from stabbur.frames.given import one_of, shown


@dataclass(frozen=True)
class MinimumCount:
    """See `minimum_count`."""

    least: int
    zeros: Zeros | None

    def __str__(self) -> str:
        said = "" if self.zeros is None else f", zeros={self.zeros!r}"
        return f"minimum_count({self.least}{said})"

    def hits(self, table: Judged) -> Hits:
        """Return the cells of fewer than the least count."""
        counts = table.counts(self)
        some = counts >= 1 if self.zeros != "protect" else np.ones(counts.size, dtype=np.bool_)
        return plain_hits((counts < self.least) & some)


@known_options
def minimum_count(least: int, zeros: Zeros | None = None) -> MinimumCount:
    """Hide cells that count fewer than `least` persons or units.

    Parameters
    ----------
    least
        The least count that may be published: 4 hides 1, 2 and 3.
    zeros
        "public": zeros are published, and an attacker knows that a hidden cell is not zero. "secondary": they
        are not confidential, but may be hidden to protect others. "protect": they are hidden as well.
        "structural": they are published since they cannot be anything else. None leaves it to other rules, and
        is "public" where none says.

    Raises
    ------
    BadInput
        `least` is not a whole number from 1, or `zeros` is misspelt.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 5.

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.minimum_count(4, zeros="public"))
    minimum_count(4, zeros='public')
    """
    need_number("minimum_count", "least", least, 1)
    if least != int(least):
        raise BadInput(
            f"least of minimum_count is '{least}': it must be a whole number",
            hint=f"minimum_count({int(least) + 1})",
            code="rule-option",
            option="least",
        )
    known = get_args(Zeros)
    if zeros is not None and not one_of(zeros, known):
        raise BadInput(
            f"zeros of minimum_count is '{shown(zeros)}': it must be one of {', '.join(map(repr, known))}",
            hint=meant(shown(zeros), known) or 'zeros="public"',
            code="rule-option",
            option="zeros",
        )
    return MinimumCount(int(least), zeros)
