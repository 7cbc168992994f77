"""Columns of text become numbers, days and truths only where nothing is lost."""

import datetime as dt
from collections.abc import Sequence

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from stabbur.frames import Column
from stabbur.io.files.text_types import Writing, foreign_writing, typed


def column(values: Sequence[str | None]) -> Column:
    return pa.chunked_array([pa.array(values, pa.string())])


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_whole_numbers_are_numbers(values: list[int | None]) -> None:
    back = typed(column([None if v is None else str(v) for v in values]))
    assert back.type == (pa.string() if set(values) == {None} else pa.int64())
    if back.type == pa.int64():
        assert back.to_pylist() == values


@given(st.lists(st.text("0123456789.-+eE: TZ/naNIF", max_size=12) | st.none(), min_size=1))
def test_no_two_texts_become_one_value(values: list[str | None]) -> None:
    """What differs as text differs as a value, and nothing becomes nothing."""
    back = typed(column(values))
    assert back.null_count == values.count(None)
    texts = set(values) - {None}
    if not pa.types.is_timestamp(back.type):  # 12:00 and 12:00:00 are one moment
        assert len(set(map(repr, back.drop_null().to_pylist()))) >= len({t.lower() for t in map(str, texts)})


@given(st.lists(st.dates(dt.date(1, 1, 1)), min_size=1))
def test_days_are_days(values: list[dt.date]) -> None:
    assert typed(column([v.isoformat() for v in values])).to_pylist() == values


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["0301", "1"], pa.string()), (["1", "01"], pa.string()), (["-1", "0"], pa.int64()), (["1", "1.5"], pa.float64()),
        (["1.0", "1.00"], pa.string()), (["1.0", "1"], pa.string()), (["1e3"], pa.float64()), (["1" * 19], pa.int64()),
        (["9" * 19], pa.string()), (["9" * 20], pa.string()), (["2021-02-29"], pa.string()), (["2020-02-29"], pa.date32()),
        (["2021-01-01 12:00:00.123456"], pa.timestamp("us")), (["2021-01-01 12:00:00.1234567"], pa.string()),
        (["2021-01-01T12:00+0200"], pa.timestamp("us", "UTC")), (["true", "False"], pa.bool_()), (["ja"], pa.string()),
        (["true", "1"], pa.string()), ([None, None], pa.string()), (["INF", "-INF", "1"], pa.float64()),
        (["NaN"], pa.string()), (["", "1"], pa.string()), (["1 000"], pa.string()), (["²"], pa.string()),
        (["12:00"], pa.string()), (["٣"], pa.string()),
    ],
)  # fmt: skip
def test_each_kind_and_what_only_looks_like_it(values: list[str | None], kind: pa.DataType) -> None:
    assert typed(column(values)).type == kind


def test_a_value_after_the_sample_decides() -> None:
    assert typed(column(["1"] * 2000 + ["x"])).type == pa.string()
    assert typed(column(["1"] * 2000 + ["1.5"])).type == pa.float64()


NORDIC = Writing(decimal=",", thousands=" ")
DATES = Writing(date_format="%d.%m.%Y")


def test_a_decimal_comma_is_one_only_where_it_is_said() -> None:
    assert typed(column(["1,5", "2"]), Writing(",")).to_pylist() == [1.5, 2.0]
    assert typed(column(["1,5"])).type == pa.string()
    assert typed(column(["1.5"]), Writing(",")).type == pa.string()
    assert typed(column(["1.234,5"]), Writing(",")).type == pa.string()


@pytest.mark.parametrize(
    ("values", "writing", "wanted"),
    [
        (["1 234,5", "\u22123", None], NORDIC, [1234.5, -3.0, None]),
        (["1\xa0234", "12\u202f345\u202f678"], NORDIC, [1234, 12345678]),
        (["1.234,5", "2"], Writing(decimal=",", thousands="."), [1234.5, 2.0]),
        (["1,234.5"], Writing(thousands=","), [1234.5]),
        (["12 34", "1"], NORDIC, ["12 34", "1"]),
        (["0301 1"], NORDIC, ["0301 1"]),
        (["\u22123", "4"], Writing(), [-3, 4]),
        (["01.02.2020", "3.12.1999", None], DATES, [dt.date(2020, 2, 1), dt.date(1999, 12, 3), None]),
        (["31.02.2020"], DATES, ["31.02.2020"]),
        (["01.02.2020 og"], DATES, ["01.02.2020 og"]),
        (["2020-02-01"], DATES, [dt.date(2020, 2, 1)]),
        (["01.02.2020 12:30"], Writing(date_format="%d.%m.%Y %H:%M"), [dt.datetime(2020, 2, 1, 12, 30)]),
    ],
)
def test_figures_and_dates_of_the_north(
    values: list[str | None], writing: Writing, wanted: list[object]
) -> None:
    assert typed(column(values), writing).to_pylist() == wanted


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
def test_grouped_numbers_are_the_numbers(values: list[int]) -> None:
    texts = [f"{value:,}".replace(",", " ").replace("-", "\u2212") for value in values]
    assert typed(column(texts), NORDIC).to_pylist() == values


@given(st.lists(st.dates(dt.date(1000, 1, 1)), min_size=1))
def test_written_days_are_the_days(values: list[dt.date]) -> None:
    assert typed(column([f"{one.day}.{one.month}.{one.year}" for one in values]), DATES).to_pylist() == values


@pytest.mark.parametrize(
    ("values", "options"),
    [
        (["1,5", "2,25"], {"decimal": ","}),
        (["1 234,5"], {"decimal": ",", "thousands": " "}),
        (["01.02.2020"], {"date_format": "%d.%m.%Y"}),
        (["Oslo", "1,5"], {}),
        (["0301", "4601"], {}),
        ([None], {}),
    ],
)
def test_the_options_that_would_read_a_column_are_told(
    values: list[str | None], options: dict[str, str]
) -> None:
    assert foreign_writing(column(values)) == options
