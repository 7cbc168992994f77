"""What an attack on a table has found: bounds for each hidden cell, and whether they are wide enough."""

from dataclasses import dataclass

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.tables.cells import Mask, Number


@dataclass(frozen=True)
class Bounds:
    """Bounds of `m` cells; a published cell has its own figure as both."""

    lower: Number
    upper: Number
    complete: bool
    """True when bounds are the exact least and most; False when they are inner witnesses (true ones are as wide or wider)."""
    failed: Mask
    """`m`: primary cells whose bounds are too narrow: exactly known, or inside their protection interval."""
    exact: Mask
    """`m`: hidden cells, primary or secondary, of which one value alone is possible."""
    attacker: Attacker
    programs: int
    """How many linear programs were solved."""

    @property
    def safe(self) -> bool:
        """Whether nothing that must be protected is known."""
        return not bool(self.failed.any())


@dataclass(frozen=True)
class Told:
    """Cells that a version hides, of which both versions together tell the figure that they had in it."""

    known: Mask
    figures: Number

    def and_also(self, other: "Told") -> "Told":
        """Return what is so either way."""
        return Told(self.known & other.known & (self.figures == other.figures), self.figures)
