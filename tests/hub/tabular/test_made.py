"""A table that was published as CSV alone has its page, filters and files like every other."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.errors import NotFound
from stabbur.hub.app import create_app
from stabbur.hub.tabular import made
from stabbur.hub.tabular.made import made_parquet
from stabbur.registry import connect

TABLE = "/p/demo/hand/v1/a"
FIELDS = [
    {"name": "nr", "type": "string"},
    {"name": "dato", "type": "date"},
    {"name": "varighet", "type": "duration"},
]


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    folder = tmp_path / "hand"
    folder.mkdir()
    (folder / "a.csv").write_text("nr,dato,varighet\n0301,2021-03-01,P1D\n5444,,\n", encoding="utf-8")
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": FIELDS}}
    descriptor = {"name": "hand", "title": "Hand", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    connect(settings.load()).publish(folder, owner="demo", access="public")
    return TestClient(create_app(settings.load()), base_url="http://localhost")


def test_rows_are_shown_and_found_by_the_types_of_the_schema(client: TestClient) -> None:
    for _ in range(2):  # made the first time, kept the second
        assert "0301" in client.get(TABLE).text
    assert len(list((settings.private() / "cache" / "tables").iterdir())) == 1
    for query in ("dato=2021-03-01", "varighet=PT24H", "nr=0301"):
        text = client.get(f"{TABLE}?{query}&format=csv").text
        assert text.splitlines() == ["nr,dato,varighet", "0301,2021-03-01,P1D"], query


def test_table_that_is_too_large_is_not_made(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    version = connect(settings.load()).open("demo/hand")
    monkeypatch.setattr(made, "MOST_BYTES", 10)
    with pytest.raises(NotFound, match="too large"):
        made_parquet(version, version.descriptor["resources"][0] | {"bytes": 11})
    with pytest.raises(NotFound, match="cannot be read"):
        made_parquet(version, {"name": "b"})
