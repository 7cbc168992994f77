"""A report names the cells that can be computed, and says whether any of them matters."""

import numpy as np

from stabbur.disclosure.attack.intervals import intervals
from stabbur.disclosure.attack.report import AuditReport
from stabbur.disclosure.attack.verifying import verify
from tests.disclosure.attack.brute import crossed, primary_of


def test_exact_cells_are_named_with_their_figure() -> None:
    cells = crossed(np.array([2, 20, 30]))
    hidden = cells.figures == 2
    bounds = verify(cells, hidden, primary_of(cells, hidden))
    report = AuditReport.of(cells, hidden, bounds)
    assert report.exact.rows() == [("way0-0", 2.0)]
    assert not report.safe
    assert repr(report) == "<AuditReport: not safe, 1 hidden, 1 computed, witnessed>"


def test_intervals_hold_the_hidden_cells_alone() -> None:
    cells = crossed(np.array([2, 20, 30]))
    hidden = (cells.figures == 2) | (cells.figures == 20)
    report = AuditReport.of(cells, hidden, intervals(cells, hidden, primary_of(cells, hidden)))
    assert report.intervals.rows() == [("way0-0", 1.0, 21.0, False), ("way0-1", 1.0, 21.0, False)]
    assert report.safe
    assert report.complete
