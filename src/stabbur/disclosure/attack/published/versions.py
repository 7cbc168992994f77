"""Versions of a table attacked together: what a new one tells of what an old one hid, and the other way round."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stabbur.disclosure.attack.auditing import STATUS, judged, reader, view_of
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.published.consistency import need_consistent
from stabbur.disclosure.attack.published.corrected import Pair, together
from stabbur.disclosure.attack.published.reading import Published, read
from stabbur.disclosure.attack.report import AuditReport
from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.cells import Number
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput


def audit_versions(
    old: object,
    new: object,
    spec: Spec,
    *,
    attacker: Attacker | None = None,
    rules: Sequence[Any] | None = None,
    status: str = STATUS,
) -> AuditReport:
    """Say what can be computed by somebody who has two versions of a table.

    What either version shows is known; where both show a cell and the figures differ, the data were revised
    and the new figure counts. Figures of the old version that then fit no table are left out, unless one figure
    may be all that was corrected: what follows for somebody who takes it so is told as well, with the figure that
    the cell had. Corrections of several figures at once are not weighed against each other. Hundepol et al.,
    *Statistical Disclosure Control* (2012), chapter 4, on tables that are linked in time.

    Parameters
    ----------
    old, new
        The published frames, as `audit` takes them.
    spec
        The table that both are.
    attacker, rules, status
        As in `audit`.

    Returns
    -------
    AuditReport
        Of every cell that is hidden in one version or both: one that the other version shows is exact.

    Raises
    ------
    BadInput
        One of the frames does not fit the spec, or no table agrees with the new one.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec
    >>> from stabbur.disclosure.attack.published.versions import audit_versions
    >>> old = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [None, None, 30, 52]})
    >>> new = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [None, 20, None, 52]})
    >>> audit_versions(old, new, TableSpec(dimensions={"kommune": None}, count="personer")).exact.rows()
    [('A', 2.0), ('B', 20.0), ('C', 30.0)]
    """
    before, after = given(old), given(new)
    attacker = reader(attacker)
    if status != STATUS:
        before.need(status)
        after.need(status)
    first, second = read([before, after], spec, status)
    count = spec.value is None
    need_consistent(view_of(second, attacker, count=count), second.cells)
    both = together(first, second)
    try:
        need_consistent(view_of(both, attacker, count=count), both.cells)
    except BadInput:
        both = together(_unrevised(first, second), second)
    return judged(both, spec, attacker, rules, after, Pair(first, second, attacker, count).told())


def _unrevised(first: Published, second: Published) -> Published:
    """Leave of the old version what still holds: cells whose inner rows have probably not been revised.

    An inner row is taken to be as it was when the smallest figure around it that both versions show is the same
    in both. What was hidden of a row that was revised, the new version does not tell.
    """
    shown = ~first.hidden & ~first.absent & ~second.hidden & ~second.absent
    sums = second.cells.sums.tocsr()
    sizes = np.asarray(np.diff(second.cells.sums.tocsc().indptr), dtype=np.float64)
    same, revised = (
        _smallest(sums, np.where(shown & alike, sizes, np.inf))
        for alike in (first.figures == second.figures, first.figures != second.figures)
    )
    touched = second.cells.sums.T @ (same > revised).astype(np.int64) > 0
    return replace(first, absent=first.absent | touched, hidden=first.hidden & ~touched)


def _smallest(sums: Any, sizes: Number) -> Number:
    """Return for each inner row the least size of a cell that it is in; infinite where it is in none."""
    within = np.append(sizes[sums.indices], np.inf)
    least = np.minimum.reduceat(within, np.minimum(sums.indptr[:-1], len(within) - 1))
    return np.where(np.diff(sums.indptr) > 0, least, np.inf)
