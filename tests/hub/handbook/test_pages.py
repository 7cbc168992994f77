"""Which pages of help there are, and that each holds together: order, links, anchors, short sentences."""

import re
from pathlib import Path
from statistics import mean
from urllib.parse import unquote

import pytest

from stabbur.hub.handbook.pages import FOLDERS, PLACES, HelpPage, folder, linked, page, pages

EVERY = [*pages("nb"), *pages("en")]
CHAPTERS = pages("nb")
HREF = re.compile(r'<a href="(/help[^"#]*)?(?:#([^"]*))?"')
LONGEST_SENTENCE, USUAL_SENTENCE = 30, 14  # words
FOREIGN = re.compile(
    r"\b(vennligst|brukeren|datasett|ikke sant|les mer|klikk her)\b|[^\s`]!(?:\s|$)", re.IGNORECASE
)


def test_chapters_are_numbered_from_one_without_a_gap() -> None:
    assert [one.number for one in CHAPTERS] == list(range(1, len(CHAPTERS) + 1))


@pytest.mark.parametrize("language", FOLDERS)
def test_every_file_of_the_folder_is_a_page(language: str) -> None:
    files = [file.name for file in folder(language).glob("*.md")]
    assert sorted(one.file.name for one in pages(language)) == sorted(files)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.slug)
def test_page_has_title_and_text_and_its_links_lead_to_headings_that_are_there(one: HelpPage) -> None:
    made = one.document
    assert made.title
    assert made.body
    by_address = {other.address: other for other in EVERY}
    for address, anchor in HREF.findall(made.body):
        target = by_address[address] if address else one
        assert not anchor or f'id="{unquote(anchor)}"' in target.document.body, f"{address}#{anchor}"


@pytest.mark.parametrize("one", CHAPTERS, ids=lambda one: one.slug)
def test_chapter_says_in_one_line_what_it_is_about_and_how_to_get_out_of_trouble(one: HelpPage) -> None:
    assert 20 < len(one.document.lead) <= 160
    assert one.slug in ("hva-og-hvorfor", "vanlige-feil") or "når-noe-går-galt" in dict(one.document.sections)


@pytest.mark.parametrize("one", CHAPTERS, ids=lambda one: one.slug)
def test_sentences_are_short_and_words_are_plain(one: HelpPage) -> None:
    text = re.sub(r"```.*?```", "", one.file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not FOREIGN.search(text)
    lines = re.sub(r"\n(?![\n\-#\d|])", " ", text)
    sentences = [
        s.split() for s in re.split(r"(?<=[.?:])\s+|\n", re.sub(r"[*`]", "", lines)) if len(s.split()) > 2
    ]
    assert max(sentences, key=len)[LONGEST_SENTENCE:] == []
    assert mean(len(sentence) for sentence in sentences) <= USUAL_SENTENCE


def test_guide_that_a_chapter_leads_to_leads_back() -> None:
    led = {href for one in CHAPTERS for href, _ in HREF.findall(one.document.body) if "/how-to/" in href}
    assert led >= {
        f"/help/how-to/{name}" for name in ("projects", "packages", "templates", "forges", "r", "start")
    }
    for one in pages("en"):
        back = {href for href, _ in HREF.findall(one.document.body)} & {other.address for other in CHAPTERS}
        assert back or one.address not in led, f"say in {one.file.name} where the handbook tells of it"


@pytest.mark.parametrize(
    ("language", "href", "place"),
    [
        ("nb", "05-git.md#angre", "/help/git#angre"),
        ("nb", "../how-to/read.md", "/help/how-to/read"),
        ("en", "../handbook/05-git.md", "/help/git"),
        ("en", "read.md", "/help/how-to/read"),
        ("nb", "#angre", "#angre"),
        ("nb", "https://example.no", "https://example.no"),
        ("nb", "../reference/settings.md", None),
        ("nb", "../../../etc/passwd", None),
        ("nb", "javascript:alert(1)", None),
        ("nb", "99-nope.md", None),
    ],
)
def test_link_leads_to_where_the_hub_serves_it(language: str, href: str, place: str | None) -> None:
    assert linked(language, href) == place


def test_page_of_another_name_is_none() -> None:
    assert page("nb", "nope") is None
    assert page("nb", "read") is None, "a guide is no chapter"
    assert set(PLACES) == set(FOLDERS)


def test_installed_package_has_them_beside_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "handbook").mkdir()
    monkeypatch.setattr("stabbur.hub.handbook.pages.BESIDE", tmp_path)
    assert folder("nb") == tmp_path / "handbook"
    assert folder("en").name == "how-to"
    assert folder("en").parent.name == "docs"
