"""Tables that were protected: what a package tells readers of how, tied to the data by a fingerprint."""

from typing import Any

import polars as pl

from stabbur.disclosure.microdata.microdata import Microdata
from stabbur.disclosure.protection import proof
from stabbur.disclosure.protection.result import Result, with_plain_status
from stabbur.packages.tables.arrow import to_polars

PROPERTY = "protection"


def opened(data: object) -> object:
    """Return the table of a result of `protect`, the rows of protected persons, and anything else as it is."""
    if isinstance(data, Microdata):
        return data.frame
    return data.table if isinstance(data, Result) else data


def told(frame: pl.DataFrame, about: dict[str, Any]) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table as readers may see it, and what is said of it with how it was protected.

    The proof is found by the content of the table. Its status then says no more than that a figure is
    suppressed: which cells are primary would tell readers that their figures are small.
    """
    found = proof.of(frame)
    if found is None:
        return frame, about
    shown = with_plain_status(frame, found.get("status") or "status")
    return to_polars(shown), {PROPERTY: found} | about
