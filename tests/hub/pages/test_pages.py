"""The list of pages holds every route that gives one; each is what its name says."""

import httpx
import pytest

from tests.hub.pages.looking import EVERY, MADE, ONCE, OURS, PAGES, Hubs, routes


def test_every_route_with_a_page_is_looked_at() -> None:
    assert set(routes()) == set(PAGES)


def test_every_page_is_ours_or_made_by_people() -> None:
    assert sorted([*OURS, *MADE, *ONCE]) == sorted(set(EVERY))


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/topics/ukjent", 404),
        ("/p/demo/nope", 404),
        ("/search?page=0", 422),
        ("/enter?token=used", 403),
        ("/p/demo/folketall/v3/kommuner", 200),
        ("/s/demo/vekst", 200),
        ("bare:/fails/input", 400),
        ("bare:/fails/refused", 403),
        ("bare:/fails/down", 503),
        ("bare:/fails/ours", 500),
    ],
)
def test_page_is_what_its_name_says(hubs: Hubs, place: str, status: int) -> None:
    answer = httpx.get(hubs.address(place), headers={"accept": "text/html"})
    assert answer.status_code == status
    assert "<h1" in answer.text
