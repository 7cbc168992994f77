"""The page of a package, its versions, its feed and its files, on a package that was really published."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from tests.hub.published import package, publish

PAGE = "/p/demo/folketall"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(4), tmp_path / "one")
    publish(package(5), tmp_path / "two")
    return TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )


def test_page_answers_what_it_is_and_how_it_is_used(client: TestClient) -> None:
    html = client.get(PAGE).text
    for words in (
        "Folketall etter kommune",
        "Hvor mange som bor",
        "CC BY 4.0",
        "Versjon 2",
        "Nyeste versjon",
    ):
        assert words in html
    assert "<code>folketall</code>" in html
    assert "personer" in html
    assert 'class="sb-hist"' in html
    assert 'class="sb-chart sb-view' in html
    assert "sb.read_dp(&#34;demo/folketall&#34;" in html
    assert "ikke tall" in html, "the missing figure is said in words"
    assert html.count("<h1") == 1


def test_page_carries_linked_data(client: TestClient) -> None:
    html = client.get(PAGE).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    told = json.loads(found[1])
    assert told["@type"] == "Dataset"
    assert told["identifier"] == "demo/folketall@2"
    assert {"folketall", "endring"} <= {one["name"] for one in told["variableMeasured"]}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/html,application/json", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_page_negotiates(client: TestClient, accept: str, kind: str) -> None:
    answer = client.get(PAGE, headers={"accept": accept})
    assert answer.headers["content-type"] == kind
    assert "Accept" in answer.headers["vary"]


def test_old_version_says_so_and_leads_on(client: TestClient) -> None:
    html = client.get(f"{PAGE}/v1").text
    assert "Dette er versjon 1. Versjon 2 kom" in html
    assert f"{PAGE}/versions?from=1&amp;to=2" in html
    assert "Dette er versjon" not in client.get(PAGE).text


def test_versions_page_tells_what_changed(client: TestClient) -> None:
    html = client.get(f"{PAGE}/versions").text
    assert "Hva er endret?" in html
    assert "1 nye, 0 borte" in html
    assert html.count("<h3>Versjon") == 2


def test_versions_far_apart_are_compared_on_the_spot(home: Path, tmp_path: Path) -> None:
    for number, rows in enumerate((3, 4, 5)):
        publish(package(rows), tmp_path / str(number))
    client = TestClient(
        create_app(settings.load()), base_url="http://localhost", headers={"accept-language": "nb"}
    )
    assert "2 nye, 0 borte" in client.get(f"{PAGE}/versions?from=1&to=3").text


def test_withdrawn_version_tells_why(home: Path, tmp_path: Path) -> None:
    publish(package(4), tmp_path / "one")
    registry = publish(package(5), tmp_path / "two")
    registry.withdraw("demo/folketall", 2, "Feil folketall i <Oslo>")
    client = TestClient(
        create_app(settings.load()), base_url="http://localhost", headers={"accept-language": "nb"}
    )
    html = client.get(f"{PAGE}/v2").text
    assert "Feil folketall i &lt;Oslo&gt;" in html
    assert "Trukket tilbake" in html
    assert "Versjon 1" in client.get(PAGE).text, "the newest that stands is shown"


def test_feed_lists_versions(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get(f"{PAGE}/feed.atom").content)
    assert [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")] == [
        "Folketall etter kommune, versjon 2",
        "Folketall etter kommune, versjon 1",
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("path", ["", "/versions", "/v2/kommuner"])
def test_page_has_no_text_left_in_another_language(client: TestClient, language: str, path: str) -> None:
    html = client.get(f"{PAGE}{path}?lang={language}").text
    words = {"nb": "Eier", "nn": "Eigar", "en": "Owner"}
    assert words[language] in html
    assert all(f">{word}<" not in html for key, word in words.items() if key != language)


def test_translated_title_is_used(client: TestClient) -> None:
    assert "Population by municipality" in client.get(f"{PAGE}?lang=en").text


def test_visible_citation_has_address_date_and_hash(client: TestClient) -> None:
    html = client.get(PAGE).text
    shown = html[html.index('id="cite"') :].split("</section>")[0]
    assert f"http://localhost:8800{PAGE}/v2" in shown.replace("<wbr>", ""), (
        "broken at its slashes, not in words"
    )
    assert "/<wbr>p/" in shown
    assert re.search(r"sha256:[0-9a-f]{64}", shown)
    assert str(datetime.now(UTC).year) in shown
    links = re.findall(r'href="(/[^"]*cite[^"]*)"', shown)
    assert len(links) == 5
    assert [client.get(one).status_code for one in links] == [200] * 5
    unknown = client.get(f"{PAGE}/v2/cite?style=chicago", headers={"accept": "application/json"})
    assert unknown.status_code == 400
    assert "apa, iso690, bibtex, ris, csl-json" in unknown.json()["error"]["message"]


@pytest.mark.parametrize("style", ["bibtex", "ris", "apa", "iso690", "csl-json"])
def test_citation_is_a_file(client: TestClient, style: str) -> None:
    answer = client.get(f"{PAGE}/v2/cite?style={style}")
    assert "Folketall etter kommune" in answer.text
    assert answer.headers["content-disposition"].startswith("attachment")


def test_team_package_is_not_found_by_the_public(home: Path, tmp_path: Path) -> None:
    publish(package(4, name="lukket"), tmp_path / "one", access="team")
    client = TestClient(create_app(settings.load()), base_url="http://localhost")
    for path in (
        "",
        "/v1",
        "/v1/kommuner",
        "/v1/kommuner.csv.gz",
        "/v1/datapackage.json",
        "/versions",
        "/feed.atom",
    ):
        assert client.get(f"/p/demo/lukket{path}").status_code == 404, path


def test_codes_are_shown_with_labels_and_many_are_folded_away(home: Path, tmp_path: Path) -> None:
    dp = sb.Datapackage(name="koder", title="Koder")
    named = [{"value": str(at), "label": f"Gruppe {at}"} for at in range(9)]
    dp.add_resource(
        pl.DataFrame({"gruppe": ["0", "1", None]}),
        name="a",
        schema={"fields": {"gruppe": {"categories": named}}},
    )
    publish(dp, tmp_path)
    client = TestClient(
        create_app(settings.load()), base_url="http://localhost", headers={"accept-language": "nb"}
    )
    html = client.get("/p/demo/koder").text
    assert "<li><code>0</code> Gruppe 0</li>" in html
    assert html.index("Gruppe 5") < html.index("Vis alle 9 koder") < html.index("Gruppe 8")
    assert '<span aria-hidden="true">..</span><span class="sr" lang="nb">mangler</span>' in html
    assert ".. betyr at verdien mangler." in html
    assert ".. betyr" in client.get("/p/demo/koder/v1/a").text
    assert ".. betyr" not in client.get("/p/demo/koder/v1/a?gruppe=1").text


def test_tab_of_tables_counts_tables(client: TestClient) -> None:
    assert 'Tabell<span class="n">1</span>' in client.get(PAGE).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ("1 kolonne, 1 rad.", "1 av 1 rad<", "1 kolonne uten beskrivelse", "én verdi")),
        ("nn", ("1 kolonne, 1 rad.", "1 av 1 rad<", "1 kolonne utan omtale", "éin verdi")),
        ("en", ("1 column, 1 row.", "1 of 1 row<", "1 column without a description", "one value")),
    ],
)
def test_one_thing_is_told_as_one(home: Path, tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    dp = sb.Datapackage(name="en", title="En")
    dp.add_resource(pl.DataFrame({"a": ["x"]}), name="a")
    publish(dp, tmp_path)
    headers = {"accept-language": language}
    html = (
        TestClient(create_app(settings.load()), base_url="http://localhost", headers=headers)
        .get("/p/demo/en")
        .text
    )
    assert [one for one in words if one not in html] == []
