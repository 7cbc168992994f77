"""What the rules say of a table: which cells are confidential, why, and how uncertain they must be left."""

from dataclasses import dataclass
from typing import Literal

from stabbur.disclosure.tables.cells import Mask, Number, Whole

Zeros = Literal["public", "secondary", "protect", "structural"]
"""What a zero is: shown to all (an attacker then knows that a hidden cell is not zero), not confidential but hidden
where that protects others, confidential itself, or impossible."""

CONFIDENTIAL = ("dominance", "p_percent", "pq", "request")
"""Rules whose parameters are not told to the readers of a table."""


@dataclass(frozen=True)
class Primary:
    """The outcome of all rules on a table of `m` cells."""

    mask: Mask
    """`m`: cells that are confidential in themselves."""
    why: tuple[str, ...]
    """`m` texts: the rules that hit a cell, such as `minimum_count(4)`; empty where none did."""
    below: Number
    """`m`: how far below the true figure an attacker's lower bound must reach; 0 where nothing is asked."""
    above: Number
    """`m`: how far above it the upper bound must reach."""
    frozen: Mask
    """`m`: cells that must be published (they are so already); never candidates."""
    zeros: Zeros
    rules: tuple[str, ...]
    """Every rule with its options, as it is written in a report for a reviewer."""
    singletons: Mask
    """`n` inner rows that one unit alone stands behind, which knows itself and so can take itself away."""
    single_contributor: Whole | None = None
    """`n`: for magnitudes the contributor's number where one alone stands behind an inner row, else -1."""

    @property
    def told(self) -> tuple[str, ...]:
        """The rules as the readers of a table may know them.

        Parameters of rules for magnitudes are confidential (Hundepol et al., *Statistical Disclosure Control*, 2012,
        chapter 4): who knows that a shown cell passes p% gets an upper bound for its largest contribution.
        """
        names = [(rule.partition("(")[0], rule) for rule in self.rules]
        return tuple(dict.fromkeys(name if name in CONFIDENTIAL else rule for name, rule in names))
