"""Two versions of a table between which one figure was corrected: a reader who sees that knows what both tell."""

from dataclasses import dataclass, replace

import numpy as np

from stabbur.disclosure.attack.auditing import view_of
from stabbur.disclosure.attack.bounds import Told
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.published.consistency import need_consistent
from stabbur.disclosure.attack.published.reading import Published
from stabbur.disclosure.attack.verifying import probe
from stabbur.disclosure.attack.view import View
from stabbur.disclosure.tables.cells import Number
from stabbur.errors import BadInput

MOST = 20_000
"""Rows that may be the one which was corrected, times the cells of the table: beyond it none is looked at."""


def together(first: Published, second: Published) -> Published:
    """Return what a reader of both knows; a cell that only one of them shows counts as hidden and is told."""
    shown = [~one.hidden & ~one.absent for one in (first, second)]
    return replace(
        second,
        figures=np.where(shown[1], second.figures, first.figures),
        hidden=(first.hidden | second.hidden) & ~shown[0] & ~shown[1],
        absent=~(shown[0] | shown[1] | first.hidden | second.hidden),
        primary=first.primary | second.primary,
        revealed=(first.hidden & shown[1]) | (second.hidden & shown[0]),
    )


@dataclass(frozen=True)
class Pair:
    """Two versions, with the eyes of somebody who has both."""

    first: Published
    second: Published
    attacker: Attacker
    count: bool

    def told(self) -> list[Told]:
        """Return what follows when one inner row was corrected and all else is as it was; nothing where more was.

        All figures that both versions show and that changed must have changed by as much, and be the sums that
        this row is in. Where several rows may be the one, only what follows whichever it is.
        """
        rows, by = self._corrected()
        found: list[Told] = []
        for row in rows:
            one = self._if_corrected(row, by)
            if one:
                found = [a.and_also(b) for a, b in zip(found, one, strict=True)] if found else one
        return found

    def _corrected(self) -> tuple[list[int], float]:
        first, second = self.first, self.second
        shown = ~first.hidden & ~first.absent & ~second.hidden & ~second.absent
        moved = np.where(shown, second.figures - first.figures, 0.0)
        changed = np.flatnonzero(moved)
        if not changed.size or not np.allclose(moved[changed], moved[changed[0]], rtol=1e-9, atol=0):
            return [], 0.0
        sums = second.cells.sums
        whole = changed.size == sums[:, changed].sum(axis=1).A1
        apart = sums[:, np.flatnonzero(shown & (moved == 0))].sum(axis=1).A1 == 0
        rows = np.flatnonzero(whole & apart & ~second.cells.structural)
        return rows.tolist() if rows.size * second.cells.size <= MOST else [], float(moved[changed[0]])

    def _if_corrected(self, row: int, by: float) -> list[Told]:
        """Return what follows if this row was corrected by so much; nothing where no table agrees with that."""
        first, second = self.first, self.second
        moved = self.second.cells.sums[[row]].toarray()[0] * by
        both = together(replace(first, figures=first.figures + moved), second)
        view = view_of(both, self.attacker, count=self.count)
        least = float(view.least.max(initial=-np.inf))
        if (first.hidden & ~both.hidden & (both.figures - moved < least)).any():
            return []
        if (second.hidden & ~both.hidden & (both.figures < least)).any():
            return []
        try:
            view = _held(view, row, by, np.where(both.hidden & first.hidden, least + moved, -np.inf))
            need_consistent(view, second.cells)
        except BadInput:
            return []
        size = view.hidden.size
        found = probe(view, np.full(size, np.inf), np.full(size, -np.inf), complete=True)
        figures = np.where(both.hidden, found.lower, both.figures)
        known = (~both.hidden & ~both.absent) | found.exact
        return [Told(known & first.hidden, figures - moved), Told(known & second.hidden, figures)]


def _held(view: View, row: int, by: float, least: Number) -> View:
    """Return a view in which the old figures, too, were no less than they can be."""
    low = view.low.copy()
    low[row] = max(low[row], low[row] + by)
    return replace(view, low=low, least=np.maximum(view.least, least))
