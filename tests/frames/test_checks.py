"""Names of columns that are refused, kinds of frames, and what extension types store."""

import uuid

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given, settings

from stabbur.errors import BadInput
from stabbur.frames import check_as, check_names, check_schema, plain_storage
from stabbur.frames.checks import chunked, is_text

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@settings(deadline=None)
@given(st.lists(NAMES, unique=True))
def test_different_names_pass_whatever_they_are(names: list[str]) -> None:
    check_names(names)
    check_schema(pa.schema([(name, pa.int8()) for name in names]))


@settings(deadline=None)
@given(st.lists(NAMES, min_size=1), st.randoms())
def test_a_name_twice_is_refused_wherever_it_stands(names: list[str], order: object) -> None:
    with pytest.raises(BadInput, match="more than one column") as doubled:
        check_names([*names, names[0]])
    assert names[0] in doubled.value.params["names"]  # type: ignore[operator]  # a list of names


@pytest.mark.parametrize("name", ["\0", "a\0b", "\udcff", "a\ud800"])
def test_names_that_no_library_keeps(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_names(["a", name])
    str(refused.value).encode()  # the message itself can be written


def test_names_inside_lists_and_structs_are_looked_at() -> None:
    deep = pa.list_(pa.struct([("a", pa.list_(pa.struct([("b\0", pa.int8())])))]))
    with pytest.raises(BadInput, match="b"):
        check_schema(pa.schema([("x", deep)]))
    check_schema(
        pa.schema([("x", pa.map_(pa.string(), pa.int8())), ("y", pa.dictionary(pa.int8(), pa.string()))])
    )


def test_kinds_of_frames() -> None:
    for kind in ("pandas", "polars", "arrow"):
        check_as(kind)
    with pytest.raises(BadInput, match="as_ is 'dask'"):
        check_as("dask")


def test_extension_types_come_as_what_they_store() -> None:
    one = uuid.uuid4()
    column = chunked(pa.ExtensionArray.from_storage(pa.uuid(), pa.array([one.bytes, None], pa.binary(16))))
    assert plain_storage(column).to_pylist() == [str(one), None]
    truths = chunked(pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0, None], pa.int8())))
    assert plain_storage(truths).to_pylist() == [True, False, None]
    assert plain_storage(chunked(pa.array([1]))).to_pylist() == [1]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_text_is_text_however_it_is_stored(kind: pa.DataType) -> None:
    assert is_text(kind)
    assert not is_text(pa.binary())
