"""Every type of column on the page of its table, as filter, order and file; and rows in a steady order."""

import csv
import datetime as dt
import io
import os
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings as places
from stabbur.errors import Unavailable
from stabbur.hub.app import create_app
from stabbur.hub.tabular import query
from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.tabular.query import LEADING, TableFiles
from stabbur.hub.tabular.selection import ROWS_PER_PAGE, read_selection
from tests.hub.published import publish

TABLE = "/p/demo/alle/v1/typer"
UTC = dt.UTC
FRAME = pl.DataFrame(
    {
        "tekst": ["a", None, "b"],
        "helt": [1, None, -3],
        "tall": [1.5, float("nan"), float("-inf")],
        "desimal": pl.Series([Decimal("1234.50"), None, Decimal("-0.10")], dtype=pl.Decimal(12, 2)),
        "sant": [True, None, False],
        "dato": [dt.date(2021, 3, 1), None, dt.date(1, 1, 1)],
        "sone": [dt.datetime(2021, 3, 1, 12, tzinfo=UTC), None, dt.datetime(1890, 1, 1, tzinfo=UTC)],
        "uten": [dt.datetime(2021, 3, 1, 12), None, dt.datetime(9999, 12, 31, 23)],
        "klokke": [dt.time(12), None, dt.time(23, 59, 59)],
        "aar": [2021, None, 1999],
        "maaned": ["2021-03", None, "1999-12"],
        "varighet": [dt.timedelta(days=1), None, -dt.timedelta(minutes=5)],
        "liste": [["a", "b"], None, []],
        "objekt": [{"a": 1}, None, {"a": None}],
        "punkt": ["10.5,60.1", None, "1,2"],
        "kjonn": pl.Series(["M", None, "K"], dtype=pl.Enum(["M", "K"])),
    },
    strict=False,
)
TYPES = {
    "aar": {"type": "year"},
    "maaned": {"type": "yearmonth"},
    "punkt": {"type": "geopoint"},
    "kjonn": {"categories": [{"value": "M", "label": "Mann"}, {"value": "K", "label": "Kvinne"}]},
}
FIRST = {
    "tekst": "a",
    "helt": "1",
    "tall": "1,5",
    "desimal": "1234.5",
    "sant": "true",
    "dato": "2021-03-01",
    "sone": "2021-03-01T13:00:00+01:00",
    "uten": "2021-03-01T12:00",
    "klokke": "12:00",
    "aar": "2021",
    "maaned": "2021-03",
    "varighet": "PT24H",
    "kjonn": "M",
}


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    dp = sb.Datapackage(name="alle", title="Alle typer")
    dp.add_resource(FRAME, name="typer", schema={"fields": TYPES})
    publish(dp, tmp_path)
    return TestClient(create_app(places.load()), base_url="http://localhost")


def test_every_type_is_shown_in_any_order(client: TestClient) -> None:
    shown = client.get(TABLE)
    assert shown.status_code == 200
    for text in (
        "2021-03-01",
        "kl. 13.00",
        "kl. 12.00",
        "31. desember 9999",
        "P1D",
        "-PT5M",
        "NaN",
        "1\xa0234,50",
        "23:59:59",
    ):
        assert text in shown.text
    for name in FRAME.columns:
        for turn in ("", "-"):
            assert client.get(f"{TABLE}?sort={turn}{name}").status_code == 200, name


@pytest.mark.parametrize("name", list(FIRST))
def test_every_type_can_be_asked_for(client: TestClient, name: str) -> None:
    def found(sign: str) -> list[object]:
        address = f"{TABLE}?{name}{sign}={quote(FIRST[name], safe='')}&show={name}&show=punkt&format=json"
        return [row["punkt"] for row in client.get(address.replace("<", "%3C").replace(">", "%3E")).json()]

    assert found("") == ["10.5,60.1"]
    assert "10.5,60.1" not in found("!")
    if name not in {"tekst", "sant", "maaned", "kjonn"}:
        assert "10.5,60.1" in found(">")
        assert "10.5,60.1" in found("<")


def test_csv_holds_every_type_as_table_schema_writes_it(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{TABLE}?format=csv").text)))
    assert rows[0] == {
        "tekst": "a", "helt": "1", "tall": "1.5", "desimal": "1234.50", "sant": "true", "dato": "2021-03-01",
        "sone": "2021-03-01T12:00:00Z", "uten": "2021-03-01T12:00:00", "klokke": "12:00:00", "aar": "2021",
        "maaned": "2021-03", "varighet": "P1D", "liste": '["a", "b"]', "objekt": '{"a": 1}',
        "punkt": "10.5,60.1", "kjonn": "M",
    }  # fmt: skip
    assert (rows[1]["tall"], rows[2]["tall"], rows[2]["varighet"]) == ("NaN", "-INF", "-PT5M")
    assert client.get(f"{TABLE}?format=json").json()[2]["varighet"] == "-PT5M"


def test_parquet_gives_every_type_back(client: TestClient) -> None:
    read = pl.read_parquet(io.BytesIO(client.get(f"{TABLE}?format=parquet").content))
    wanted = FRAME.with_columns(pl.col("kjonn").cast(pl.String), pl.col("klokke"))
    assert read.to_dicts()[0] == wanted.to_dicts()[0]
    assert read.schema["varighet"] == pl.Duration("us")
    assert read.schema["sone"] == pl.Datetime("us", "UTC")


def test_excel_holds_every_type(client: TestClient) -> None:
    content = io.BytesIO(client.get(f"{TABLE}?format=xlsx").content)
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    first = dict(zip(FRAME.columns, rows[1], strict=True))
    assert first["sone"] == dt.datetime(2021, 3, 1, 12)
    assert first["dato"] == dt.date(2021, 3, 1)
    assert (first["helt"], first["tall"], first["varighet"], first["sant"]) == (1, 1.5, "P1D", True)


def test_file_that_does_not_fit_its_description_is_told_and_not_a_fault(tmp_path: Path) -> None:
    pq.write_table(pa.table({"liste": [[1], [2]]}), tmp_path / "a.parquet")
    asked = read_selection([TableColumn("liste", "integer")], [("liste", "1")])
    with pytest.raises(Unavailable, match="does not fit its description"):
        TableFiles().page(tmp_path / "a.parquet", asked)


def test_column_called_as_the_number_of_a_row_is_a_column_like_others(tmp_path: Path) -> None:
    pq.write_table(pa.table({"File_Row_Number": [3, 1, 2]}), tmp_path / "a.parquet")
    asked = read_selection([TableColumn("File_Row_Number", "integer")], [("sort", "File_Row_Number")])
    assert TableFiles().page(tmp_path / "a.parquet", asked).values == [(1,), (2,), (3,)]


@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=90),
    descending=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_pages_of_any_order_hold_each_row_once(
    tmp_path_factory: pytest.TempPathFactory, values: list[int | None], descending: bool
) -> None:
    file = tmp_path_factory.mktemp("p") / "a.parquet"
    pq.write_table(pa.table({"n": pa.array(values, pa.int64()), "id": range(len(values))}), file)
    columns = (TableColumn("n", "integer"), TableColumn("id", "integer"))
    files = TableFiles()
    asked = read_selection(columns, [("sort", "-n" if descending else "n")])
    seen = [
        row
        for page in range(1, 2 + len(values) // ROWS_PER_PAGE)
        for row in files.page(file, asked.on_page(page)).values
    ]
    assert sorted(id for _, id in seen) == list(range(len(values)))
    kept = [n for n, _ in seen if n is not None]
    assert kept == sorted(kept, reverse=descending)
    assert seen[len(kept) :] == [(None, at) for at, n in enumerate(values) if n is None]


def test_pages_go_on_where_the_known_rows_end(tmp_path: Path) -> None:
    count = LEADING + 2 * ROWS_PER_PAGE
    pq.write_table(pa.table({"n": list(range(count, 0, -1))}), tmp_path / "a.parquet")
    files, asked = TableFiles(), read_selection((TableColumn("n", "integer"),), [("sort", "n")])
    last = LEADING // ROWS_PER_PAGE
    for page in (last, last + 1, last + 2):
        first = (page - 1) * ROWS_PER_PAGE
        found = [row[0] for row in files.page(tmp_path / "a.parquet", asked.on_page(page)).values]
        assert found == list(range(first + 1, first + ROWS_PER_PAGE + 1))


NUMBERS = (TableColumn("n", "integer"),)


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    pl.DataFrame({"n": range(120_000)}).write_parquet(tmp_path / "n.parquet")
    return tmp_path / "n.parquet"


def test_A58_only_so_many_files_are_made_at_once(numbers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "WAIT_SECONDS", 0.05)
    files, asked = TableFiles(), read_selection(NUMBERS, [])
    slow = [files.batches(numbers, asked)[1] for _ in range(query.DOWNLOADS + 2)]
    assert [next(one).num_rows for one in slow], "clients that read slowly hold no seat"
    for _ in range(query.DOWNLOADS):
        files._downloads.acquire()
    with pytest.raises(Unavailable, match="too many") as refused:
        files.batches(numbers, asked)
    assert refused.value.code == "table-busy"
    assert files.page(numbers, asked).total == 120_000, "pages do not wait for files"
    files._downloads.release()
    schema, read = files.batches(numbers, asked)
    assert (schema.names, sum(one.num_rows for one in read)) == (["n"], 120_000)


def test_cursor_of_a_file_that_nobody_reads_is_closed(numbers: Path) -> None:
    files = TableFiles()
    _, read = files.batches(numbers, read_selection(NUMBERS, []))
    cursor = read.gi_frame.f_locals["cursor"]  # type: ignore[attr-defined]
    del read
    with pytest.raises(duckdb.ConnectionException):
        cursor.execute("SELECT 1")


def test_cursor_of_a_question_that_fails_is_closed(tmp_path: Path) -> None:
    pl.DataFrame({"n": ["a"]}).write_parquet(tmp_path / "a.parquet")
    asked = read_selection((TableColumn("missing", "integer"),), [])
    with pytest.raises(Unavailable) as failed:
        TableFiles().batches(tmp_path / "a.parquet", asked)
    cursors = [one.frame.f_locals.get("cursor") for one in failed.traceback]
    found = [one for one in cursors if isinstance(one, duckdb.DuckDBPyConnection)]
    assert found
    with pytest.raises(duckdb.ConnectionException):
        found[0].execute("SELECT 1")


def test_a_file_that_is_slow_to_open_holds_up_no_other(numbers: Path, tmp_path: Path) -> None:
    """A pipe is opened when somebody writes into it, and nobody does until the other table is read."""
    files, asked = TableFiles(), read_selection(NUMBERS, [])
    os.mkfifo(tmp_path / "slow.parquet")
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(files.page, tmp_path / "slow.parquet", asked)
        try:
            assert pool.submit(files.page, numbers, asked).result(timeout=20).total == 120_000
            assert not slow.done()
        finally:
            os.close(os.open(tmp_path / "slow.parquet", os.O_WRONLY))
            assert slow.exception(timeout=20)
