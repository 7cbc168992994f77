"""The rule of few contributors: a cell that few units stand behind is confidential."""

from dataclasses import dataclass

from stabbur.disclosure.options import known_options
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, need_number, plain_hits


@dataclass(frozen=True)
class FewContributors:
    """See `few_contributors`."""

    least: int
    zeros: Zeros | None = None

    def __str__(self) -> str:
        return f"few_contributors({self.least})"

    def hits(self, table: Judged) -> Hits:
        """Return the cells of fewer contributors, but at least one."""
        found = table.shares.contributors
        return plain_hits((found > 0) & (found < self.least))


@known_options
def few_contributors(least: int) -> FewContributors:
    """Hide cells with fewer than `least` contributors; units of one holding are one contributor.

    Parameters
    ----------
    least
        The least number that may be published: 3 hides cells of one or two.

    Raises
    ------
    BadInput
        `least` is below 1.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4 (the threshold rule).

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.few_contributors(3))
    few_contributors(3)
    """
    need_number("few_contributors", "least", least, 1)
    return FewContributors(int(least))
