"""What crosses as text to and from PostgreSQL becomes what it was, or raises and names its column."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

from stabbur.errors import BadInput
from stabbur.frames import Column
from stabbur.io.sql.postgres_types import parameter, plan_of, ready_to_store, sql_type


def planned(kind: str, texts: list[str | None], typmod: int = -1) -> Column:
    """A column of a PostgreSQL type, as it is typed after it has crossed as text."""
    field = pa.field("x", pa.string(), metadata={"POSTGRESQL:type": kind, "POSTGRESQL:typmod": str(typmod)})
    (column,) = plan_of(pa.schema([field]))
    return column.typed(pa.chunked_array([pa.array(texts, pa.string())]))


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9)


@given(st.lists(st.none() | NUMBERS))
def test_numbers_without_bounds_keep_every_digit(values: list[Decimal | None]) -> None:
    back = planned("numeric", [None if v is None else f"{v:f}" for v in values])
    assert back.to_pylist() == values
    assert back.type.precision >= 38


def test_numbers_with_bounds_have_their_type() -> None:
    assert planned("numeric", ["1.50", None], (10 << 16 | 2) + 4).type == pa.decimal128(10, 2)
    assert planned("numeric", ["1"], (50 << 16 | 2) + 4).type == pa.decimal256(50, 2)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1" * 77, "0." + "1" * 77])
def test_a_number_that_no_frame_holds_names_its_column(text: str) -> None:
    with pytest.raises(BadInput, match="column 'x' holds"):
        planned("numeric", ["1", text])


@given(st.lists(st.none() | st.lists(st.none() | st.integers(-(2**31), 2**31 - 1))))
def test_lists_come_back(values: list[list[int | None] | None]) -> None:
    import orjson

    texts = [None if v is None else orjson.dumps(v).decode() for v in values]
    assert planned("_int4", texts).to_pylist() == values


def test_lists_of_lists_are_refused_and_odd_floats_are_not() -> None:
    assert planned("_float8", ['[1.5, "NaN", "Infinity", null]', "[]", None]).to_pylist()[1:] == [[], None]
    with pytest.raises(BadInput, match="column 'x' holds 'a list of lists'"):
        planned("_int4", ["[[1, 2]]"])


@pytest.mark.parametrize(
    ("value", "kind", "sent"),
    [
        (None, pa.int64(), None), (1, pa.int64(), 1), ("7", pa.int64(), 7), (2.0, pa.int64(), 2), (1, pa.string(), "1"),
        (True, pa.string(), "true"), (UUID(int=5), pa.string(), str(UUID(int=5))), (Decimal("1.10"), pa.string(), "1.10"),
        ({"a": 1}, pa.string(), '{"a":1}'), ((1, 2), pa.list_(pa.int64()), [1, 2]), (b"x", pa.binary(), b"x"),
        ("2021-01-02", pa.date32(), dt.date(2021, 1, 2)), (dt.date(2021, 1, 2), pa.date32(), dt.date(2021, 1, 2)),
    ],
)  # fmt: skip
def test_a_value_becomes_what_the_query_wants(value: Any, kind: pa.DataType, sent: Any) -> None:
    assert parameter(value, pa.field("x", kind)).to_pylist() == [sent]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", pa.int64()),
        (1.5, pa.int64()),
        (2**70, pa.int64()),
        (object(), pa.date32()),
        (1, pa.list_(pa.int8())),
    ],
)
def test_a_value_that_does_not_fit_is_refused(value: Any, kind: pa.DataType) -> None:
    with pytest.raises(BadInput, match="cannot stand where the query wants"):
        parameter(value, pa.field("x", kind))


def test_what_is_stored_changes_no_value() -> None:
    table = pa.table(
        {
            "u": pa.array([2**64 - 1, None], pa.uint64()),
            "c": pa.array(["a", None]).dictionary_encode(),
            "l": [[1], None],
            "h": pa.array([1.5, None], pa.float16()),
            "z": pa.array([1, None], pa.timestamp("ms", "Europe/Oslo")),
        }
    )
    ready = ready_to_store(table)
    assert ready.column("u").to_pylist() == [Decimal(2**64 - 1), None]
    assert ready.column("l").to_pylist() == ["[1]", None]
    assert ready.column("z").to_pylist() == table.column("z").to_pylist()
    assert [sql_type(kind) for kind in ready.schema.types] == [
        "numeric(20, 0)",
        "text",
        "text",
        "real",
        "timestamptz",
    ]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (pa.array([1], pa.timestamp("ns")), "without loss"),
        (pa.array(["a\0b"]), "NUL"),
        (pa.array([1], pa.time64("ns")), "without loss"),
    ],
)
def test_what_would_change_is_refused_by_its_column(column: Column, word: str) -> None:
    with pytest.raises(BadInput, match=f"'k'.*{word}"):
        ready_to_store(pa.table({"k": column}))
