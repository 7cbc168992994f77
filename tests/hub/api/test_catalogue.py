"""The JSON API: ETag, stable paging, one error shape, and a description of itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st

from stabbur import settings
from stabbur.accounts.actor import PUBLIC
from stabbur.hub.api.catalogue import part
from stabbur.hub.serving.page import PageMaker
from stabbur.registry.values import PackageInfo
from tests.hub import running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("api") / "home"
    home.mkdir()
    with running.hub(home) as address, running.enter(address) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/search?q=folketall",
        "/packages",
        "/packages/demo/folketall",
        "/packages/demo/folketall/versions/1",
    ],
)
def test_answer_has_an_etag_and_is_not_sent_twice(client: httpx.Client, path: str) -> None:
    first = client.get("/api/v1" + path)
    assert first.status_code == 200
    again = client.get("/api/v1" + path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_paging_by_key_gives_each_package_once(client: httpx.Client) -> None:
    found, address = [], "/api/v1/packages?limit=1"
    while address:
        page = client.get(address).json()
        found += [item["id"] for item in page["items"]]
        address = page["next"]
    assert found == ["demo/folketall", "demo/hemmelig"]


def test_search_answers_what_the_page_shows(client: httpx.Client) -> None:
    page = client.get("/api/v1/search", params={"q": "folketall"}).json()
    assert page["items"][0]["id"] == "demo/folketall"
    assert page["items"][0]["address"] == "/p/demo/folketall"


def test_error_has_one_shape(client: httpx.Client) -> None:
    for path, status in (("/packages/demo/nope", 404), ("/nope", 404), ("/search?limit=x", 422)):
        answer = client.get("/api/v1" + path)
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"code", "message", "hint", "params", "reference", "help"}


def test_description_covers_the_routes_of_the_api_only(client: httpx.Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/search" in paths
    assert all(path.startswith("/api/v1") for path in paths)


def item(number: int) -> PackageInfo:
    """A package of a list, by its number."""
    return PackageInfo(
        f"demo/p{number:04}", "demo", f"p{number:04}", "", "public", 1, datetime(2021, 3, 1, tzinfo=UTC)
    )


def asking() -> PageMaker:
    """What a route gets for a page of a list."""
    app = FastAPI()
    app.state.settings, app.state.registry = settings.Settings(), None
    scope = {
        "type": "http",
        "app": app,
        "path": "/api/v1/packages",
        "query_string": b"limit=3",
        "headers": [],
    }
    return PageMaker(
        Request(scope | {"server": ("localhost", 80), "scheme": "http", "state": {"actor": PUBLIC}})
    )


@given(
    there=st.sets(st.integers(0, 60), max_size=30),
    coming=st.lists(st.sets(st.integers(0, 60), max_size=4), max_size=15),
    limit=st.integers(1, 7),
)
def test_new_packages_between_pages_double_none_and_hide_none(
    there: set[int], coming: list[set[int]], limit: int
) -> None:
    known, after, seen = set(there), "", []
    arriving, page = iter(coming), asking()
    while True:
        found, following = part(page, [item(number) for number in known], after, limit)
        seen += [one.id for one in found]
        known |= next(arriving, set())
        if following is None:
            break
        after = parse_qs(urlsplit(following).query)["after"][0]
        assert parse_qs(urlsplit(following).query)["limit"] == ["3"], "what else was asked stays"
    assert len(seen) == len(set(seen))
    assert {item(number).id for number in there} <= set(seen)
