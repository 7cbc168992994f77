"""A table's rows by address: filter, order, pages, the same rows as a file; and what must not get through."""

import csv
import io
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

import duckdb
import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.hub.app import create_app
from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.tabular.query import TableFiles
from stabbur.hub.tabular.selection import read_selection
from tests.hub.published import package, publish

TABLE = "/p/demo/folketall/v1/kommuner"
FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "plain"]


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(), tmp_path)
    return TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fylke=Nordland", ["Narvik", "Værøy"]),
        ("fylke!=Nordland", ["Kárásjohka - Karasjok", "Oslo", "Stavanger"]),
        ("kommune~=kárás", ["Kárásjohka - Karasjok"]),
        ("folketall>=21 661", ["Narvik", "Oslo", "Stavanger"]),
        ("folketall<=2641&endring<=-1", ["Værøy"]),
        ("endring>=0,5", ["Oslo"]),
        ("endring<=\u22120,8", ["Narvik", "Værøy"]),
        ("kommunenummer=0301", ["Oslo"]),
        ("fylke=", ["Kárásjohka - Karasjok", "Narvik", "Oslo", "Stavanger", "Værøy"]),
        ("fylke=ingen", []),
    ],
)
def test_rows_are_those_asked_for(client: TestClient, query: str, found: list[str]) -> None:
    address = TABLE + "?" + "&".join(_quoted(part) for part in query.split("&"))
    rows = client.get(address + "&format=json").json()
    assert sorted(row["kommune"] for row in rows) == found
    html = client.get(address).text
    assert all(name in html for name in found)
    assert found or "Ingen rader passer" in html


def _quoted(part: str) -> str:
    at = part.index("=")
    return quote(part[:at]) + "=" + quote(part[at + 1 :])


def test_order_is_told_and_turns(client: TestClient) -> None:
    html = client.get(f"{TABLE}?sort=folketall").text
    assert html.index("Værøy</td>") < html.index("Oslo</td>")
    assert 'aria-sort="ascending"' in html
    assert "sort=-folketall" in html
    assert 'aria-sort="descending"' in client.get(f"{TABLE}?sort=-folketall").text


def test_chip_removes_its_filter(client: TestClient) -> None:
    html = client.get(f"{TABLE}?fylke=Nordland&folketall%3C=5000").text
    assert 'href="?folketall%3C=5000"' in html
    assert 'href="?fylke=Nordland"' in html


def test_wrong_value_is_told_at_its_field_and_rows_stay(client: TestClient) -> None:
    html = client.get(f"{TABLE}?folketall%3C=mange").text
    assert 'aria-invalid="true"' in html
    assert 'value="mange"' in html
    assert "Værøy" in html
    assert client.get(f"{TABLE}?folketall%3C=mange&format=csv").status_code == 400


def test_unknown_column_is_told_and_gives_no_file(client: TestClient) -> None:
    assert "fylkke" in client.get(f"{TABLE}?fylkke=Oslo").text
    assert client.get(f"{TABLE}?fylkke=Oslo&format=csv").status_code == 400


def test_page_past_the_end_is_the_last(client: TestClient) -> None:
    assert "Værøy" in client.get(f"{TABLE}?page=99999999999").text


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "json"])
def test_file_holds_exactly_the_rows(client: TestClient, kind: str) -> None:
    answer = client.get(
        f"{TABLE}?fylke=Nordland&show=kommunenummer&show=folketall&sort=-folketall&format={kind}"
    )
    assert answer.headers["content-disposition"] == f'attachment; filename="folketall-kommuner-v1.{kind}"'
    content = io.BytesIO(answer.content)
    if kind == "xlsx":
        book = CalamineWorkbook.from_filelike(content)
        rows = book.get_sheet_by_index(0).to_python()
        assert rows == [["kommunenummer", "folketall"], ["1806", 21661], ["1857", 698]]
        assert len(book.sheet_names) == 3
        return
    types = {"kommunenummer": pl.String}
    read = {
        "csv": lambda f: pl.read_csv(f, schema_overrides=types),
        "parquet": pl.read_parquet,
        "json": pl.read_json,
    }
    assert read[kind](content).rows() == [("1806", 21661), ("1857", 698)]


@pytest.fixture
def formulas(home: Path, tmp_path: Path) -> TestClient:
    dp = sb.Datapackage(name="folketall", title="x")
    dp.add_resource(pl.DataFrame({"tekst": FORMULAS}), name="kommuner")
    publish(dp, tmp_path)
    return TestClient(create_app(settings.load()), base_url="http://localhost")


def test_A46_excel_keeps_text_as_text(formulas: TestClient) -> None:
    content = formulas.get(f"{TABLE}?format=xlsx").content
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == FORMULAS


def test_A46_csv_is_as_published_or_harmless_on_wish(formulas: TestClient) -> None:
    found = {
        wish: [
            row["tekst"]
            for row in csv.DictReader(io.StringIO(formulas.get(f"{TABLE}?format=csv{wish}").text))
        ]
        for wish in ("", "&formulas=harmless")
    }
    assert found[""] == FORMULAS
    assert found["&formulas=harmless"] == ["'" + text for text in FORMULAS[:-1]] + ["plain"]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP VIEW rows; --",
        '" OR 1=1 --',
        "$1",
        "%' OR '1'='1",
        "\x00",
        "</script><script>alert(1)</script>",
    ],
)
def test_A31_value_of_a_filter_is_only_a_value(client: TestClient, text: str) -> None:
    for key in ("kommune", "kommune~", text, f'kommune" OR 1=1 --{text}'):
        answer = client.get(f"{TABLE}?{quote(key, safe='')}={quote(text, safe='')}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert "5 rader" in client.get(TABLE).text.replace("\xa0", " ")


def test_column_named_as_a_word_of_ours_can_be_filtered(home: Path, tmp_path: Path) -> None:
    dp = sb.Datapackage(name="folketall", title="x")
    dp.add_resource(pl.DataFrame({"page": ["a", "b"], 'odd"na<me': [1, 2]}), name="kommuner")
    publish(dp, tmp_path)
    client = TestClient(create_app(settings.load()), base_url="http://localhost")
    assert client.get(f"{TABLE}?.page=b&format=json").json() == [{"page": "b", 'odd"na<me': 2}]
    odd = quote('odd"na<me>', safe="")
    assert client.get(f"{TABLE}?{odd}=2&format=json").json() == [{"page": "b", 'odd"na<me': 2}]


def test_A58_costly_question_is_stopped_in_the_engine(tmp_path: Path) -> None:
    file = tmp_path / "large.parquet"
    duckdb.sql("SELECT range AS n, random() AS r FROM range(5000000)").write_parquet(str(file))
    files, columns = TableFiles(), (TableColumn("n", "integer"), TableColumn("r", "number"))
    deep = read_selection(columns, [("sort", "r"), ("page", "150000")])
    files.page(file, read_selection(columns, []))
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="took longer"):
        files.page(file, deep, seconds=0.1)
    assert time.monotonic() - begun < 10
    assert files.page(file, read_selection(columns, [("n", "7")])).total == 1, (
        "and the next question is answered"
    )


def test_A58_too_many_filters_are_refused(client: TestClient) -> None:
    many = "&".join("fylke=x" for _ in range(60))
    assert client.get(f"{TABLE}?{many}").status_code == 400


def test_file_of_a_table_is_all_that_the_engine_may_read(tmp_path: Path) -> None:
    file, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    for path in (file, other):
        pl.DataFrame({"n": [1]}).write_parquet(path)
    files = TableFiles()
    files.page(file, read_selection((TableColumn("n", "integer"),), []))
    connection = files._open[file].connection
    for query in (
        f"SELECT * FROM '{other}'",
        f"COPY rows TO '{tmp_path}/x.csv'",
        "SET threads = 1",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(query)
