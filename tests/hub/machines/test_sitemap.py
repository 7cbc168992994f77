"""Every public page stands in the sitemap, nothing else does, and each address there is answered."""

from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.machines.sitemap import SITEMAP
from stabbur.hub.serving import entry
from tests.hub.published import package, publish


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(), tmp_path / "a")
    publish(package(name="hemmelig", title="Hemmelig"), tmp_path / "b", access="team")
    cookies = {entry.COOKIE: entry.cookie()}
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800", cookies=cookies)


def places(client: TestClient) -> list[str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [str(one.text) for one in root.iter(f"{{{SITEMAP}}}loc")]


def test_public_pages_are_listed_and_answer(client: TestClient) -> None:
    found = [urlsplit(one).path for one in places(client)]
    assert {"/", "/p/demo/folketall", "/topics/befolkning"} <= set(found)
    assert len(found) == len(set(found))
    assert [client.get(path).status_code for path in found] == [200] * len(found)


def test_what_is_not_public_is_left_out_for_the_signed_in_too(client: TestClient) -> None:
    assert client.get("/p/demo/hemmelig").status_code == 200
    assert not [one for one in places(client) if "hemmelig" in one]


def test_what_is_withdrawn_altogether_is_left_out(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "side.html").write_text("<h1>Side</h1>", encoding="utf-8")
    registry = publish(package(name="borte", title="Borte"), tmp_path / "c")
    for name in ("lest", "borte"):
        registry.publish_story(tmp_path / "side.html", f"demo/{name}", title="Side", access="public")
    for kind in ("package", "story"):
        assert [one for one in places(client) if one.endswith(f"/{kind[0]}/demo/borte")]
        registry.withdraw("demo/borte", 1, "Feil", kind=kind)
    found = [urlsplit(one).path for one in places(client)]
    assert "/s/demo/lest" in found
    assert not [one for one in found if "borte" in one]


def test_robots_names_it_by_the_address_that_others_know(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Sitemap: http://localhost:8800/sitemap.xml\n" in client.get("/robots.txt").text
    monkeypatch.setenv("STABBUR_HUB__ADDRESS", "https://data.example.no")
    known = TestClient(create_app(settings.load()), base_url="http://localhost")
    assert "Sitemap: https://data.example.no/sitemap.xml\n" in known.get("/robots.txt").text
    assert places(known)[0] == "https://data.example.no/"


@pytest.mark.parametrize("path", ["/", "/search?q=folk", "/p/demo/folketall", "/p/demo/folketall/v1/kommuner",
                                  "/p/demo/folketall/v1/kommuner?format=csv", "/help", "/feed.atom", "/health",
                                  "/api/v1/packages", "/sitemap.xml", "/p/demo/folketall/versions", "/nothing"])  # fmt: skip
def test_head_is_answered_as_get_without_a_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers.get("content-type") == got.headers.get("content-type")
    assert head.headers.get("etag") == got.headers.get("etag")


def test_each_operation_is_described_once(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    changing = {path for path, methods in described.items() if set(methods) - {"get"}}
    assert all(path.startswith(("/api/v1/runs", "/api/v1/pipelines")) for path in changing)
    assert not [path for path, methods in described.items() if "head" in methods]
    named = [one["operationId"] for methods in described.values() for one in methods.values()]
    assert len(named) == len(set(named))
