"""Every option of a file's layout, as v2, v1 and the drafts before it name them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import NotFound
from stabbur.packages import read_table
from stabbur.packages.reading.dialect import Dialect, cells, dialect_of, split_header
from tests.packages.making import put, table

FIELDS: list[dict[str, Any]] = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
# v1 names each of these, in the resource's dialect or, before it, in its `csv`
V1: dict[str, tuple[dict[str, Any], str, list[tuple[int | None, str | None]]]] = {
    "delimiter": ({"delimiter": ";"}, "a;b\n1;x\n", [(1, "x")]),
    "lineTerminator": ({"lineTerminator": "|"}, "a,b|1,x|2,y", [(1, "x"), (2, "y")]),
    "quoteChar": ({"quoteChar": "'"}, "a,b\n1,'x,y'\n", [(1, "x,y")]),
    "doubleQuote": ({"doubleQuote": True}, 'a,b\n1,"x""y"\n', [(1, 'x"y')]),
    "escapeChar": ({"escapeChar": "\\", "quoteChar": ""}, "a,b\n1,x\\,y\n", [(1, "x,y")]),
    "nullSequence": ({"nullSequence": "\\N"}, "a,b\n\\N,x\n2,\\N\n", [(None, "x"), (2, None)]),
    "skipInitialSpace": ({"skipInitialSpace": True}, "a, b\n1, x\n", [(1, "x")]),
    "header": ({"header": False}, "1,x\n", [(1, "x")]),
    "commentChar": ({"commentChar": "#"}, "# n\na,b\n# m\n1,x\n", [(1, "x")]),
    "caseSensitiveHeader": ({"caseSensitiveHeader": False}, "B,A\nx,1\n", [(1, "x")]),
    "csvddfVersion": ({"csvddfVersion": 1.2}, "a,b\n1,x\n", [(1, "x")]),
}


@pytest.mark.filterwarnings("error::stabbur.errors.DataWarning")
@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("option", V1)
def test_every_option_of_v1(tmp_path: Path, option: str, nested: bool) -> None:
    said, text, rows = V1[option]
    more = {"fieldsMatch": "equal"} if option == "caseSensitiveHeader" else {}
    resource = table(FIELDS, dialect={"csv": said} if nested else said, schema=more)
    found = read_table(put(tmp_path, resource, {"rows.csv": text})).select(["a", "b"]).to_pylist()
    assert [(row["a"], row["b"]) for row in found] == rows


def test_options_of_v2_for_json(tmp_path: Path) -> None:
    data = {"svar": {"rader": [{"a": 1, "b": "x", "c": 3}, {"a": 2, "b": "y"}]}}
    dialect = {"property": "svar.rader", "itemType": "object", "itemKeys": ["a", "b"]}
    place = put(tmp_path, table(FIELDS, path="rows.json", dialect=dialect), {"rows.json": json.dumps(data)})
    assert read_table(place).to_pylist() == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


@pytest.mark.parametrize(
    ("dialect", "value"),
    [
        ({}, "først"),
        ({"sheetNumber": 1}, "først"),
        ({"sheetNumber": 2}, "sist"),
        ({"sheetName": "to"}, "sist"),
    ],
)
def test_a_sheet_is_found_by_its_number_or_name(tmp_path: Path, dialect: dict[str, Any], value: str) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, text in (("en", "først"), ("to", "sist")):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, "t")
            sheet.write_string(1, 0, text)
    place = put(tmp_path, table([{"name": "t", "type": "string"}], path="rows.xlsx", dialect=dialect),
                {"rows.xlsx": target.getvalue()})  # fmt: skip
    assert read_table(place).to_pydict() == {"t": [value]}


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("en").write_string(0, 0, "t")
    place = put(tmp_path, table([{"name": "t"}], path="rows.xlsx", dialect={"sheetName": "to"}),
                {"rows.xlsx": target.getvalue()})  # fmt: skip
    with pytest.raises(NotFound, match="no sheet 'to'"):
        read_table(place)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0")),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
    )
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    assert [line.cells for line in cells(target.getvalue(), Dialect())] == rows


def test_rows_are_numbered_as_in_the_file_and_comments_left_out() -> None:
    dialect = Dialect(comment_char="#", comment_rows=(3,))
    lines = list(cells("#\na\nskip\n1\n", dialect))
    assert [(line.number, line.cells) for line in lines] == [(2, ["a"]), (4, ["1"])]
    assert split_header(lines, dialect) == (["a"], lines[1:])
    assert split_header(lines, Dialect(header=False)) == (None, lines)
    assert split_header([], dialect) == ([], [])


def test_tabs_part_the_cells_of_a_tsv_unless_it_says_otherwise() -> None:
    assert dialect_of({"path": "x.tsv.gz"}).delimiter == "\t"
    assert dialect_of({"path": "x", "format": "tsv"}).delimiter == "\t"
    assert dialect_of({"path": "x.tsv", "dialect": {"delimiter": ";"}}).delimiter == ";"
    assert dialect_of({"path": "x.csv", "dialect": {"fieldDelimiter": "|"}}).delimiter == "|"
    assert dialect_of({"path": "x.csv", "dialect": {"delimiter": None}}) == Dialect()
