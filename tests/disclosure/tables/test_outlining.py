"""Published tables with hidden figures: their cells, and which of them each row is."""

import polars as pl
import pytest

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.outlining import locate, outline
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import AGE_GEO, EXAMPLE, FIRST, published, reference, refused


def test_every_published_row_is_a_cell() -> None:
    frame, spec = reference("t3_1k")
    rows = published("t3_1k").sample(fraction=1, shuffle=True, seed=1)
    hidden = rows.with_columns(freq=pl.when(~pl.col("suppressed")).then("freq"))
    found = outline(hidden, spec.fixed(frame))
    cells = build(frame, spec)
    assert found.cells.codes[found.cell].rows() == rows.select(cells.dimensions).rows()
    assert cells.figures[found.cell].tolist() == rows["freq"].to_list()
    assert not found.cells.figures.any()
    assert (found.cells.sums != cells.sums).nnz == 0


def test_rows_of_linked_tables_are_found_though_none_has_all_leaves() -> None:
    spec = TableSpec({"age": None, "geo": None, "year": None}, count="freq", formula="age*geo + geo*year")
    cells = build(EXAMPLE, spec)
    found = outline(cells.codes.with_columns(freq=None), spec)
    assert found.cell.tolist() == list(range(cells.size))


def test_a_cell_in_two_rows_is_refused() -> None:
    rows = build(FIRST, AGE_GEO).codes.with_columns(freq=None)
    with pytest.raises(BadInput) as caught:
        outline(pl.concat([rows, rows[:1]]), AGE_GEO)
    refused(caught, "cells-doubled", "row 0 (age 'Total', geo 'Total')", "row 18")


def test_a_row_that_is_no_cell_is_refused() -> None:
    rows = build(EXAMPLE, TableSpec({"age": None, "year": None}, count="freq")).codes.with_columns(freq=1)
    with pytest.raises(BadInput) as caught:
        outline(rows, TableSpec({"age": None, "year": None}, count="freq", formula="age + year"))
    refused(caught, "cells-unknown", "6 of 12 rows are no cells of the table", "age 'old', year '2014'")


def test_a_cell_of_several_tables_is_located_in_each() -> None:
    cells = build(FIRST, TableSpec({"age": None}, count="freq") & TableSpec({"geo": None}, count="freq"))
    wanted = pl.DataFrame({"age": ["Total", "old"], "geo": ["Total", "Total"]})
    assert locate(cells, wanted).rows() == [(0, 0), (0, 3), (1, 1)]
