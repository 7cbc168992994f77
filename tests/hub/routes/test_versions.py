"""Which two versions are compared, as the address asks; and what is said when they cannot be."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.routes import versions
from tests.hub.published import frame, publish

PAGE = "/p/demo/tall/versions"


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    for number, rows in enumerate((2, 3, 4)):
        dp = sb.Datapackage(name="tall", title="Tall").add_resource(frame(rows), name="tabell")
        publish(dp, tmp_path / str(number))
    return TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )


@pytest.mark.parametrize(
    ("query", "old", "new"),
    [
        ("", 2, 3),
        ("from=1&to=3", 1, 3),
        ("from=3&to=1", 1, 3),
        ("to=2", 1, 2),
        ("from=2&to=2", 2, 3),
        ("from=7&to=x", 2, 3),
        ("to=1", 1, 1),
        ("from=%D9%A3&to=99999999999999999999", 2, 3),
    ],
)
def test_versions_that_are_compared(client: TestClient, query: str, old: int, new: int) -> None:
    html = client.get(f"{PAGE}?{query}").text
    for name, number in (("from", old), ("to", new)):
        start = html.index(f'<select class="ds-input" id="{name}"')
        select = html[start : html.index("</select>", start)]
        assert f'<option value="{number}" selected>' in select


def test_versions_far_apart_are_worked_out_once(client: TestClient, home: Path) -> None:
    first = client.get(f"{PAGE}?from=1&to=3")
    assert "2 nye, 0 borte" in first.text
    for file in (home / "private" / "bucket").rglob("tabell-*"):
        file.unlink()
    assert client.get(f"{PAGE}?from=1&to=3").text == first.text, "versions never change, so it is kept"


def test_damaged_version_is_said_and_the_list_stands(client: TestClient, home: Path) -> None:
    for file in (home / "private" / "bucket").rglob("tabell-*"):
        file.unlink()
    html = client.get(f"{PAGE}?from=1&to=3").text
    assert "Vi kan ikke si hva som er endret" in html
    assert html.count("<h3>Versjon") == 3


def test_versions_too_large_to_compare_are_said_to_be(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST_BYTES", 1)
    html = client.get(f"{PAGE}?from=1&to=3").text
    assert "for store" in html
    assert "1 nye, 0 borte" in client.get(f"{PAGE}?from=2&to=3").text, (
        "what was stored is read, not worked out"
    )
