"""The content host: whatever people put into notebooks and stories stays apart, sandboxed, without cookies."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.routes import content
from stabbur.hub.serving import entry
from stabbur.registry import connect
from tests.hub.published import frame, publish

EVIL = "<script>parent.document.title=document.cookie</script>"
OUTPUTS = {
    "text/html": f"{EVIL}<button>Sign in again</button><form action='http://localhost/choices'></form>",
    "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{EVIL}</svg>",
    "application/javascript": "alert(document.cookie)",
    "text/markdown": f"[klikk](javascript:alert(1)) {EVIL}",
    "text/latex": r"$\href{javascript:alert(1)}{x}\input{/etc/passwd}$",
    "text/vnd.mermaid": 'graph TD; a["<img src=x onerror=alert(1)>"]',
    "text/plain": EVIL,
}


def book(*cells: dict[str, Any], **metadata: object) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)})


def shown(mime: str, text: str) -> dict[str, Any]:
    output = {"output_type": "display_data", "metadata": {}, "data": {mime: text}}
    return {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "source": "1",
        "execution_count": 1,
        "outputs": [output],
    }


def said(text: str, **more: object) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "b", "metadata": {}, "source": text, **more}


def small(name: str = "folketall") -> sb.Datapackage:
    """A package without drawings, which take a second each to make."""
    return sb.Datapackage(name=name, title="Tall").add_resource(frame(2), name="kommuner")


def hub(tmp_path: Path, notebook: str, access: str = "public") -> TestClient:
    file = tmp_path / "analyse.ipynb"
    file.write_text(notebook)
    publish(small().add_notebook(file, title=EVIL), tmp_path / "out", access=access)
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800")


def framed(page: str) -> tuple[str, str]:
    found = re.search(r"<iframe[^>]*>", page)
    assert found, page
    source = re.search(r' src="([^"]+)"', found[0])
    assert source
    return html.unescape(source[1]), found[0]


@pytest.mark.parametrize(
    "notebook",
    [
        *(book(shown(mime, text)) for mime, text in OUTPUTS.items()),
        book(said(f"# {EVIL}\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1))")),
        book(
            said("![x](attachment:x.svg)", attachments={"x.svg": {"image/svg+xml": OUTPUTS["image/svg+xml"]}})
        ),
        book(said("x"), title=EVIL, kernelspec={"name": EVIL, "display_name": EVIL, "language": EVIL}),
    ],
    ids=[*OUTPUTS, "markdown cell", "attachment", "metadata"],
)
def test_A29_notebook_stays_apart_and_sandboxed(home: Path, tmp_path: Path, notebook: str) -> None:
    client = hub(tmp_path, notebook)
    page = client.get("/p/demo/folketall/v1/notebooks/analyse").text
    assert "<script>parent" not in page
    assert "onerror=alert" not in page
    address, tag = framed(page)
    assert address.startswith("http://content.localhost:8800/"), "another origin"
    sandbox = re.search(r'sandbox="([^"]*)"', tag)
    assert sandbox
    allowed = set(sandbox[1].split())
    assert allowed <= {"allow-scripts", "allow-popups"}, "no same origin, no forms, no top navigation"
    answer = client.get(address, headers={"cookie": f"{entry.COOKIE}={entry.cookie()}"})
    assert answer.status_code == 200
    rules = answer.headers["content-security-policy"].split("; ")
    assert rules[0].split()[0] == "sandbox"
    assert set(rules[0].split()[1:]) <= {"allow-scripts", "allow-popups"}
    assert "form-action 'none'" in rules
    assert "set-cookie" not in answer.headers
    assert client.get(address.replace("content.localhost", "localhost")).status_code == 404


def test_A33_notebook_that_points_at_files_gives_none_of_them(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary-secret")
    pointing = said("![x](../../secret) ![y](file:///etc/passwd) \\input{../secret}\n\n<img src='../secret'>")
    client = hub(tmp_path, book(pointing, shown("text/latex", r"\input{../secret}")))
    address, _ = framed(client.get("/p/demo/folketall/v1/notebooks/analyse").text)
    text = client.get(address).text
    assert "canary-secret" not in text
    assert "root:" not in text


@pytest.mark.parametrize("change", ["owner", "name", "version", "time", "mark", "none", "kind"])
def test_key_opens_one_version_and_nothing_else(home: Path, tmp_path: Path, change: str) -> None:
    client = hub(tmp_path, book(said("hei")), access="team")
    publish(small("annen"), tmp_path / "other", access="team")
    known = client.get(
        "/p/demo/folketall/v1/notebooks/analyse", headers={"cookie": f"{entry.COOKIE}={entry.cookie()}"}
    )
    address, _ = framed(known.text)
    assert client.get(address).status_code == 200
    key = address.split("/")[3]
    until, mark = key.split("-")
    changed = {
        "owner": address.replace("/demo/", "/andre/"),
        "name": address.replace("/folketall/", "/annen/"),
        "version": address.replace("/v1/", "/v2/"),
        "time": address.replace(key, f"{int(until) + 3600}-{mark}"),
        "mark": address.replace(key, f"{until}-{mark[:-1]}"),
        "none": address.replace(key, content.OPEN_KEY),
        "kind": address.replace("/p/", "/s/"),
    }
    assert client.get(changed[change]).status_code == 404


def test_frames_are_allowed_by_the_hub_alone(home: Path, tmp_path: Path) -> None:
    client = hub(tmp_path, book(said("hei")))
    address, _ = framed(client.get("/p/demo/folketall/v1/notebooks/analyse").text)
    policy = client.get(address).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors http://localhost:8800 http://127.0.0.1:8800")
    assert "connect-src 'self' data: blob:" in policy, "what is shown sends nothing away"


@pytest.mark.parametrize("mark", ["v1", "v999", "v" + "9" * 30, "v٣", "vx", "draft", "draft-abc", "..", "v"])
def test_A41_mark_of_a_story_is_a_number_or_a_draft(home: Path, tmp_path: Path, mark: str) -> None:
    (tmp_path / "rapport.html").write_text("<title>x</title>Hei")
    connect(settings.load()).publish_story(tmp_path / "rapport.html", "demo/rapport", access="public")
    client = TestClient(create_app(settings.load()), base_url="http://content.localhost:8800")
    status = client.get(f"/public/s/demo/rapport/{mark}/index.html").status_code
    assert (status == 200) == (mark == "v1")
    assert status in {200, 400, 404, 422}
