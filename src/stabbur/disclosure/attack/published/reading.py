"""A published table read in: which cells are shown, which are hidden, and of which nothing is said."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from stabbur.disclosure.frame import Given
from stabbur.disclosure.tables.axis import axis
from stabbur.disclosure.tables.building import TABLE, rows_of, with_figures
from stabbur.disclosure.tables.cells import Cells, Mask, Number, Whole
from stabbur.disclosure.tables.coding import codes, positions
from stabbur.disclosure.tables.layout import Layout, lay_out
from stabbur.disclosure.tables.listing import listed
from stabbur.disclosure.tables.specification import Spec, need_spec
from stabbur.errors import BadInput

SYMBOLS = ("", ":", "*", "**", ".", "..", "...", "-:", "x", "X", "c", "s")
"""What statistical offices write for a figure that is not shown."""
HIDDEN = ("primary", "secondary", "suppressed", "hidden", "confidential")
OPEN = ("", "published", "shown", "open", "false", "0")
PRIMARY = "primary"


@dataclass(frozen=True)
class Published:
    """A table of `m` cells with the eyes of its readers."""

    cells: Cells
    """Their codes and sums; its figures are the published ones, and 0 where nothing is shown."""
    figures: Number
    hidden: Mask
    absent: Mask
    """Cells that no row tells of."""
    primary: Mask
    """Cells that are said to be confidential in themselves; all False where the table does not say."""
    revealed: Mask
    """Cells that another version shows."""


def read(versions: Sequence[Given], spec: Spec, status: str) -> list[Published]:
    """Return the cells of one published table, or of several versions of it over the codes that any of them has.

    A cell is hidden where its figure is missing, a symbol such as ":" or "*", or where the status column says
    so. A single combination of leaf codes that has no row is zero, as in any table that leaves zeros out;
    of a sum without a row nothing is known.

    Raises
    ------
    BadInput
        No column of figures is named, a figure is no number, a code is unknown, a row tells of no cell of the
        table, or two rows tell different figures of one cell.
    """
    need_spec(spec)
    figure = spec.value or spec.count
    if figure is None:
        raise BadInput(
            "the table names no column of figures: a published table has one row a cell",
            hint="TableSpec(…, count='personer')",
            code="table-figures",
        )
    each = [rows_of(held, spec) for held in versions]
    grouping = [column for some in spec.hierarchies.values() for one in some for column in one.columns]
    columns = list(dict.fromkeys([*spec.hierarchies, *grouping]))
    rows = pl.concat([one.select(pl.col(columns).cast(pl.String)) for one in each])
    found = codes(rows, spec.hierarchies)
    axes = {name: axis(name, some, rows) for name, some in spec.hierarchies.items()}
    at = positions(found, axes)
    leaves = np.stack([one.leaf_of[at[:, i]] for i, one in enumerate(axes.values())], axis=1)
    layout = lay_out(spec, axes, leaves[(leaves >= 0).all(axis=1)])
    ends = np.cumsum([len(one) for one in each])
    return [
        _placed(layout, spec, _told(one, figure, status), *_matched(layout, at[end - len(one) : end], one))
        for one, end in zip(each, ends.tolist(), strict=True)
    ]


def _told(rows: pl.DataFrame, figure: str, status: str) -> tuple[pl.Series, Mask]:
    """Return the figures, null where one is hidden, and which cells are said to be primary."""
    shown = _numbers(rows, figure)
    if status not in rows.columns:
        return shown, np.zeros(len(rows), dtype=np.bool_)
    told = said(rows[status])
    shown = pl.select(pl.when(told.is_in(HIDDEN)).then(None).otherwise(shown)).to_series()
    return shown, (told == PRIMARY).to_numpy()


def said(status: pl.Series) -> pl.Series:
    """Return what a status column says of each cell, in small letters: true, or 1, is "suppressed"."""
    if status.dtype.is_numeric():
        status = status.cast(pl.Int64, strict=False)
    words = status.cast(pl.String).fill_null("").str.strip_chars().str.to_lowercase()
    yes_or_no = words.is_in(["", "0", "1", "true", "false"]).all()
    return words.replace({"1": HIDDEN[2], "true": HIDDEN[2]}) if yes_or_no else words


def need_status(rows: pl.DataFrame, status: str) -> None:
    """Raise BadInput where a column that was named as the status says nothing of hidden cells."""
    told = said(rows[status])
    if not told.is_in([*HIDDEN, *OPEN]).all():
        strange = told.filter(~told.is_in([*HIDDEN, *OPEN])).unique(maintain_order=True)
        raise BadInput(
            f"column '{status}' does not say which cells are hidden: it has {listed([repr(one) for one in strange])}",
            hint=f"it may say {', '.join(map(repr, HIDDEN))} or be true of hidden cells",
            code="status-bad",
            column=status,
        )


def unread(rows: pl.DataFrame, known: Sequence[str]) -> str | None:
    """Return a column beside those of a table that may tell which cells are hidden, such as `suppressed`."""
    marks = [
        name
        for name, kind in rows.schema.items()
        if name not in known and kind in (pl.Boolean, pl.String) and said(rows[name]).is_in(HIDDEN).any()
    ]
    return next((name for name in marks if name.lower() in HIDDEN[1:]), next(iter(marks), None))


def _numbers(rows: pl.DataFrame, figure: str) -> pl.Series:
    """Return the figures, null where one is hidden."""
    column = rows[figure]
    if column.dtype.is_numeric():
        return column.cast(pl.Float64).fill_nan(None)
    text = column.cast(pl.String).str.strip_chars()
    numbers = text.cast(pl.Float64, strict=False)
    wrong = numbers.is_null() & text.is_not_null() & ~text.is_in(SYMBOLS)
    if wrong.any():
        some = ", ".join(repr(one) for one in text.filter(wrong).unique(maintain_order=True).head(5))
        raise BadInput(
            f"{wrong.sum()} of {len(text)} figures in column '{figure}' are no numbers: {some}",
            hint="write numbers such as 1234 or 12.5, without blanks, and null or ':' where a figure is hidden",
            code="figures-bad",
            column=figure,
        )
    return numbers


def _matched(layout: Layout, at: Whole, rows: pl.DataFrame) -> tuple[Whole, Whole]:
    """Return pairs of a row and a cell that it tells of; a row may tell of the same cell in linked tables."""
    names = list(layout.axes)
    cells = pl.DataFrame(layout.cells, schema=names, orient="row").with_row_index("cell")
    here = pl.DataFrame(at, schema=names, orient="row").with_row_index("row")
    on = list(names)
    if layout.tables and TABLE in rows.columns:
        cells = cells.with_columns(pl.Series(TABLE, layout.tables))
        here = here.with_columns(rows[TABLE].cast(pl.String))
        on.append(TABLE)
    both = here.join(cells, on=on, how="left", maintain_order="left")
    lost = both.filter(pl.col("cell").is_null())["row"].to_list()
    if lost:
        some = "; ".join(" × ".join(str(rows[name][one]) for name in names) for one in lost[:5])
        raise BadInput(
            f"{len(lost)} rows tell of no cell that the table has: {some}",
            hint="drop them, or give the table the formula that they belong to",
            code="cells-unknown",
        )
    return both["row"].to_numpy().astype(np.int64), both["cell"].to_numpy().astype(np.int64)


def _placed(layout: Layout, spec: Spec, told: tuple[pl.Series, Mask], row: Whole, cell: Whole) -> Published:
    shown, first = told
    size = len(layout.cells)
    empty = np.zeros(len(layout.inner.leaves))
    cells = with_figures(layout, spec, None, empty)
    figure = shown.to_numpy().astype(np.float64)[row]
    figures, absent = np.full(size, np.nan), np.ones(size, dtype=np.bool_)
    absent[cell] = False
    figures[cell] = figure
    twice = figure != figures[cell]
    twice &= ~(np.isnan(figure) & np.isnan(figures[cell]))
    if twice.any():
        some = "; ".join(" × ".join(one) for one in cells.names(np.unique(cell[twice])[:5]))
        raise BadInput(
            f"{np.unique(cell[twice]).size} cells have several figures: {some}",
            hint="leave one row for each cell",
            code="cells-doubled",
        )
    unit = np.diff(layout.sums.indptr) == 1
    zero = absent & unit if bool((unit & ~absent).any()) else np.zeros(size, dtype=np.bool_)
    figures[zero] = 0.0
    absent &= ~zero
    primary = np.zeros(size, dtype=np.bool_)
    np.logical_or.at(primary, cell, first[row])
    return Published(
        cells,
        np.nan_to_num(figures),
        np.isnan(figures) & ~absent,
        absent,
        primary,
        np.zeros(size, dtype=np.bool_),
    )
