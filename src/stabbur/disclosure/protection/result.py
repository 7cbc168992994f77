"""A protected table: its rows, what the audit found, why each cell is hidden, and a report to sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.frame import cleared, given
from stabbur.disclosure.protection.explaining import (
    PRIMARY,
    PUBLISHED,
    SECONDARY,
    SUPPRESSED,
    Codes,
    Explanation,
    position,
    terms_of,
)
from stabbur.disclosure.protection.proof import Proof
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask

if TYPE_CHECKING:
    from stabbur.disclosure.attack.bounds import Bounds
    from stabbur.disclosure.attack.report import AuditReport
    from stabbur.disclosure.protection.reporting import Report

STATUS = "status"


@dataclass(frozen=True, eq=False)
class Result:
    """A table that was protected.

    Attributes
    ----------
    table
        A row for each published cell, as the kind of frame that came in: its codes, its figure (null where it
        is hidden) and `status`: "published", "primary" or "secondary".
    audit
        What an attacker finds out: `exact`, `intervals`, `safe`; None where nothing was verified.
    proof
        What goes with the table into a package.
    """

    table: Any
    audit: "AuditReport | None"
    proof: Proof
    cells: Cells
    primary: Primary
    suppressed: Mask
    attacker: Attacker
    bounds: "Bounds | None" = None

    def __repr__(self) -> str:
        primary, secondary = int(self.primary.mask.sum()), int((self.suppressed & ~self.primary.mask).sum())
        audit = "not verified" if self.audit is None else "safe" if self.proof["safe"] else "not safe"
        return f"<Result: {self.cells.size} cells, {primary} primary, {secondary} secondary, {audit}>"

    @property
    def published(self) -> Any:
        """The table as readers may see it: its status says "suppressed" of every hidden cell.

        To tell primary from secondary tells that a figure is small.
        """
        return with_plain_status(self.table)

    def explain(self, cell: object) -> Explanation:
        """Say why a cell is hidden, which published cells would reveal it and what it would reveal.

        Parameters
        ----------
        cell
            Its codes: in the order of the dimensions, as `{dimension: code}`, or one text in a table of one
            dimension. Or a row of `table`, as pandas (`result.table.iloc[0]`) and polars give it.

        Raises
        ------
        BadInput, NotFound
            There is no such cell or dimension.
        """
        if hasattr(cell, "to_dict"):  # a row of a pandas frame
            cell = cell.to_dict()
        if isinstance(cell, Mapping):
            beside = {*given(self.table).rows.columns} - {*self.cells.dimensions, self.cells.table}
            cell = {name: code for name, code in cell.items() if name not in beside}
        at = position(self.cells, cell)
        status = statuses(self.primary.mask, self.suppressed)
        bounds = self.bounds
        return Explanation(
            self.cells.dimensions,
            self.cells.names(np.array([at]))[0],
            status[at],
            self.primary.why[at],
            terms_of(self.cells, self.suppressed, status, at) if self.suppressed[at] else (),
            self._exposed(at) if status[at] == SECONDARY else (),
            None if bounds is None else (float(bounds.lower[at]), float(bounds.upper[at])),
            bounds is None or bounds.complete,
        )

    def _exposed(self, at: int) -> tuple[Codes, ...]:
        """Return the primary cells that an attacker would know too well if a cell were published."""
        from stabbur.disclosure.attack.verifying import verify

        without = self.suppressed.copy()
        without[at] = False
        return tuple(self.cells.names(verify(self.cells, without, self.primary, self.attacker).failed))

    def report(self, title: str = "") -> "Report":
        """Return a report that a reviewer can sign: `.html`, `.markdown`, `.write(path)`.

        It tells shares of what was hidden, so it is for the reviewer and not for the readers of the table.
        """
        from stabbur.disclosure.protection.reporting import report

        return report(self, title)


def statuses(primary: Mask, suppressed: Mask) -> list[str]:
    """Return the status of each cell."""
    told = np.where(primary, PRIMARY, np.where(suppressed, SECONDARY, PUBLISHED))
    return [str(one) for one in told.tolist()]


def with_plain_status(frame: Any, column: str = STATUS) -> Any:
    """Return a protected frame whose status does not tell primary cells from secondary ones."""
    taken = given(frame)
    if column not in taken.rows.columns or taken.rows[column].dtype != pl.String:
        return frame
    hidden = {PRIMARY: SUPPRESSED, SECONDARY: SUPPRESSED}
    return taken.with_columns({column: taken.rows[column].replace(hidden)})


def rows_of(cells: Cells, suppressed: Mask, primary: Mask, figure: str) -> pl.DataFrame:
    """Return the published rows of a table; figures keep their type, and hidden ones are null."""
    columns = [cells.table, *cells.dimensions] if cells.table else list(cells.dimensions)
    values = pl.Series(figure, cells.count if cells.value is None else cells.value)
    values = cleared(values.zip_with(pl.Series(~suppressed), pl.Series([None], dtype=values.dtype)))
    status = pl.Series(STATUS, statuses(primary, suppressed), dtype=pl.String)
    return cells.codes.select(columns).with_columns(values, status)
