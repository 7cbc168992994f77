"""CSV files read at once: the same texts as cell by cell, and none where the two could differ."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.packages.reading.opening import Opened
from stabbur.packages.reading.plain import plain_columns
from stabbur.packages.reading.source import read_texts, read_typed

RESOURCE = {"name": "tall", "path": "tall.csv", "format": "csv"}
TEXTS = st.one_of(st.none(), st.text("a1 ,\"\næ\t\u2028\x0b\x85'", max_size=4))
TABLES = st.integers(2, 4).flatmap(
    lambda wide: st.lists(st.lists(TEXTS, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


def slowly(data: bytes, folder: Path) -> tuple[list[str] | None, list[list[str | None]]]:
    (folder / "tall.csv").write_bytes(data)
    found = read_texts(Opened({}, str(folder)), RESOURCE)
    return found.labels, found.rows


@given(rows=TABLES)
@settings(max_examples=30, deadline=None)
def test_a_table_that_was_written_is_read_as_cell_by_cell(
    rows: list[list[str | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    schema = [str(at) for at in range(len(rows[0]))]
    table = pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row")
    data = table.write_csv(include_header=False).encode()
    found = plain_columns(data, RESOURCE)
    assert found is not None
    columns = [column.to_list() for column in found.columns]
    labels, below = slowly(data, tmp_path_factory.mktemp("plain"))
    assert (found.labels, [list(row) for row in zip(*columns, strict=True)]) == (labels, below)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nr\n1\n",
        b"nr,navn\n1\n",
        b"nr,navn\n1,a,b\n",
        b"nr,navn\n1,a",
        b"nr,navn\n\n1,a\n",
        b"nr,navn\r\n1,a\r\n",
        b"nr,navn\n1,a\rb\n",
        b'nr,navn\n1,a"b\n',
        b'nr,navn\n"1",a\n',
        b"nr,navn\n1,\xff\n",
        b"nr,navn\n1,\0\n",
        b"\xef\xbb\xbfnr,navn\n1,a\n",
    ],
)
def test_a_file_that_takes_a_closer_look_is_not_read_at_once(data: bytes) -> None:
    assert plain_columns(data, RESOURCE) is None


@pytest.mark.parametrize(
    "told", [{"encoding": "latin-1"}, {"dialect": {"delimiter": ";"}}, {"dialect": {"commentChar": "#"}}]
)
def test_a_layout_of_its_own_is_not_read_at_once(told: dict[str, object]) -> None:
    assert plain_columns(b"nr,navn\n1,a\n", RESOURCE) is not None
    assert plain_columns(b"nr,navn\n1,a\n", RESOURCE | told) is None


def test_what_is_wrong_is_told_either_way(tmp_path: Path) -> None:
    fields = [{"name": "nr", "type": "integer"}, {"name": "navn", "type": "string"}]
    about = RESOURCE | {"schema": {"fields": fields, "missingValues": ["", "-"]}}
    told = []
    for data in (b"nr,navn\n1,-\nx,\n", b"nr,navn\r\n1,-\r\nx,\r\n"):
        (tmp_path / "tall.csv").write_bytes(data)
        frame, problems = read_typed(Opened({}, str(tmp_path)), about)
        told.append((frame.rows(), [str(one) for one in problems]))
    assert told[0] == told[1] == ([(1, None), (None, None)], ["tall, row 2, nr: 'x' is no integer"])
