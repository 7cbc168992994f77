"""The first test that a type passes decides what a database calls it."""

from collections.abc import Callable

import pyarrow as pa
import pytest

from stabbur.io.sql.kinds import first_fit, is_bytes
from stabbur.io.sql.postgres_types import SQL_TYPES, STORED_AS
from stabbur.io.sql.sqlite import DECLARED_AS

PLAIN = [
    pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(),
    pa.float16(), pa.float32(), pa.float64(), pa.string(), pa.large_string(), pa.string_view(), pa.binary(),
    pa.large_binary(), pa.binary(4), pa.date32(), pa.date64(), pa.time32("s"), pa.time64("ns"), pa.null(), pa.duration("s"),
]  # fmt: skip


def test_the_first_of_two_that_fit() -> None:
    tests: list[tuple[Callable[[pa.DataType], bool], str]] = [
        (pa.types.is_integer, "whole"),
        (pa.types.is_int8, "small"),
    ]
    assert first_fit(pa.int8(), tests, "text") == "whole"
    assert first_fit(pa.string(), tests, "text") == "text"


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary(3), pa.binary_view()])
def test_bytes_however_they_are_stored(kind: pa.DataType) -> None:
    assert is_bytes(kind)
    assert not is_bytes(pa.string())


@pytest.mark.parametrize("kind", PLAIN, ids=str)
def test_every_type_has_a_place_that_holds_it(kind: pa.DataType) -> None:
    """What PostgreSQL stores a type as is a type that it has a name for, and stays as it is when stored again."""
    stored = first_fit(kind, STORED_AS, kind)
    assert first_fit(stored, STORED_AS, stored) == stored
    is_text = pa.types.is_string(stored)
    named = first_fit(stored, SQL_TYPES, "numeric" if pa.types.is_decimal(stored) else "text")
    assert (named == "text") == is_text
    assert (first_fit(kind, DECLARED_AS, "TEXT") == "BLOB") == is_bytes(kind)
