"""The cell key method for magnitudes: noise in proportion to the largest contributors of each cell."""

from collections.abc import Sequence

import numpy as np

from stabbur.disclosure.rounding.ptable import KEYS, PTable
from stabbur.disclosure.tables.cells import Cells, Number, Records, Whole
from stabbur.errors import BadInput

SHARES = (0.2,)
"""How much of the largest contribution the noise is at most."""


def for_magnitudes() -> PTable:
    """Return a table for magnitudes: noise of 3 to 10 tenths of the most that there may be."""
    return PTable.design(largest=10, variance=40.0, gap=3)


def perturb_values(
    cells: Cells, keys: Whole, records: Whole, ptable: PTable, shares: Sequence[float] = SHARES
) -> Number:
    """Return the magnitude of each cell with noise.

    The noise is the sum over the largest contributors k of share_k · x_k · v_k, with v_k from -1 to 1 as the
    table of noise has it for the cell's key and the contributor's together. Guarantees: noise is at most
    Σ share_k · x_k, 0 in expectation, the same wherever the same contributors make up a cell; with one share
    and a table with a gap it is never less than gap / largest of share · x_1, so that the largest
    contributor is never known more closely. Sums of cells do not add up.

    Marley & Leaver, "A Method for Confidentialising User-Defined Tables" (2011); Enderle, Giessing & Tent,
    "Calculation of Risk Probabilities for the Cell Key Method", *Privacy in Statistical Databases* (2020).

    Parameters
    ----------
    cells
        A table of magnitudes with its records.
    keys
        `m` cell keys.
    records
        The record key of each record.
    ptable
        Its last row is used; changes are in parts of its largest.
    shares
        For the largest contributor, the second, …: the most that each adds to the noise, as a share of what it gave.

    Raises
    ------
    BadInput
        The table has no records, or a share is none.
    """
    held = cells.records
    if held is None or cells.value is None:
        raise BadInput(
            "the table has no magnitudes whose contributors are known",
            hint="name value= and contributor= in the TableSpec",
            code="contributors-missing",
        )
    if not shares or any(not 0 <= one <= 1 for one in shares):
        raise BadInput(
            f"shares are {list(shares)}: each must be from 0 to 1",
            hint="shares=(0.2,) is noise of at most 20 % of the largest contributor",
            code="option-value",
            option="shares",
        )
    cell, given, own = _contributions(cells, held, records)
    # the largest first; among the same, the one with the lower key, whichever way the data are sorted
    order = np.lexsort((own, -given, cell))
    cell, given, own = cell[order], given[order], own[order]
    first = np.r_[True, cell[1:] != cell[:-1]] if len(cell) else np.zeros(0, dtype=np.bool_)
    begins = np.flatnonzero(first)
    rank = np.arange(len(cell)) - np.repeat(begins, np.diff(np.r_[begins, len(cell)]))
    noise = np.zeros(cells.size)
    for place, share in enumerate(shares):
        here = rank == place
        drawn = (keys[cell[here]] + own[here]) % KEYS
        change = ptable.changes(np.full(len(drawn), len(ptable.shares)), drawn) / ptable.largest
        noise[cell[here]] += share * given[here] * change
    return np.asarray(cells.value + noise, dtype=np.float64)


def _contributions(cells: Cells, held: Records, records: Whole) -> tuple[Whole, Number, Whole]:
    """Return for each cell and contributor in it what it gave and its key."""
    rows = cells.sums.tocsr()
    times = np.diff(rows.indptr)[held.inner]
    record = np.repeat(np.arange(len(held.inner)), times)
    begins = np.repeat(rows.indptr[held.inner], times)
    within = np.arange(len(record)) - np.repeat(np.cumsum(times) - times, times)
    cell = rows.indices[begins + within].astype(np.int64)
    order = np.lexsort((held.contributor[record], cell))
    cell, record = cell[order], record[order]
    who = held.contributor[record]
    if not len(cell):
        return cell, np.zeros(0), cell
    begin = np.flatnonzero(np.r_[True, (cell[1:] != cell[:-1]) | (who[1:] != who[:-1])])
    given = np.add.reduceat((held.value * held.weight)[record], begin)
    own = np.add.reduceat(records[record], begin) % KEYS
    return cell[begin], given, own
