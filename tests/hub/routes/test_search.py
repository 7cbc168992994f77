"""The search page: several values of a facet, chips that take one away, and addresses that say everything."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.routes.search import Wish
from tests.hub.published import package, publish


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(), tmp_path)
    publish(package(name="skog", title="Skog i Norge", topics=["natur"], keywords=["skog"]), tmp_path)
    publish(package(name="fisk", title="Fisk i havet", topics=["hav"], keywords=["fisk"]), tmp_path)
    return TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )


def found(client: TestClient, query: str) -> set[str]:
    html = client.get(f"/search?{query}").text
    return {name for name in ("folketall", "skog", "fisk") if f'href="/p/demo/{name}"' in html}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"folketall", "skog", "fisk"}),
        ("topic=natur", {"skog"}),
        ("topic=natur&topic=hav", {"skog", "fisk"}),
        ("topic=natur&topic=hav&kind=story", set()),
        ("topic=natur&owner=demo&time=week&time=older", {"skog"}),
        ("topic=", {"folketall", "skog", "fisk"}),
        ("q=skog&topic=hav", set()),
    ],
)
def test_values_of_one_facet_widen_and_facets_narrow(client: TestClient, query: str, names: set[str]) -> None:
    assert found(client, query) == names


def test_chosen_values_are_checked_and_each_has_a_chip_without_it(client: TestClient) -> None:
    html = client.get("/search?topic=natur&topic=hav&sort=new").text
    assert html.count(" checked") == 4, "two values, in the list for wide pages and in the one for narrow"
    assert 'class="chip" href="/search?topic=hav&amp;sort=new"' in html
    assert 'class="chip" href="/search?topic=natur&amp;sort=new"' in html
    assert "Vis treff" in html


def test_search_without_hits_leads_to_help(client: TestClient) -> None:
    assert 'href="/help#find">Slik søker du</a>' in client.get("/search?q=zzzzqqq").text
    assert "Slik søker du" not in client.get("/search?q=skog").text


def test_chosen_value_without_hits_can_be_taken_away(client: TestClient) -> None:
    html = client.get("/search?topic=borte").text
    assert 'value="borte" checked' in html
    assert 'class="chip" href="/search"' in html


def test_words_keep_the_filters_and_filters_keep_the_words(client: TestClient) -> None:
    html = client.get("/search?q=skog&topic=natur&topic=hav").text
    assert html.count('<input type="hidden" name="topic"') == 2
    assert html.count('<input type="hidden" name="q" value="skog">') == 2


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=501",
        "page=x",
        "time=yesterday",
        "sort=size",
        "q=" + "a" * 201,
        "topic=" + "a" * 201,
        "&".join(f"topic={number}" for number in range(21)),
    ],
)
def test_A58_wish_outside_the_limits_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")


def test_script_asks_for_the_results_alone(client: TestClient) -> None:
    html = client.get("/search?q=skog", headers={"hx-request-type": "partial"}).text
    assert html.startswith("<title>")
    assert "<main" not in html


def test_address_leaves_out_what_is_usual() -> None:
    wish = Wish(q="fisk", topic=["hav", "hav", ""], page=3)
    assert wish.address() == "/search?q=fisk&topic=hav"
    assert wish.address(page=4) == "/search?q=fisk&topic=hav&page=4"
    assert wish.without("topic", "hav") == "/search?q=fisk"
    assert Wish().address() == "/search"


def test_words_that_nothing_has_are_named(client: TestClient) -> None:
    html = client.get("/search?q=skog+romskip+xyzzy").text
    assert 'href="/p/demo/skog"' in html
    assert "Ingenting har alle ordene. Disse treffene er uten «romskip», «xyzzy»." in html
    assert "Ingenting har alle" not in client.get("/search?q=skog").text
    assert client.get("/api/v1/search?q=skog+romskip").json()["left_out"] == ["romskip"]
    assert client.get("/api/v1/search?q=skog").json()["left_out"] == []


@pytest.mark.parametrize("query", ["", "sort=relevance", "q=+", "owner=demo"])
def test_without_words_the_newest_come_first_and_the_page_says_so(client: TestClient, query: str) -> None:
    html = client.get(f"/search?{query}").text
    places = [html.find(f'href="/p/demo/{name}"') for name in ("fisk", "skog", "folketall")]
    assert -1 not in places
    assert places == sorted(places)
    assert "<b>nyeste</b>" in html
    assert ">relevans<" not in html
    assert "<b>relevans</b>" in client.get("/search?q=demo").text
    items = client.get(f"/api/v1/search?{query}").json()["items"]
    assert [one["id"] for one in items] == ["demo/fisk", "demo/skog", "demo/folketall"]
