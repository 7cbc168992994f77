"""What an attacker starts from: the figures that are shown, and bounds for everything that is not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number
from stabbur.errors import BadInput

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

SHOWN = 5


@dataclass(frozen=True)
class View:
    """A table of `m` cells over `n` inner rows with the eyes of an attacker."""

    sums: "csc_matrix"
    hidden: Mask
    """`m`: cells whose figure is not shown."""
    absent: Mask
    """`m`: cells of which nothing at all is shown, not even that they are hidden."""
    figures: Number
    """`m`: what is published; not looked at where a cell is hidden."""
    least: Number
    """`m`: the least that a hidden cell can be; minus infinity where nothing is known."""
    low: Number
    """`n`: the least that an inner row can be."""
    high: Number
    """`n`: the most."""
    whole: bool
    """Whether every figure is a whole number, and the attacker uses it."""
    truth: Number | None
    """`n`: the true inner figures, a first witness; None for a table that somebody else made."""

    def ends(self) -> tuple[Number, Number]:
        """Return the least and the most of each cell that is known before anything is published."""
        return np.maximum(added(self.sums, self.low), self.least), -added(self.sums, -self.high)


def added(sums: "csc_matrix", ends: Number) -> Number:
    """Return the sums of ends of rows; minus infinity where one of them is."""
    endless = sums.T @ (~np.isfinite(ends)).astype(np.float64)
    total = sums.T @ np.where(np.isfinite(ends), ends, 0.0)
    return np.where(endless > 0, -np.inf, total)


def seen(cells: Cells, suppressed: Mask, primary: Primary, attacker: Attacker) -> View:
    """Return what an attacker sees of a table where some cells are hidden.

    Raises
    ------
    BadInput
        The attacker is taken to know what is not so: a hidden figure lies below `lower`, an inner one
        above `upper`.
    """
    counts = cells.value is None
    truth = cells.inner_figures
    negative = bool((truth < 0).any())
    least = _least(cells, suppressed, primary, attacker, -np.inf if negative else 0.0)
    low = np.full(truth.size, -np.inf if negative else 0.0)
    high = np.full(truth.size, np.inf if attacker.upper is None else float(attacker.upper))
    if (truth > high).any():
        _refuse(cells, cells.figures > high.min(initial=np.inf), f"upper={attacker.upper:g}", "above")
    if attacker.relative is not None:
        low = np.maximum(low, truth - attacker.relative * np.abs(truth))
        high = np.minimum(high, truth + attacker.relative * np.abs(truth))
    whole = counts and attacker.whole
    if whole:
        low, high = np.ceil(low), np.floor(high)
    low[cells.structural] = high[cells.structural] = 0.0
    return View(
        sums=cells.sums,
        hidden=suppressed,
        absent=np.zeros(cells.size, dtype=np.bool_),
        figures=cells.figures,
        least=np.where(suppressed, np.ceil(least) if whole else least, -np.inf),
        low=low,
        high=high,
        whole=whole,
        truth=truth,
    )


def _least(cells: Cells, suppressed: Mask, primary: Primary, attacker: Attacker, otherwise: float) -> float:
    """Return the least that a hidden cell can be."""
    figures = cells.figures
    if attacker.lower is None:
        # a zero that is hidden all the same takes from everybody the knowledge that none is
        shown = primary.zeros in {"public", "structural"} and not bool((figures[suppressed] == 0).any())
        return 1.0 if cells.value is None and shown else otherwise
    wrong = suppressed & (figures < attacker.lower)
    if wrong.any():
        _refuse(cells, wrong, f"lower={attacker.lower:g}", "below")
    return float(attacker.lower)


def _refuse(cells: Cells, wrong: Mask, bound: str, side: str) -> None:
    rows = np.flatnonzero(wrong)
    shown = [f"'{named(cells, cell)}' ({cells.figures[cell]:.15g})" for cell in rows[:SHOWN].tolist()]
    more = f" and {rows.size - SHOWN} more" if rows.size > SHOWN else ""
    raise BadInput(
        f"an attacker cannot know '{bound}': {', '.join(shown) or 'an inner figure'}{more} lies {side} it",
        hint="give the attacker a bound that holds for every figure, or none",
        code="attacker-wrong",
    )


def named(cells: Cells, cell: int) -> str:
    """Return the codes of a cell as a message shows them."""
    return " × ".join(cells.names(np.array([cell]))[0])
