"""An exported site: everything public, nothing else, every link leads on, and it works from a folder."""

import gzip
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

import stabbur as sb
from stabbur import settings
from stabbur.errors import BadInput
from stabbur.hub.site import export_site, place
from stabbur.registry import connect
from tests.hub.published import frame, package, publish

CANARY = "kanari-4711"
LINK = re.compile(r'\b(?:href|src|action)="([^"]*)"')


def notebook(text: str) -> str:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is exported of a Stabbur that holds public and private packages and stories."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "home").mkdir()
    (folder / "analyse.ipynb").write_text(notebook("# Analyse av folketall"))
    (folder / "fortelling").mkdir()
    (folder / "fortelling" / "index.html").write_text(
        '<title>x</title><img src="kart.svg"><p>Norge vokser</p>'
    )
    (folder / "fortelling" / "kart.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "lukket.html").write_text(f"<title>x</title>{CANARY}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        publish(package(4), folder / "one")
        publish(package(5).add_notebook(folder / "analyse.ipynb", title="Analysen"), folder / "two")
        for access in ("team", "internal"):
            hidden = sb.Datapackage(name=f"skjult-{access}", title=f"Hemmelig {CANARY}", keywords=[CANARY])
            hidden.add_resource(frame(2), name=f"tabell-{CANARY}")
            publish(hidden, folder / access, access=access)
        registry = connect(settings.load())
        registry.publish_story(
            folder / "fortelling", "demo/vekst", title="Hvor vokser Norge?", access="public"
        )
        registry.publish_story(folder / "lukket.html", "demo/lukket", title=f"Lukket {CANARY}", access="team")
        registry.publish_story(
            folder / "lukket.html", "demo/utkast", title=CANARY, draft=True, access="public"
        )
        export_site(settings.load(), folder / "site")
        yield folder / "site"


def test_nothing_private_is_in_any_file(site: Path) -> None:
    for file in site.rglob("*"):
        assert CANARY not in str(file)
        assert "skjult" not in str(file)
        if file.is_file():
            content = file.read_bytes()
            text = gzip.decompress(content) if file.suffix == ".gz" else content
            assert CANARY.encode() not in text, file
            assert b"skjult-" not in text, file


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "search/index.html",
        "help/index.html",
        "p/demo/folketall/index.html",
        "p/demo/folketall/v1/index.html",
        "p/demo/folketall/v2/kommuner/index.html",
        "p/demo/folketall/v2/kommuner.parquet",
        "p/demo/folketall/v2/kommuner.csv.gz",
        "p/demo/folketall/v2/datapackage.json",
        "p/demo/folketall/versions/index.html",
        "p/demo/folketall/v2/notebooks/analyse/index.html",
        "s/demo/vekst/index.html",
        "feed.atom",
    ],
)
def test_everything_public_is_there(site: Path, path: str) -> None:
    assert (site / path).is_file()


def test_every_link_of_every_page_leads_to_a_file_of_the_site_or_to_the_web(site: Path) -> None:
    broken = []
    for page in site.rglob("*.html"):
        for found in LINK.findall(page.read_text(encoding="utf-8")):
            parts = urlsplit(unescape(found))
            if parts.scheme in {"mailto", "data"} or (parts.scheme and parts.netloc not in {"localhost", ""}):
                continue
            if not parts.scheme and not parts.path:
                continue
            target = page.parent / unquote(parts.path)
            if (
                parts.scheme
                or parts.path.startswith("/")
                or not target.resolve().is_relative_to(site)
                or not target.is_file()
            ):
                broken.append((str(page.relative_to(site)), found))
    assert broken == []


def test_story_and_notebook_are_shown_with_their_pictures_in_a_sandbox(site: Path) -> None:
    for path, words in (
        ("s/demo/vekst", "Norge vokser"),
        ("p/demo/folketall/v2/notebooks/analyse", "Analyse av"),
    ):
        page = (site / path / "index.html").read_text(encoding="utf-8")
        found = re.search(r'<iframe[^>]* src="([^"]+)"', page)
        assert found
        shown = (site / path / unescape(found[1])).resolve()
        assert words in shown.read_text(encoding="utf-8")
        sandbox = re.search(r'sandbox="([^"]*)"', page)
        assert sandbox
        assert "allow-same-origin" not in sandbox[1]
        assert words.startswith("Analyse") or (shown.parent / "kart.svg").is_file()


def test_descriptor_of_the_site_is_read_with_its_tables(site: Path) -> None:
    for folder in ("v1", "v2"):
        opened = site / "p" / "demo" / "folketall" / folder / "datapackage.json"
        assert len(sb.read_dp(opened, resource="kommuner", as_="polars")) in (4, 5)


def test_citation_of_a_site_that_lies_nowhere_is_a_name_and_no_path(site: Path) -> None:
    page = (site / "p" / "demo" / "folketall" / "index.html").read_text(encoding="utf-8")
    cite = page[page.index('id="cite"') :].split("</p>")[0]
    assert "demo/folketall@2" in cite
    assert "index.html" not in cite


def test_site_works_from_a_folder_without_a_server(site: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto((site / "index.html").as_uri())
        assert page.evaluate("getComputedStyle(document.querySelector('.w')).maxWidth") != "none", "styled"
        page.goto((site / "search" / "index.html").as_uri())
        both = page.locator("ul.list > li:visible").count()
        page.fill("main input[type=search]", "kommune")
        assert page.locator("ul.list > li:visible").count() == 1
        assert both == 2
        page.click("ul.list > li:visible h3 a")
        assert page.locator("h1").inner_text() == "Folketall etter kommune"
        assert said == []


@pytest.mark.parametrize(
    ("address", "kind", "file"),
    [
        ("/", "text/html", "index.html"),
        ("/search?q=x", "text/html", "search/index.html"),
        ("/p/a/b/v1/x.csv.gz", "application/gzip", "p/a/b/v1/x.csv.gz"),
        ("/p/a/b.c", "text/html; charset=utf-8", "p/a/b.c/index.html"),
    ],
)
def test_place_of_an_address(address: str, kind: str, file: str) -> None:
    assert place(address, kind) == file


@pytest.mark.parametrize("address", ["/../x", "/p/../../etc/passwd", "/a/.."])
def test_A40_address_that_leaves_the_folder_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="leaves the folder"):
        place(address, "text/html")


def test_A9_a_broken_link_of_a_story_is_a_note_and_a_topic_may_hold_a_stroke(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path / "home"))
    (tmp_path / "s.html").write_text('<title>x</title><img src="borte.png">')
    made = sb.Datapackage(name="tall", title="Tall", topics=["klima/miljø"]).add_resource(frame(2), name="t")
    publish(made.add_story(tmp_path / "s.html", name="side", title="Side"), tmp_path / "out")
    with pytest.warns(sb.DataWarning, match=r"lead nowhere: '.*borte\.png' \(404\)"):
        assert export_site(settings.load(), tmp_path / "site") > 0
    assert (tmp_path / "site" / "topics" / "klima" / "miljø" / "index.html").is_file()
