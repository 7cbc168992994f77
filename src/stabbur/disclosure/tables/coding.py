"""The codes that rows of a frame have, as positions on the dimensions of a table."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from stabbur.disclosure.tables.axis import Axis, text, without_words
from stabbur.disclosure.tables.cells import Whole
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.listing import listed, rows_listed
from stabbur.errors import BadInput, meant


def code(name: str, hierarchies: Sequence[Hierarchy], rows: pl.DataFrame) -> pl.Series:
    """Return the code of each row on one dimension, as text.

    A row whose leaf column holds the total, but whose grouping column holds a group, is that group.
    """
    totals = [one.total for one in hierarchies if one.total is not None]
    found = text(rows, name)
    for column in dict.fromkeys(column for one in hierarchies for column in one.columns[1:]):
        if column in rows.columns:
            group = without_words(rows, column)
            found = (
                pl.when(found.is_in(totals) & group.is_not_null() & ~group.is_in(totals))
                .then(group)
                .otherwise(found)
            )
    return rows.select(found.alias(name)).to_series()


def codes(rows: pl.DataFrame, hierarchies: Mapping[str, Sequence[Hierarchy]]) -> pl.DataFrame:
    """Return the code of each row on every dimension.

    Raises
    ------
    BadInput
        A code is missing, or two codes of a dimension differ in nothing but blanks around them.
    """
    found = pl.DataFrame({name: code(name, some, rows) for name, some in hierarchies.items()})
    for name in found.columns:
        missing = found[name].is_null()
        if missing.any():
            raise BadInput(
                f"{missing.sum()} of {len(rows)} rows have no code in column '{name}': "
                f"{rows_listed(found, missing.to_numpy(), found.columns)}",
                hint="give what is not known a code of its own, such as 'unknown'",
                code="codes-missing",
                column=name,
            )
        _refuse_twins(name, found[name])
    return found


def _refuse_twins(name: str, column: pl.Series) -> None:
    known = pl.DataFrame({"code": column.unique()}).with_columns(bare=pl.col("code").str.strip_chars())
    twins = known.filter(pl.col("bare").is_duplicated()).sort("bare", "code")
    if len(twins):
        raise BadInput(
            f"codes of dimension '{name}' differ in blanks only: {listed([repr(c) for c in twins['code']])}",
            hint=f"frame['{name}'] = frame['{name}'].str.strip()",
            code="codes-blank",
            column=name,
        )


def positions(found: pl.DataFrame, axes: Mapping[str, Axis]) -> Whole:
    """Return rows × dimensions: the position of each row's code among those of the dimension.

    Raises
    ------
    BadInput
        A code is in no hierarchy of its dimension.
    """
    return np.stack([_positions(found, one) for one in axes.values()], axis=1)


def _positions(found: pl.DataFrame, one: Axis) -> Whole:
    known = pl.Series(one.codes, dtype=pl.String)
    column = found[one.name]
    at = column.replace_strict(known, pl.int_range(len(known), eager=True), return_dtype=pl.Int64, default=-1)
    held: Whole = at.to_numpy()
    if (held < 0).any():
        unknown = column.filter(at < 0).unique(maintain_order=True).to_list()
        raise BadInput(
            f"{len(unknown)} codes of dimension '{one.name}' are not in its hierarchy: "
            f"{listed([repr(c) for c in unknown])}; first in {rows_listed(found, held < 0, found.columns)}",
            hint=_near(unknown, one.codes),
            code="codes-unknown",
            column=one.name,
        )
    return held


def _near(unknown: Sequence[str], known: Sequence[str]) -> str:
    bare = next((one for one in known if one.strip() == unknown[0].strip()), "")
    if bare:
        return f"the hierarchy has '{bare}': strip the blanks of one of the two"
    # numbers are always near each other, and many codes are not all misspelt
    spelt = len(unknown) == 1 and not any(sign.isdigit() for sign in unknown[0])
    return (meant(unknown[0], known) if spelt else "") or "add them to the hierarchy, or drop the rows"
