"""What an audit says: which hidden cells can be computed, between which bounds the others lie, and whether it is safe."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.attack.bounds import Bounds
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.frame import Given
from stabbur.disclosure.tables.cells import Cells, Mask


@dataclass(frozen=True, eq=False)
class AuditReport:
    """What an attacker finds out from a published table.

    Attributes
    ----------
    exact
        A frame with a row for each hidden cell that can be computed: its codes and its `figure`.
    intervals
        A frame with a row for each hidden cell: its codes, `lower` and `upper`, and `exact`.
    safe
        Whether nothing that must be protected is known.
    attacker
        What the attacker was taken to know beside the table.
    complete
        True when bounds are the exact least and most; False when tables were found that lie this far apart,
        and the true bounds may be wider.
    """

    exact: Any
    intervals: Any
    safe: bool
    attacker: Attacker
    complete: bool

    @classmethod
    def of(cls, cells: Cells, suppressed: Mask, bounds: Bounds, held: Given | None = None) -> "AuditReport":
        """Return the report on bounds, as polars frames or as the kind of frame that was handed in."""
        hidden = np.flatnonzero(suppressed)
        columns = [cells.table, *cells.dimensions] if cells.table else list(cells.dimensions)
        rows = cells.codes.select(columns)[hidden].with_columns(
            pl.Series("lower", bounds.lower[hidden]),
            pl.Series("upper", bounds.upper[hidden]),
            pl.Series("exact", bounds.exact[hidden]),
        )
        exact = rows.filter("exact").select(*columns, pl.col("lower").alias("figure"))
        if held is not None:
            exact, rows = held.frame(exact), held.frame(rows)
        return cls(exact, rows, bounds.safe, bounds.attacker, bounds.complete)

    def __repr__(self) -> str:
        kind = "complete" if self.complete else "witnessed"
        verdict = "safe" if self.safe else "not safe"
        return f"<AuditReport: {verdict}, {len(self.intervals)} hidden, {len(self.exact)} computed, {kind}>"
