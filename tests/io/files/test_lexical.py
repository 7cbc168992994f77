"""Values as text that says all of them, and Python values as what JSON holds."""

import datetime as dt
import json
import math
from decimal import Decimal
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from stabbur.errors import BadInput
from stabbur.io.files.lexical import json_text, jsonable, lexical, moments

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals() | st.uuids()
    | st.datetimes() | st.datetimes(timezones=st.timezones()) | st.dates() | st.times() | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(ANY)
def test_anything_becomes_json(value: Any) -> None:
    plain = jsonable(value)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (float("nan"), "NaN"), (math.inf, "INF"), (-math.inf, "-INF"), (b"\xff", "/w=="), (Decimal("1.10"), "1.10"),
        (dt.datetime(2021, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))), "2021-01-01T10:00:00Z"),
        (dt.timedelta(minutes=1), 60.0), (UUID(int=1), "00000000-0000-0000-0000-000000000001"), ({1: (2,)}, {"1": [2]}),
    ],
)  # fmt: skip
def test_what_json_lacks_is_spelt_out(value: object, plain: object) -> None:
    assert jsonable(value) == plain


def column(values: list[Any], kind: Any = None) -> Any:
    return pa.chunked_array([pa.array(values, kind)])


@given(st.lists(st.none() | st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1))))
def test_a_moment_reads_back_as_it_was(values: list[dt.datetime | None]) -> None:
    for kind in (pa.timestamp("us"), pa.timestamp("ns")):
        texts = moments(column(values, kind)).to_pylist()
        assert [text and dt.datetime.fromisoformat(text) for text in texts] == values
    zoned = column([v and v.replace(tzinfo=dt.UTC) for v in values], pa.timestamp("us", "Europe/Oslo"))
    texts = moments(zoned).to_pylist()
    assert all(text is None or text.endswith("Z") for text in texts)
    assert [text and dt.datetime.fromisoformat(text).replace(tzinfo=None) for text in texts] == values


@given(st.lists(st.none() | st.floats()))
def test_a_number_without_end_or_value_is_a_word(values: list[float | None]) -> None:
    texts = [
        None if text is None else str(text) for text in lexical(column(values, pa.float64())).to_pylist()
    ]
    for value, text in zip(values, texts, strict=True):
        if value is None:
            assert text is None
        elif math.isfinite(value):
            assert float(text or "") == value
        else:
            assert text == ("NaN" if math.isnan(value) else "INF" if value > 0 else "-INF")


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([Decimal("1.10"), None], pa.decimal128(5, 2), ["1.10", None]),
        ([dt.date(1814, 5, 17)], pa.date32(), ["1814-05-17"]),
        ([dt.time(12, 0, 0, 5)], pa.time64("us"), ["12:00:00.000005"]),
        ([None, None], pa.null(), [None, None]),
        ([[1, None], None], pa.list_(pa.int64()), ["[1,null]", None]),
        (["a", None, "a"], pa.dictionary(pa.int8(), pa.string()), ["a", None, "a"]),
        ([dt.timedelta(seconds=1)], pa.duration("ms"), [1000]),
        (["0301"], pa.string(), ["0301"]),
        ([True, None], pa.bool_(), [True, None]),
    ],
)
def test_each_type_has_its_spelling(values: list[Any], kind: Any, texts: list[Any]) -> None:
    given_ = column(values) if pa.types.is_dictionary(kind) else column(values, kind)
    assert (
        lexical(given_.dictionary_encode() if pa.types.is_dictionary(kind) else given_).to_pylist() == texts
    )


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary(1)])
def test_bytes_have_no_text(kind: pa.DataType) -> None:
    with pytest.raises(BadInput, match="has no text form"):
        lexical(column([b"x"], kind))


def test_nests_are_json_with_letters_of_their_own() -> None:
    kind = pa.struct([("æ", pa.timestamp("us")), ("f", pa.float64())])
    text = json_text(column([{"æ": dt.datetime(2021, 1, 1), "f": math.nan}, None], kind)).to_pylist()
    assert text == ['{"æ":"2021-01-01T00:00:00","f":"NaN"}', None]
