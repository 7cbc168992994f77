"""What a version holds, as JSON: the same rows, measures, changes and citations as its pages show."""

from collections.abc import Iterator

import httpx
import pytest

from stabbur.hub.api import contents
from tests.hub import running

PACKAGE = "/api/v1/packages/demo/folketall"
ROWS = f"{PACKAGE}/versions/2/tables/kommuner/rows"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("api") / "home"
    home.mkdir()
    with running.hub(home, public_only=True) as address, httpx.Client(base_url=address) as client:
        yield client


def test_rows_are_those_of_the_page(client: httpx.Client) -> None:
    query = {"fylke": "Nordland", "sort": "-folketall", "show": "kommune"}
    assert client.get(ROWS, params=query).json() == {
        "total": 2,
        "items": [{"kommune": "Narvik"}, {"kommune": "Værøy"}],
        "next": None,
    }
    assert client.get(ROWS, params={"page": 9}).json()["items"] == []


@pytest.mark.parametrize("query", ["fylkke=Oslo", "folketall%3E=mange", "sort=x"])
def test_mistake_in_the_address_gives_no_rows(client: httpx.Client, query: str) -> None:
    answer = client.get(f"{ROWS}?{query}")
    assert (answer.status_code, "error" in answer.json()) == (400, True)


def test_pages_follow_each_other(client: httpx.Client) -> None:
    first = client.get(f"{ROWS}?sort=kommune&page=1").json()
    assert (first["next"], len(first["items"]), first["items"][-1]["endring"]) == (None, 5, -4.1)
    assert first["items"][0]["endring"] is None


def test_first_rows_and_measures_of_each_table(client: httpx.Client) -> None:
    rows = client.get(f"{PACKAGE}/versions/2/preview").json()["kommuner"]
    assert rows[0]["kommune"] == "Oslo"
    assert client.get(f"{PACKAGE}/versions/2/statistics").json()["kommuner"]["folketall"]["max"] == 697_010


def test_changes_between_two_versions(client: httpx.Client) -> None:
    assert client.get(f"{PACKAGE}/diff?from=1&to=2").json()["rows"]["kommuner"]["added"] == 1
    for query, status in (("from=2&to=1", 400), ("from=1", 422), ("from=1&to=9", 404), ("from=0&to=1", 422)):
        assert client.get(f"{PACKAGE}/diff?{query}").status_code == status, query


def test_lineage_names_sources_and_nothing_of_the_machine(client: httpx.Client) -> None:
    answer = client.get(f"{PACKAGE}/versions/2/lineage")
    source = {"title": "SSB tabell 07459", "address": "https://www.ssb.no/statbank/table/07459"}
    assert {"kind": "Source", "links": [source]} in answer.json()["steps"]
    assert "pytest-of" not in answer.text


def test_citations_in_every_style(client: httpx.Client) -> None:
    found = client.get(f"{PACKAGE}/versions/2/citation").json()
    assert set(found) == {"apa", "iso690", "bibtex", "ris", "csl-json"}
    assert "/p/demo/folketall/v2" in found["apa"]


def test_topics_count_what_the_asker_may_know_of(client: httpx.Client) -> None:
    assert client.get("/api/v1/topics").json() == {"items": [{"slug": "befolkning", "count": 1}]}


def test_what_is_not_public_is_not_found(client: httpx.Client) -> None:
    hidden = PACKAGE.replace("folketall", "hemmelig")
    for path in ("/versions/1/tables/kommuner/rows", "/versions/1/preview", "/versions/1/statistics",
                 "/versions/1/lineage", "/versions/1/citation", "/diff?from=1&to=2"):  # fmt: skip
        assert client.get(hidden + path).status_code == 404, path
    assert client.get(f"{PACKAGE}/versions/2/tables/nope/rows").status_code == 404


def test_every_route_is_described_and_has_an_etag(client: httpx.Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    for route in contents.router.routes:
        path = str(getattr(route, "path", ""))
        assert path in described
        asked = path.replace("{owner}", "demo").replace("{name}", "folketall").replace("{number}", "2")
        asked = asked.replace("{table}", "kommuner") + ("?from=1&to=2" if path.endswith("diff") else "")
        mark = client.get(asked).headers["etag"]
        assert client.get(asked, headers={"if-none-match": mark}).status_code == 304
        assert client.head(asked).headers["etag"] == mark
    assert (
        "format=json"
        in described["/api/v1/packages/{owner}/{name}/versions/{number}/tables/{table}/rows"]["get"][
            "description"
        ]
    )
