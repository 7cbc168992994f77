"""Columns of text become numbers, days and truths only where nothing is lost."""

import datetime as dt
from collections.abc import Sequence

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from stabbur.frames import Column
from stabbur.io.files.text_types import typed


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
