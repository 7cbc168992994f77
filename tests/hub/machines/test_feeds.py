"""Feeds: well formed whatever stands in them, newest first, in the reader's language, public things alone."""

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.machines.feeds import ATOM, ENTRIES, Entry, feed
from tests.hub.published import frame, publish

NOW = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)


def small(rows: int, name: str, **more: str) -> sb.Datapackage:
    """A package without drawings, which take a second each to make."""
    about = {"title": "Tall & <b>ord</b>"} | more
    return sb.Datapackage(name=name, **about).add_resource(frame(rows), name="tabell")


@given(text=st.text())
def test_A31_any_text_makes_a_well_formed_feed(text: str) -> None:
    document = feed("http://x/feed", "http://x/", text, [Entry("http://x/1", text, text, NOW, text)])
    root = ElementTree.fromstring(document)
    title = root.findtext(f"{{{ATOM}}}title") or ""
    kept = "".join(c for c in text if c.isprintable() and ord(c) < 0x10000)
    assert "".join(c for c in title if c.isprintable() and ord(c) < 0x10000) == kept.replace("\r", "\n")
    assert len(root.findall(f"{{{ATOM}}}entry")) == 1


def test_feed_is_bounded_and_an_empty_one_stands() -> None:
    many = [Entry(f"http://x/{number}", "t", "s", NOW, "a") for number in range(ENTRIES + 20)]
    assert len(ElementTree.fromstring(feed("a", "b", "c", many)).findall(f"{{{ATOM}}}entry")) == ENTRIES
    assert (
        ElementTree.fromstring(feed("a", "b", "c", [])).findtext(f"{{{ATOM}}}updated")
        == "1970-01-01T00:00:00Z"
    )


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    for number, rows in enumerate((2, 3, 4)):
        registry = publish(small(rows, "tall"), tmp_path / str(number))
    registry.withdraw("demo/tall", 2, "Feil <tall>")
    publish(small(2, "lukket", title="Lukket"), tmp_path / "hidden", access="team")
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ["Nye rader: 1.", "Trukket tilbake: Feil <tall>", "Første utgave."]),
        ("en", ["Rows added: 1.", "Withdrawn: Feil <tall>", "First edition."]),
    ],
)
def test_versions_of_a_package_newest_first_in_the_readers_language(
    client: TestClient, language: str, said: list[str]
) -> None:
    answer = client.get("/p/demo/tall/feed.atom", headers={"accept-language": language})
    assert answer.headers["content-type"] == "application/atom+xml"
    entries = ElementTree.fromstring(answer.content).findall(f"{{{ATOM}}}entry")
    assert [one.findtext(f"{{{ATOM}}}summary") for one in entries] == said
    assert [one.findtext(f"{{{ATOM}}}id", "").rsplit("/", 1)[-1] for one in entries] == ["v3", "v2", "v1"]


def test_feed_of_everything_holds_what_the_reader_may_know_of(client: TestClient) -> None:
    text = client.get("/feed.atom").text
    assert "demo/tall" in text
    assert "ukket" not in text
    assert client.get("/p/demo/lukket/feed.atom").status_code == 404


def test_package_that_is_withdrawn_altogether_is_no_news(client: TestClient, tmp_path: Path) -> None:
    publish(small(2, "borte"), tmp_path / "gone").withdraw("demo/borte", 1, "Feil")
    text = client.get("/feed.atom").text
    assert "demo/tall/v3" in text  # one version of three is withdrawn
    assert "demo/borte" not in text
    assert (
        "Trukket tilbake: Feil"
        in client.get("/p/demo/borte/feed.atom", headers={"accept-language": "nb"}).text
    )
