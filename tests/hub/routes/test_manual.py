"""Help: the handbook and the guides are served to everybody, in a hub of public things and in an exported site too."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.handbook.pages import pages
from stabbur.hub.site import export_site

LINK = re.compile(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def client(*, public_only: bool = False) -> TestClient:
    return TestClient(create_app(settings.load(), public_only=public_only), base_url="http://localhost:8800")


@pytest.mark.parametrize("public_only", [False, True])
def test_every_page_of_help_answers(home: Path, public_only: bool) -> None:
    hub = client(public_only=public_only)
    for one in (*pages("nb"), *pages("en")):
        answer = hub.get(one.address)
        assert (answer.status_code, answer.text.count("<h1")) == (200, 1), one.address
        assert f'<h1 lang="{one.language}">' in answer.text


def test_front_page_lists_the_chapters_in_their_order_and_keeps_what_others_link_to(home: Path) -> None:
    text = client().get("/help").text
    places = [text.index(f'href="{one.address}"', text.index('id="handbook"')) for one in pages("nb")]
    assert places == sorted(places)
    for name in ("find", "use", "publish", "story", "access", "privacy", "contact"):
        assert f'id="{name}"' in text


def test_each_mistake_is_found_by_its_code(home: Path) -> None:
    hub = client()
    front, chapter = hub.get("/help").text, hub.get("/help/vanlige-feil").text
    codes = re.findall(r'href="/help/vanlige-feil#([a-z-]+)"', front)
    assert {"project-name", "file-unknown", "index-unreachable"} <= set(codes)
    assert codes == sorted(codes)
    assert [code for code in codes if chapter.count(f'id="{code}"') != 1] == []


def test_link_of_one_name_leads_to_one_page(home: Path) -> None:
    hub = client()
    for place in ("/help", *(one.address for one in (*pages("nb"), *pages("en")))):
        targets: dict[str, set[str]] = {}
        for href, inside in LINK.findall(hub.get(place).text):
            name = " ".join(re.sub(r"<[^>]+>", "", inside).split())
            targets.setdefault(name, set()).add(href.split("#")[0] or place)
        assert {name: found for name, found in targets.items() if len(found) > 1} == {}, place


def test_chapter_leads_to_the_one_before_and_the_one_after(home: Path) -> None:
    first, second, third, *_ = pages("nb")
    text = client().get(second.address).text
    assert f'href="{first.address}" rel="prev"' in text
    assert f'href="{third.address}" rel="next"' in text
    assert 'rel="prev"' not in client().get(first.address).text
    assert 'rel="next"' not in client().get(pages("nb")[-1].address).text


@pytest.mark.parametrize("language", ["nn", "en"])
def test_handbook_says_that_it_is_in_bokmål_to_who_reads_another(home: Path, language: str) -> None:
    text = client().get(f"/help/git?lang={language}").text
    assert 'href="/help#guides"' in text[text.index('class="note"') :]
    assert f'<html lang="{language}"' in text
    assert 'class="note"' not in client().get("/help/git?lang=nb").text


def test_guide_is_marked_as_english(home: Path) -> None:
    text = client().get("/help/how-to/read?lang=nb").text
    assert '<div class="prose" lang="en">' in text
    assert 'class="note"' not in client().get("/help/how-to/read?lang=en").text


@pytest.mark.parametrize(
    "path", ["/help/nope", "/help/05-git", "/help/how-to/git", "/help/..%2fsettings", "/help/git.md"]
)
def test_page_that_is_not_there_is_told(home: Path, path: str) -> None:
    assert client().get(path).status_code == 404


def test_exported_site_has_the_handbook_with_links_that_lead_on(home: Path, tmp_path: Path) -> None:
    export_site(settings.load(), tmp_path / "site")
    page = (tmp_path / "site" / "help" / "samarbeid" / "index.html").read_text(encoding="utf-8")
    assert 'href="../vanlige-feil/index.html"' in page or 'href="../vedlikehold/index.html"' in page
    for one in (*pages("nb"), *pages("en")):
        assert (tmp_path / "site" / one.address.strip("/") / "index.html").is_file()
