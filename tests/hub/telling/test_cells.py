"""Cells as a reader writes them, and never as HTML of their own."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.telling.cells import LONGEST, Cells
from tests.hub.telling.reading import cells

TEXT, WHOLE, NUMBER = TableColumn("x"), TableColumn("x", "integer"), TableColumn("x", "number")
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "column", "said"),
    [
        (1234567, WHOLE, "1\xa0234\xa0567"),
        (-1234.5, NUMBER, f"{MINUS}1\xa0234,5"),
        (0.1 + 0.2, NUMBER, "0,3"),
        (Decimal("1.10"), NUMBER, "1,10"),
        (2021, TableColumn("år", "integer"), "2021"),
        (2021, TableColumn("year", "integer", unit="km"), "2\xa0021"),
        (2021.0, WHOLE, "2\xa0021"),
        (True, TableColumn("x", "boolean"), "ja"),
        ("0301", TEXT, "0301"),
        ([1, "å"], TableColumn("x", "list"), '[1, "å"]'),
        (dt.date(2021, 3, 1), TableColumn("x", "date"), "2021-03-01"),
        (float("nan"), NUMBER, "NaN"),
        (float("inf"), WHOLE, "inf"),
        ("x" * 1_000, TEXT, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_value_in_words(value: Any, column: TableColumn, said: str) -> None:
    assert cells().plain(value, column) == said


@given(value=st.text(min_size=1))
def test_A31_no_cell_is_html(value: str) -> None:
    made = cells()(value, TEXT)
    assert "<" not in made
    assert ">" not in made
    assert '"' not in made


@given(value=st.integers(-(10**18), 10**18), language=st.sampled_from(["nb", "nn", "en"]))
def test_no_figure_is_lost(value: int, language: str) -> None:
    said = cells(language).plain(value, WHOLE).replace(MINUS, "-")
    assert int("".join(c for c in said if c.isdigit() or c == "-")) == value


@pytest.mark.parametrize(("column", "word"), [(NUMBER, "ikke tall"), (TEXT, "mangler")])
@pytest.mark.parametrize("gap", [None, ""])
def test_gap_is_said_to_who_hears_the_page(column: TableColumn, word: str, gap: str | None) -> None:
    assert word in cells()(gap, column)


def test_zero_and_no_are_no_gaps() -> None:
    assert cells()(0, WHOLE) == "0"
    assert cells()(False, TableColumn("x", "boolean")) == "nei"


@pytest.mark.parametrize(
    ("column", "is_year"),
    [
        (TableColumn("År", "integer"), True),
        (TableColumn("x", "year"), True),
        (TableColumn("fra_år", "integer", unit="år"), True),
        (TableColumn("årstall", "integer"), False),
        (TableColumn("år", "integer", unit="personer"), False),
    ],
)
def test_column_of_years(column: TableColumn, is_year: bool) -> None:
    assert Cells.is_year(column) == is_year


def test_fractions_of_a_column_have_as_many_decimals_each() -> None:
    rows: list[list[Any]] = [[0.51, 3, 2020], [0.4, None, 2021], [1.0, 12, 2021], [None, 5, 2022]]
    shown = cells().aligned((NUMBER, WHOLE, TableColumn("år", "integer")), rows)
    assert [str(row[0]) for row in shown[:3]] == ["0,51", "0,40", "1,00"]
    assert [str(row[2]) for row in shown] == ["2020", "2021", "2021", "2022"]
    assert "sb-miss" in shown[3][0]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_aligned_figures_are_the_figures_of_each_alone(values: list[float]) -> None:
    shown = [str(row[0]) for row in cells().aligned((NUMBER,), [[value] for value in values])]
    assert len({len(text.partition(",")[2]) for text in shown}) == 1
    for text, value in zip(shown, values, strict=True):
        plain = text.replace("\xa0", "").replace(",", ".").replace(MINUS, "-")
        assert abs(float(plain) - value) <= 1e-6
