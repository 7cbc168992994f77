"""What more must be hidden so that a cell that can be computed no longer can: the cheapest way to let it move."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.attack.bounds import Bounds
from stabbur.disclosure.attack.insiders import insiders
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.moving import Moves
from stabbur.disclosure.attack.view import View, named, seen
from stabbur.disclosure.elimination.ordering import never_hidden
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number, Whole
from stabbur.errors import BadInput


def repair(
    cells: Cells,
    suppressed: Mask,
    primary: Primary,
    bounds: Bounds,
    cost: Number,
    attacker: Attacker | None = None,
) -> Mask:
    """Return which cells to hide so that the failed ones can move; those hidden now stay hidden.

    For each failed cell a program finds the cheapest change of published cells that lets it move as far as
    it must, and hides what changes (Kelly, Golden and Assad, *Networks* 22, 1992; Fischetti and
    Salazar-González 2001). The change is itself a table that agrees with what is then published. Counts are
    moved by whole numbers where moving by parts of one hides nothing new. Attack the table again afterwards.

    Parameters
    ----------
    cells
        The table, `m` cells over `n` inner rows.
    suppressed
        `m`: all cells that are hidden now.
    primary
        What the rules say: protection widths, and frozen cells, which stay published as public zeros do.
    bounds
        What an attack found; its `failed` cells are repaired.
    cost
        `m`: what it costs to hide each cell.
    attacker
        What is known beside the table.

    Returns
    -------
    numpy.ndarray
        `m`: all cells that are to be hidden.

    Raises
    ------
    BadInput
        A cell cannot move whatever else is hidden.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, rules
    >>> from stabbur.disclosure.rules.applying import apply
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> primary = apply(cells, [rules.minimum_count(4)])
    >>> from stabbur.disclosure.attack.verifying import verify
    >>> bounds = verify(cells, primary.mask, primary)
    >>> cells.names(repair(cells, primary.mask, primary, bounds, cells.figures))
    [('A',), ('B',)]
    """
    attacker = attacker or Attacker()
    hidden = suppressed | bounds.failed
    view = seen(cells, hidden, primary, attacker)
    moves = Moves(view, never(cells, primary) & ~hidden, cost)
    ends = view.ends()
    for cell in np.flatnonzero(bounds.failed):
        for way in ways_of(view, cells, primary, ends, int(cell)):
            if not _moved(moves, way):
                raise impossible(cells, int(cell))
    if attacker.own and cells.value is not None:
        for insider in insiders(view, primary):
            by = _step(view, float(cells.figures[insider.cell]))
            if not _moved(moves, Way(insider.cell, (by, -by), insider.own)):
                raise impossible(cells, insider.cell)
    return moves.hidden


@dataclass(frozen=True)
class Way:
    """How far a cell must be able to move: by one of these, each signed; any will do."""

    cell: int
    by: tuple[float, ...]
    still: Whole | None = None
    """Inner rows that somebody knows, who must not compute the cell."""


def ways_of(view: View, cells: Cells, primary: Primary, ends: tuple[Number, Number], cell: int) -> list[Way]:
    """Return the movements that a cell must be capable of; each end of a protection interval is one."""
    floor, ceiling = (float(end[cell]) for end in ends)
    figure = float(cells.figures[cell])
    below = min(float(primary.below[cell]), figure - floor)
    above = min(float(primary.above[cell]), ceiling - figure)
    if view.whole:
        below, above = float(np.ceil(below)), float(np.ceil(above))
    ways = [Way(cell, (by,)) for by in (-below, above) if by]
    step = _step(view, figure)
    return ways or [Way(cell, tuple(by for by in (step, -step) if floor <= figure + by <= ceiling))]


def _step(view: View, figure: float) -> float:
    """Return how far a cell must be able to move so that it is not known."""
    return 1.0 if view.whole else max(0.01 * abs(figure), 1e-5 * float(np.abs(view.figures).max(initial=0.0)))


def _moved(moves: Moves, way: Way) -> bool:
    """Hide what lets a cell move one of the ways, the cheapest; say whether it could."""
    if moves.done(way.cell, way.by, way.still):
        return True
    for whole in (False, True) if moves.view.whole else (False,):
        found = [moves.cheapest(way.cell, by, whole=whole, still=way.still) for by in way.by]
        best = min((one for one in found if one is not None), key=lambda one: one.cost, default=None)
        if best is None:
            continue
        if moves.hide(best) or whole or not moves.view.whole:
            return True
    return False


def never(cells: Cells, primary: Primary) -> Mask:
    """Return which cells cannot be hidden: frozen ones, and zeros that everybody knows."""
    return never_hidden(cells, primary)


def impossible(cells: Cells, cell: int) -> BadInput:
    """Return the error that says which cell cannot be protected."""
    return BadInput(
        f"'{named(cells, cell)}' cannot be protected: whatever else is hidden, it can be computed",
        hint="join codes, or freeze fewer cells",
        code="protection-failed",
        cell=cells.names(np.array([cell]))[0],
    )
