"""The request rule: cells of contributors who asked to be protected are confidential."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from stabbur.disclosure.options import known_options
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, need_per_cent, plain_hits
from stabbur.disclosure.tables.cells import Mask
from stabbur.errors import BadInput, meant


@dataclass(frozen=True)
class Request:
    """See `request`."""

    column: str
    share: float
    zeros: Zeros | None = None

    def __str__(self) -> str:
        return f"request({self.column!r}, share={self.share:g})"

    def hits(self, table: Judged) -> Hits:
        """Return the cells where somebody who asked has more than the share."""
        found, records = table.shares, table.cells.records
        mask: Mask = np.zeros(table.cells.size, dtype=np.bool_)
        if records is not None:
            asked = np.unique(records.contributor[_asked(self.column, records.rows)])
            theirs = np.isin(found.contributor, asked) & (found.size > 0)
            large = theirs & (found.size * 100 > self.share * found.total[found.cell])
            mask[found.cell[large]] = True
        return plain_hits(mask)


@known_options
def request(column: str, share: float = 0.0) -> Request:
    """Hide cells where a contributor who asked for it has more than `share` per cent.

    Parameters
    ----------
    column
        The column of the data that is true (or 1) in the rows of those who asked.
    share
        How much of a cell they must have, in per cent; 0 hides every cell that they contribute to.

    Raises
    ------
    BadInput
        `share` is neither 0 nor from 1 to 100; on use, the column is not there or holds something else than true
        and false.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4; used for foreign trade.

    Examples
    --------
    >>> from stabbur.disclosure import rules
    >>> print(rules.request("asked", share=70))
    request('asked', share=70)
    """
    if share != 0:
        need_per_cent("request", "share", share)
    return Request(str(column), float(share))


def _asked(column: str, rows: pl.DataFrame | None) -> Mask:
    known = [] if rows is None else rows.columns
    if rows is None or column not in known:
        raise BadInput(
            f"no column '{column}' of those who asked: the data have {', '.join(map(repr, known))}",
            hint=meant(column, known) or "name the column that is true for those who asked",
            code="column-unknown",
            column=column,
        )
    values = rows[column]
    if not (values.dtype == pl.Boolean or (values.dtype.is_integer() and values.is_in([0, 1]).all())):
        raise BadInput(
            f"column '{column}' of those who asked is {values.dtype}: it must be true or false, or 1 and 0",
            hint=f"frame['{column}'] = frame['{column}'] == 'yes'",
            code="request-column",
            column=column,
        )
    return np.asarray(values.fill_null(value=False).cast(pl.Boolean).to_numpy(), dtype=np.bool_)
