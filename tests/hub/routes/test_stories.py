"""Stories and notebooks: a page of ours around them, they themselves on a host apart, sandboxed."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from stabbur.registry import connect
from tests.hub.published import package, publish

EVIL = '<!doctype html><title>x</title><script>fetch("/p")</script><h1>Hvor vokser Norge?</h1>'


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    page = tmp_path / "story.html"
    page.write_text(EVIL)
    for access in ("public", "team"):
        connect(settings.load()).publish_story(
            page, f"demo/{access}", title="Hvor <b>vokser</b> Norge?", access=access
        )
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800")


def frame(html: str) -> str:
    found = re.search(r'<iframe[^>]* src="([^"]+)"', html)
    assert found, html
    return found[1]


def test_story_has_a_page_and_stands_in_a_frame(client: TestClient) -> None:
    html = client.get("/s/demo/public").text
    assert "Hvor &lt;b&gt;vokser&lt;/b&gt; Norge?" in html
    assert frame(html).startswith("http://content.localhost:8800/")
    assert 'sandbox="allow-scripts allow-popups"' in html
    assert client.get("/s/demo/public/v1").status_code == 200


def test_A29_story_is_served_apart_sandboxed_and_without_cookies(client: TestClient) -> None:
    answer = client.get(
        frame(client.get("/s/demo/public").text), headers={"cookie": f"{entry.COOKIE}={entry.cookie()}"}
    )
    assert EVIL in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy
    assert "set-cookie" not in answer.headers


def test_A29_portal_never_serves_what_was_made(client: TestClient) -> None:
    path = frame(client.get("/s/demo/public").text).split(":8800", 1)[1]
    assert client.get(path).status_code == 404, "the path of the content host is nothing on the portal"


def test_A29_content_host_has_no_pages_of_the_portal(client: TestClient) -> None:
    for path in ("/", "/search", "/p/demo/folketall", "/enter", "/api/v1/search"):
        assert client.get(f"http://content.localhost:8800{path}").status_code == 404, path


def test_closed_story_needs_a_key_from_a_page_of_ours(client: TestClient) -> None:
    assert client.get("/s/demo/team").status_code == 404
    known = client.get("/s/demo/team", headers={"cookie": f"{entry.COOKIE}={entry.cookie()}"})
    address = frame(known.text)
    assert EVIL in client.get(address).text, "the frame has no cookie: its key opens this version"
    key = address.split("/")[3]
    for wrong in ("public", key[:-1] + ("0" if key[-1] != "0" else "1"), "1-" + key.split("-")[1]):
        assert client.get(address.replace(key, wrong)).status_code == 404
    assert client.get(address.replace("demo/team", "demo/public")).status_code == 404, "a key opens one thing"


@pytest.mark.parametrize(
    "path", ["..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/story.json", "%2fetc%2fpasswd", "x%00"]
)
def test_A40_only_files_of_the_story_are_sent(client: TestClient, path: str) -> None:
    base = frame(client.get("/s/demo/public").text).rsplit("/", 1)[0]
    assert client.get(f"{base}/{path}").status_code == 404


def test_A29_notebook_of_a_package_is_shown_apart(home: Path, tmp_path: Path) -> None:
    cell = {
        "cell_type": "code",
        "metadata": {},
        "source": "1",
        "execution_count": 1,
        "outputs": [
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"text/html": "<script>alert(document.cookie)</script>"},
            }
        ],
    }
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    (tmp_path / "analyse.ipynb").write_text(json.dumps(book))
    publish(package().add_notebook(tmp_path / "analyse.ipynb", title="Analyse"), tmp_path / "out")
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    html = client.get("/p/demo/folketall/v1/notebooks/analyse").text
    assert "alert(document.cookie)" not in html
    answer = client.get(frame(html))
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    raw = client.get("/p/demo/folketall/v1/notebooks/analyse.html").headers
    assert raw["content-disposition"].startswith("attachment")
    table = frame(html).rsplit("/", 2)[0] + "/kommuner.csv.gz"
    assert client.get(table).status_code == 404, "the content host hands out pages, not tables"


def test_A31_free_text_is_text_everywhere(home: Path, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>"
    dp: sb.Datapackage = package(
        title=evil,
        description=f"{evil}\n\n[klikk](javascript:alert(3)) {evil}",
        licenses=[{"title": evil, "path": "javascript:alert(4)"}],
        contributors=[{"title": evil, "path": "javascript:alert(5)"}],
        sources=[{"title": evil, "path": "data:text/html,x"}],
        keywords=[evil],
        translations={},
    )
    dp.add_view(
        name="evil", title=evil, description=evil, resource="kommuner", type="bar", x="fylke", y="folketall"
    )
    publish(dp, tmp_path)
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    for path in ("", "/v1/kommuner", "/versions", "/feed.atom", "/v1/cite?style=ris"):
        text = client.get(f"/p/demo/folketall{path}").text
        is_html = path in {"", "/v1/kommuner", "/versions"}
        assert "<img src=x" not in text or path.startswith("/v1/cite"), path
        assert not is_html or "<script>alert" not in text, path
        assert 'href="javascript:' not in text, path
        assert 'href="data:' not in text, path
