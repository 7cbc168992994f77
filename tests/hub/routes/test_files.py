"""Our own files: the few that pages load, kept for ever by their hash, and nothing else of the folder."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.routes.files import TYPES
from stabbur.hub.serving.page import static


@pytest.fixture
def client(home: Path) -> TestClient:
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800")


@pytest.mark.parametrize("name", TYPES)
def test_file_has_its_type_and_is_kept_for_ever_by_its_hash(client: TestClient, name: str) -> None:
    answer = client.get(static(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == TYPES[name]
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(f"/static/{name}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["icons.json", "..%2fapp.py", "%2e%2e/app.py", "", "page.js%00", "PAGE.JS", "x"]
)
def test_A40_nothing_else_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
