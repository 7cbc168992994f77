"""What an Excel file holds: figures as figures, texts as texts, and sheets that say what they mean."""

import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.tabular import export
from tests.hub.published import publish

LONG = Decimal("12345678901234567.25")
FRAME = pl.DataFrame(
    {
        "belop": pl.Series([Decimal("1234.50"), LONG, None], dtype=pl.Decimal(20, 2)),
        "tall": [float("nan"), float("inf"), 1.5],
        "kode": ["0301", "1,5", "2021-01-01"],
        "kjonn": ["M", "K", "M"],
    }
)
FIELDS = {
    "kjonn": {"categories": [{"value": "M", "label": "Mann"}, {"value": "K", "label": "Kvinne"}]},
    "kode": {"constraints": {"required": True}},
}


@pytest.fixture
def client(home: Path, tmp_path: Path) -> Iterator[TestClient]:
    dp = sb.Datapackage(name="ark", title="Ark")
    dp.add_resource(FRAME, name="tall", schema={"fields": FIELDS})
    publish(dp, tmp_path)
    headers = {"accept-language": "nb", "accept": "text/html"}
    with TestClient(create_app(settings.load()), base_url="http://localhost", headers=headers) as client:
        yield client


def sheets(client: TestClient) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/p/demo/ark/v1/tall?format=xlsx").content))
    return [[list(row) for row in book.get_sheet_by_index(at).to_python()] for at in range(3)]


def test_decimals_are_numbers_as_far_as_excel_holds_them(client: TestClient) -> None:
    rows = sheets(client)[0]
    assert [row[0] for row in rows[1:]] == [1234.5, str(LONG), ""]
    assert [row[1] for row in rows[1:]] == ["NaN", "INF", 1.5]
    assert [row[2] for row in rows[1:]] == ["0301", "1,5", "2021-01-01"], "text stays text"


def test_columns_are_told_in_the_language_with_codes_and_rules(client: TestClient) -> None:
    heads, *rows = sheets(client)[1]
    assert heads == ["Navn", "Tittel", "Type", "Enhet", "Beskrivelse", "Koder", "Regler"]
    told = {str(row[0]): row for row in rows}
    assert told["kjonn"][5] == "M = Mann; K = Kvinne"
    assert told["kode"][6] == "alltid fylt ut"
    assert told["belop"][2] == "desimaltall"


def test_too_many_rows_for_a_sheet_are_told_in_the_language(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'value="xlsx"' in client.get("/p/demo/ark/v1/tall").text
    monkeypatch.setattr(export, "EXCEL_ROWS", 2)
    assert 'value="xlsx"' not in client.get("/p/demo/ark/v1/tall").text
    refused = client.get("/p/demo/ark/v1/tall?format=xlsx")
    assert refused.status_code == 400
    assert "For mange rader til Excel" in refused.text


def test_json_has_figures_as_figures_and_nothing_where_no_number_is() -> None:
    frame = pl.DataFrame(
        {
            "tall": [float("nan"), float("inf"), 1.5],
            "liste": [[1, 2], None, []],
            "dag": [date(2021, 3, 1), None, date(1, 1, 1)],
            "sann": [True, None, False],
        }
    )
    (batch,) = frame.to_arrow().to_batches()
    rows = json.loads(b"".join(export.write_json(iter([batch]))))
    assert [row["tall"] for row in rows] == [None, None, 1.5]
    assert [row["liste"] for row in rows] == [[1, 2], None, []]
    assert [row["dag"] for row in rows] == ["2021-03-01", None, "0001-01-01"]
    assert [row["sann"] for row in rows] == [True, None, False]


def test_a_filter_names_what_its_codes_mean(client: TestClient) -> None:
    assert '<option value="K">K – Kvinne</option>' in client.get("/p/demo/ark/v1/tall").text
