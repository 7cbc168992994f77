"""Contributors as attackers: whoever stands alone behind a hidden figure knows it, and takes it away."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.attack.system import Part, known_rows, parts
from stabbur.disclosure.attack.view import View
from stabbur.disclosure.attack.witnesses import Witnesses
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Number, Whole


@dataclass(frozen=True)
class Insider:
    """A contributor who can compute a cell."""

    cell: int
    own: Whole
    """The inner rows that are theirs alone."""


def insiders(view: View, primary: Primary) -> list[Insider]:
    """Return for each primary cell one contributor who computes it from the table and what is theirs alone.

    A cell that holds nothing but the contributor's own is no secret to them. Robertson, *Automated Disclosure
    Control at Statistics Canada* (1994): singletons. Tables that an outsider cannot tell apart are mixed until the
    contributor's own figures stand still; where that moves a cell, it is safe, and only the rest are solved for.
    """
    alone = primary.single_contributor
    if alone is None or view.truth is None:
        return []
    known = known_rows(view)
    found: list[Insider] = []
    for part in parts(view, known):
        wanted = np.flatnonzero(primary.mask[part.cells])
        owners = np.unique(alone[part.rows])
        if wanted.size and (owners >= 0).any():
            found += _of_part(part, wanted, alone[part.rows], owners[owners >= 0])
    return found


def _of_part(part: Part, wanted: Whole, alone: Whole, owners: Whole) -> list[Insider]:
    size = part.cells.size
    if part.truth is None:
        return []
    searched = Witnesses(part, np.full(size, np.inf), np.full(size, -np.inf))
    searched.scatter(always=True)
    moves = np.array(searched.tables).reshape(-1, part.low.size) - part.truth
    targets = part.targets[:, wanted].tocsc()
    found: dict[int, Insider] = {}
    for owner in owners.tolist():
        own = np.flatnonzero(alone == owner)
        others = np.ones(part.low.size)
        others[own] = 0.0
        secret = np.asarray(targets.T @ others) > 0
        shifted = _mixed(moves, own) if len(moves) else np.zeros(part.low.size)
        doubtful = secret & (np.abs(targets.T @ shifted) < searched.step[wanted])
        for target in wanted[doubtful].tolist():
            cell = int(part.cells[target])
            if cell not in found and not _moves(searched, target, own):
                found[cell] = Insider(cell, part.rows[own])
    return list(found.values())


def _mixed(moves: Number, own: Whole) -> Number:
    """Return a mean of movements in which some rows stand still, or no movement at all."""
    weight = np.random.default_rng(1).uniform(0.5, 1.5, len(moves))
    for row in own:
        up, down = moves[:, row] > 0, moves[:, row] < 0
        rise, fall = float(weight[up] @ moves[up, row]), -float(weight[down] @ moves[down, row])
        if own.size > 1 or not rise or not fall:
            weight[up | down] = 0.0
        else:
            weight[up] *= fall / rise
    total = float(weight.sum())
    return np.asarray(weight @ moves / total if total else np.zeros(moves.shape[1]))


def _moves(searched: Witnesses, target: int, own: Whole) -> bool:
    """Say whether a cell can still be two figures when some rows are known."""
    truth = searched.part.truth
    if truth is None:
        return False
    column = searched.part.targets[:, [target]]
    with searched.program.known(own, truth[own]) as program:
        ends = [program.solve(column.indices, column.data, most=most) for most in (True, False)]
    if any(end is None for end in ends):
        return True
    most, least = (float(column.data @ end[column.indices]) for end in ends if end is not None)
    return most - least >= float(searched.step[target])
