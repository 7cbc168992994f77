"""Whether an attacker can compute what is hidden: tables that agree with the published one are the proof that not."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.attack.bounds import Bounds
from stabbur.disclosure.attack.insiders import insiders
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.system import known_rows, parts
from stabbur.disclosure.attack.view import View, seen
from stabbur.disclosure.attack.witnesses import Witnesses
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number


@dataclass(frozen=True)
class Found:
    """What an attack on a view has found out, a figure for each of `m` cells."""

    lower: Number
    upper: Number
    exact: Mask
    short: Mask
    """Hidden cells that are not as uncertain as they must."""
    programs: int


def verify(
    cells: Cells,
    suppressed: Mask,
    primary: Primary,
    attacker: Attacker | None = None,
    before: Bounds | None = None,
) -> Bounds:
    """Say whether anything that must be protected can be computed, by tables that show it cannot.

    Every table that agrees with what is published is a witness for all hidden cells at once, so that a few
    linear programs prove most cells safe, and only the rest are asked for one by one (Fischetti and
    Salazar-González 2001 solve two programs for each cell). Counts are proved by whole-number tables. A
    cell whose protection interval goes below or above what its rows can be at all is held to what they can be.

    Parameters
    ----------
    cells
        The table, `m` cells over `n` inner rows.
    suppressed
        `m`: all cells that are hidden, primary and secondary.
    primary
        What the rules say of them.
    attacker
        What is known beside the table; see :class:`Attacker`.
    before
        What was found of the same table when other cells were hidden: tables that agree with what is published
        now, too, are not looked for again.

    Returns
    -------
    Bounds
        `complete` is False: true bounds are as wide as those given, or wider. A cell in doubt counts as failed.

    Raises
    ------
    BadInput
        The attacker is taken to know what is not so.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, rules
    >>> from stabbur.disclosure.rules.applying import apply
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> primary = apply(cells, [rules.minimum_count(4)])
    >>> cells.names(verify(cells, primary.mask, primary).failed)
    [('A',)]
    """
    return attack(cells, suppressed, primary, attacker or Attacker(), complete=False, before=before)


def attack(
    cells: Cells,
    suppressed: Mask,
    primary: Primary,
    attacker: Attacker,
    *,
    complete: bool,
    before: Bounds | None = None,
) -> Bounds:
    """Attack a table with or without complete intervals; see `verify` and `intervals`."""
    view = seen(cells, suppressed, primary, attacker)
    floor, ceiling = view.ends()
    need_low = np.where(primary.mask, np.maximum(cells.figures - primary.below, floor), np.inf)
    need_high = np.where(primary.mask, np.minimum(cells.figures + primary.above, ceiling), -np.inf)
    if before is not None and not (before.attacker == attacker and _agrees(before, view)):
        before = None
    found = probe(view, need_low, need_high, complete=complete, before=before)
    failed = primary.mask & (found.short | ~suppressed)
    if attacker.own and cells.value is not None:
        failed[[insider.cell for insider in insiders(view, primary)]] = True
    return Bounds(found.lower, found.upper, complete, failed, found.exact, attacker, found.programs)


def _agrees(before: Bounds, view: View) -> bool:
    """Say whether every table that was found before agrees with what is published now, too."""
    told = (before.lower == view.figures) & (before.upper == view.figures)
    return not before.complete and bool((told | (view.hidden & (before.lower >= view.least))).all())


def probe(
    view: View, need_low: Number, need_high: Number, *, complete: bool, before: Bounds | None = None
) -> Found:
    """Attack a view; `need_low` and `need_high` are what the bounds of hidden cells must reach."""
    known = known_rows(view)
    offset = np.asarray(view.sums.T @ known.values, dtype=np.float64)
    lower = np.where(view.hidden, offset, view.figures)
    upper = lower.copy()
    exact, short = view.hidden.copy(), view.hidden.copy()
    programs = 0
    for part in parts(view, known):
        searched = Witnesses(part, need_low[part.cells], need_high[part.cells])
        if before is not None:
            searched.recall(before.lower[part.cells], before.upper[part.cells])
        _search(searched, complete=complete)
        low, high = (searched.least, searched.most) if complete else (searched.low, searched.high)
        lower[part.cells], upper[part.cells] = low, high
        exact[part.cells] = ~searched.moves()
        short[part.cells] = ~searched.enough()
        programs += searched.program.solved
    return Found(lower, upper, exact, short, programs)


def _search(searched: Witnesses, *, complete: bool) -> None:
    searched.scatter()
    for target in np.flatnonzero(~searched.enough()):
        if not searched.enough()[target]:
            searched.settle(int(target))
    if complete:
        searched.widen()
