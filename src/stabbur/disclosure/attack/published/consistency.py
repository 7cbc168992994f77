"""Whether any table at all agrees with what is published, and which cells are wrong where none does."""

from typing import Any, cast

import highspy
import numpy as np
from scipy.sparse import hstack, identity

from stabbur.disclosure.attack.view import SHOWN, View, named
from stabbur.disclosure.tables.cells import Cells, Number, Whole
from stabbur.errors import BadInput

CLOSE = 1e-6


def need_consistent(view: View, cells: Cells) -> None:
    """Raise BadInput, with the cells, where published figures do not add up under what the attacker knows."""
    off = _off(view)
    wrong = np.flatnonzero(np.abs(off) > CLOSE * max(1.0, float(np.abs(view.figures).max(initial=0.0))))
    if not wrong.size:
        return
    told = np.flatnonzero(~view.absent)[wrong]
    some = [f"'{named(cells, cell)}' {_figure(view, cell)}" for cell in told[:SHOWN].tolist()]
    more = f" and {told.size - SHOWN} more" if told.size > SHOWN else ""
    raise BadInput(
        f"no table agrees with what is published; it would if these cells were others: {', '.join(some)}{more}",
        hint="look at the totals of these cells; where hidden figures may be 0, say attacker=Attacker(lower=0)",
        code="cells-not-additive",
    )


def _figure(view: View, cell: int) -> str:
    return "(hidden)" if view.hidden[cell] else f"({view.figures[cell]:.15g})"


def _off(view: View) -> Number:
    """Return by how much each cell that is told of must be wrong, as little as can be in all."""
    told: Whole = np.flatnonzero(~view.absent)
    size, scale = told.size, max(1.0, float(np.abs(view.figures).max(initial=0.0)))
    one = identity(size, format="csr")
    matrix: Any = hstack([view.sums[:, told].T.tocsr(), one, -one]).tocsr()
    hidden, rows = view.hidden[told], view.low.size
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.concatenate([np.zeros(rows), np.ones(2 * size)])
    model.col_lower_ = np.concatenate([view.low / scale, np.zeros(2 * size)])
    model.col_upper_ = np.concatenate([view.high / scale, np.full(2 * size, np.inf)])
    model.row_lower_ = np.where(hidden, view.least[told], view.figures[told]) / scale
    model.row_upper_ = np.where(hidden, np.inf, view.figures[told]) / scale
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data.astype(np.float64)
    highs: Any = cast("Any", highspy).Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
        highs.setOptionValue(option, value)
    highs.passModel(model)
    highs.run()
    found = np.asarray(highs.getSolution().col_value, dtype=np.float64)[rows:]
    return np.asarray((found[:size] - found[size:]) * scale)
