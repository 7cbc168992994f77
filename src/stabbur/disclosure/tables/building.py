"""From a frame to the cells of a table: which are published, what they sum, and what stands in them."""

import warnings
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.axis import Axis, axis, text
from stabbur.disclosure.tables.cells import Cells, Number, Records, Whole
from stabbur.disclosure.tables.checking.additivity import check_sums
from stabbur.disclosure.tables.checking.figures import Figures, figures
from stabbur.disclosure.tables.checking.groups import refuse_group_totals
from stabbur.disclosure.tables.checking.totals import (
    margins,
    refuse_doubled,
    refuse_second_totals,
    refuse_unsaid_totals,
)
from stabbur.disclosure.tables.coding import codes, positions
from stabbur.disclosure.tables.layout import Layout, lay_out
from stabbur.disclosure.tables.specification import FIGURES, Spec, need_spec
from stabbur.disclosure.tables.structural import refuse_filled, structural
from stabbur.errors import BadInput, DataWarning

TABLE = "table"
MOST_DECIMALS = 6
"""Decimals that figures are given with; what has more is taken as measured."""


def build(frame: object, spec: Spec) -> Cells:
    """Return the cells of a table, counted or summed from microdata or from an aggregate.

    Cells stand in this order: by table, then by dimension (the first one changes slowest), each dimension's
    total first, then its groups level by level as the hierarchies list them (codes of columns sorted), leaves
    last. Inner rows are every combination of leaves in the same order; a cell that the data do not have is 0.

    Parameters
    ----------
    frame
        pandas, polars or Arrow: one row a unit, or one row a cell with `count=` or `value=`. Totals in an
        aggregate are found by their codes, checked, and summed anew.
    spec
        The table, or several linked by `&`.

    Returns
    -------
    Cells
        `m` published cells over `n` inner rows.

    Raises
    ------
    BadInput
        Of 0 rows, missing or unknown codes, doubled cells, totals that are not their parts' sums or have several
        names, figures that are missing, below 0, NaN or infinite, data where nothing can exist, and a
        table larger than memory. The message shows the rows or cells.

    Notes
    -----
    The matrix of sums is the model matrix X of Langsrud, *Secondary cell suppression by Gaussian elimination*
    (PSD 2024); linked tables stand side by side in it over the same inner rows.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import Hierarchy, TableSpec
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"fylke": ["03", "46", "46"], "kommune": ["0301", "4601", "4602"], "personer": [9, 2, 4]})
    >>> spec = TableSpec({"kommune": Hierarchy.from_columns("kommune", "fylke")}, count="personer")
    >>> cells = build(frame, spec)
    >>> cells.codes["kommune"].to_list()
    ['Total', '03', '46', '0301', '4601', '4602']
    >>> cells.count.tolist()
    [15, 9, 6, 9, 2, 4]
    """
    rows = rows_of(frame, spec)
    found = codes(rows, spec.hierarchies)
    axes = {name: axis(name, some, rows) for name, some in spec.hierarchies.items()}
    held = figures(rows, spec)
    at = positions(found, axes)
    sums = margins(spec, axes, found, at)
    refuse_doubled(rows, spec, found, sums)
    warn_of_rows(rows, spec)
    leaves = np.stack([one.leaf_of[at[~sums, i]] for i, one in enumerate(axes.values())], axis=1)
    if not (spec.contributor or spec.weight) and (spec.count or spec.value):
        told = frozenset(
            name for name, some in spec.hierarchies.items() if not all(one.columns for one in some)
        )
        for figure, whole in ((held.count, True), (held.value, False)):
            if figure is not None:
                number = figure.astype(np.float64)
                check_sums(axes, at[sums], number[sums], leaves, number[~sums], whole=whole)
                refuse_second_totals(axes, leaves, number[~sums], told, _of_totals(rows, spec, found))
                refuse_group_totals(axes, leaves, number[~sums], told)
    layout = lay_out(spec, axes, leaves)
    return _filled(layout, spec, held.of(~sums), rows.filter(~sums))


def rows_of(frame: object, spec: Spec) -> pl.DataFrame:
    """Return the rows of a frame that has all columns that a table names, and one row at least."""
    need_spec(spec)
    held = given(frame)
    held.need(
        *spec.hierarchies, *(getattr(spec, name) for name in FIGURES if getattr(spec, name) is not None)
    )
    both = [name for name in FIGURES if getattr(spec, name) in spec.hierarchies]
    if both:
        raise BadInput(
            f"column '{getattr(spec, both[0])}' is both a dimension and {both[0]}=",
            hint="a figure is counted in the cells of the dimensions: name another column",
            code="table-dimensions",
        )
    if len(spec.tables) > 1 and TABLE in spec.hierarchies:
        raise BadInput(
            f"a dimension is named '{TABLE}', as the column that tells linked tables apart",
            hint=f"rename the column '{TABLE}'",
            code="table-dimensions",
        )
    levels = dict.fromkeys(c for some in spec.hierarchies.values() for one in some for c in one.columns)
    lost = [column for column in levels if column not in held.rows.columns]
    if lost:
        raise BadInput(
            f"no column '{lost[0]}' in the frame, which groups the codes of a dimension: "
            f"it has {', '.join(map(repr, held.rows.columns))}",
            hint="spec.fixed(df) takes the groups from the data that the table was made of, "
            "Hierarchy.from_parent from pairs of codes",
            code="column-unknown",
            column=lost[0],
        )
    if not len(held.rows):
        raise BadInput(
            f"the frame has no rows: its columns are {', '.join(map(repr, held.rows.columns))}",
            hint="look at what filtered it",
            code="frame-empty",
        )
    refuse_unsaid_totals(held.rows, spec)
    return held.rows


def _of_totals(rows: pl.DataFrame, spec: Spec, found: pl.DataFrame) -> frozenset[str]:
    """Return the groups of rows whose leaf column holds the total: one may be the name of the sum of all."""
    groups: set[str] = set()
    for name, some in spec.hierarchies.items():
        totals = [one.total for one in some if one.total is not None and len(one.columns) > 1]
        if totals:
            groups |= set(found[name].filter(rows.select(text(rows, name).is_in(totals)).to_series()))
    return frozenset(groups)


def warn_of_rows(rows: pl.DataFrame, spec: Spec) -> None:
    """Warn where rows are counted as units though they look like cells: each is there once, with a number."""
    if any(getattr(spec, name) is not None for name in FIGURES) or len(rows) < 2:
        return
    numbers = [
        name for name, kind in rows.schema.items() if kind.is_integer() and name not in spec.hierarchies
    ]
    if numbers and not rows.select(list(spec.hierarchies)).is_duplicated().any():
        warnings.warn(
            f"each row is counted as one unit, and no two are of the same cell: if '{numbers[0]}' is how many "
            f"stand behind a row, say TableSpec(…, count='{numbers[0]}')",
            DataWarning,
            stacklevel=2,
        )


def _filled(layout: Layout, spec: Spec, held: Figures, rows: pl.DataFrame) -> Cells:
    of, size = layout.inner.of, len(layout.inner.leaves)
    count = value = records = None
    if held.count is not None:
        count = np.zeros(size, dtype=np.int64)
        np.add.at(count, of, held.count)
    if (weighted := held.weighted) is not None:
        value = np.bincount(of, weights=weighted, minlength=size).astype(np.float64)
    if held.contributor is not None:
        ones = np.ones(len(rows))
        value_of, weight_of = (ones if one is None else one for one in (held.value, held.weight))
        records = Records(of, held.contributor, value_of, weight_of, rows)
    cells = with_figures(layout, spec, count, value)
    if held.value is not None and held.weight is None:
        cells = _as_exact(cells, held.value)
    filled = np.zeros(size, dtype=np.bool_)
    for figure in (count, value):
        if figure is not None:
            filled |= figure != 0
    refuse_filled(layout.axes, layout.inner.leaves, cells.structural & filled)
    return replace(cells, records=records)


def _as_exact(cells: Cells, given: Number) -> Cells:
    """Return a table with the decimals that its figures came with: 0.1 and 0.2 are 0.3, and nothing in the 17th place."""
    for places in range(MOST_DECIMALS + 1):
        if (np.round(given, places) == given).all():
            value, inner = (
                None if one is None else np.round(one, places) for one in (cells.value, cells.inner_value)
            )
            return replace(cells, value=value, inner_value=inner)
    return cells


def with_figures(layout: Layout, spec: Spec, count: Whole | None, value: Number | None) -> Cells:
    """Return the cells of a layout with the figures of its inner rows summed into them."""
    inner = layout.inner.leaves
    impossible = np.zeros(len(inner), dtype=np.bool_)
    for table in spec.tables:
        for combinations in table.ruled_out:
            impossible |= structural(combinations, layout.axes, inner)
    leaf_codes = [np.append(one.leaves, 0)[inner[:, i]] for i, one in enumerate(layout.axes.values())]
    named = _codes(layout.axes, layout.cells)
    return Cells(
        dimensions=tuple(layout.axes),
        codes=named.with_columns(pl.Series(TABLE, layout.tables)) if layout.tables else named,
        sums=layout.sums,
        inner_codes=_codes(layout.axes, np.stack(leaf_codes, axis=1)),
        count=None if count is None else layout.sums.T @ count,
        value=None if value is None else layout.sums.T @ value,
        inner_count=count,
        inner_value=value,
        structural=impossible,
        table=TABLE if layout.tables else "",
    )


def _codes(axes: Mapping[str, Axis], at: Whole) -> pl.DataFrame:
    return pl.DataFrame(
        {
            name: pl.Series(one.codes, dtype=pl.String).gather(at[:, i])
            for i, (name, one) in enumerate(axes.items())
        }
    )
