"""JSON as records: alone, under a key, one a line; what is none is named by its record or line."""

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given, settings

import stabbur as sb
from stabbur.io.files.json import loads, records_in, table_of
from tests.io.measuring import growth, refusal

pytestmark = pytest.mark.usefixtures("home")
VALUES: list[st.SearchStrategy[Any]] = [
    st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    st.text(st.characters(codec="utf-8"), max_size=8), st.lists(st.integers(0, 9), max_size=3),
]  # fmt: skip


def read(tmp_path: Path, text: str, name: str = "t.json", **options: Any) -> list[dict[str, Any]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    table: pa.Table = sb.read_file(path, as_="arrow", **options)
    return table.to_pylist()


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    kinds=st.lists(st.sampled_from(VALUES), min_size=1, max_size=3),
    suffix=st.sampled_from([".json", ".ndjson", ".jsonl.gz", ".json.zst"]),
)
def test_what_is_written_is_read(
    data: st.DataObject, kinds: list[Any], suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = data.draw(st.integers(1, 5))
    columns = {
        f"æ {n}": data.draw(st.lists(st.none() | k, min_size=rows, max_size=rows))
        for n, k in enumerate(kinds)
    }
    table = pa.table(columns)
    path = sb.to_file(table, tmp_path_factory.mktemp("json") / f"t{suffix}")
    assert sb.read_file(path, as_="arrow").to_pylist() == table.to_pylist()


def test_records_are_found_where_they_are(tmp_path: Path) -> None:
    assert read(tmp_path, '{"meta": {"n": 1}, "rader": [{"a": 1}]}') == [{"a": 1}]
    assert read(tmp_path, '{"a": {"b": [{"c": 1}], "d": [{"e": 2}]}}', records="a.d") == [{"e": 2}]
    assert read(tmp_path, '{"a": 1, "b": [1, 2]}') == [{"a": 1, "b": [1, 2]}]
    assert read(tmp_path, "[]") == []
    with pytest.raises(sb.BadInput, match="more than one list of records: 'a', 'b'"):
        read(tmp_path, '{"a": [{"x": 1}], "b": [{"y": 1}]}')
    with pytest.raises(sb.NotFound, match=r"no 'c' of 'a\.c'"):
        read(tmp_path, '{"a": {"b": []}}', records="a.c")


@pytest.mark.parametrize("document", ["1", '"a"', "null", "true", "[1, 2]", "[[1], [2]]", '[{"a": 1}, null]'])
def test_what_has_no_records_is_said(tmp_path: Path, document: str) -> None:
    with pytest.raises(sb.BadInput, match=r"'t\.json'"):
        read(tmp_path, document)


def test_the_order_of_columns_is_that_of_their_first_record() -> None:
    assert table_of([{"b": 1}, {"a": 2, "b": 3}], "x").column_names == ["b", "a"]
    assert table_of([{"a": None}], "x").schema.field("a").type == pa.string()


def test_a_record_that_differs_is_named() -> None:
    with pytest.raises(
        sb.BadInput, match="'a' of 'x' mixes types: record 3 is str, those before are int"
    ) as mixed:
        table_of([{"a": 1}, {}, {"a": "0301"}], "x")
    assert mixed.value.params["row"] == 3
    with pytest.raises(sb.BadInput, match="cannot be a column"):
        table_of([{"a": 2**70}], "x")


def test_documents_with_marks_and_without_anything() -> None:
    assert loads(b"\xef\xbb\xbf[1]", "x") == [1]
    for empty in (b"", b" \n"):
        with pytest.raises(sb.BadInput, match="'x' is empty"):
            loads(empty, "x")
    with pytest.raises(sb.BadInput, match="'x' is not JSON"):
        loads(b"[" * 100_000, "x")
    assert records_in([1], None, "x") == [1]


def test_lines_that_are_blank_or_wrong(tmp_path: Path) -> None:
    assert read(tmp_path, '\n{"a": 1}\n\n{"a": 2}\n', "t.ndjson") == [{"a": 1}, {"a": 2}]
    with pytest.raises(sb.BadInput, match=r"line 3 of 't\.ndjson'"):
        read(tmp_path, '{"a": 1}\n\n{"a": \n', "t.ndjson")


def test_A45_a_record_without_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "t.ndjson").open("wb") as file:
        file.write(b'{"a": 1}\n{"a": "')
        file.truncate(2_000_000_000)
    said, grown = growth(refusal("sb.read_file('t.ndjson')"), tmp_path)
    assert "line 2 of 't.ndjson' is longer" in said
    assert grown < 200_000_000
