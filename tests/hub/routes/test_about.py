"""Pages about the service, and the reader's choices: kept in a cookie, back to a page of ours and no other."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.routes.about import described
from stabbur.hub.serving import entry

FORM = {"origin": "http://localhost:8800"}


@pytest.fixture
def client(home: Path) -> TestClient:
    return TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", follow_redirects=False, headers=FORM
    )


@pytest.mark.parametrize(
    ("back", "place"),
    [
        ("/search?q=x", "/search?q=x"),
        ("//evil.example/x", "/"),
        ("http://evil.example", "/"),
        ("https:evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("", "/"),
        ("///evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\r\nset-cookie: x=1", "/%0D%0Aset-cookie:%20x=1"),
    ],
)
def test_choice_leads_back_to_a_page_of_ours_only(client: TestClient, back: str, place: str) -> None:
    answer = client.post("/choices", data={"back": back, "language": "nn"})
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert answer.headers["set-cookie"].startswith("language=nn;")


@pytest.mark.parametrize("value", ["xx", "nb; Domain=evil", "", "<script>"])
def test_choice_that_is_none_sets_nothing(client: TestClient, value: str) -> None:
    assert "set-cookie" not in client.post("/choices", data={"language": value, "scheme": value}).headers


def test_choice_holds_on_the_next_page(client: TestClient) -> None:
    client.post("/choices", data={"language": "nn", "scheme": "dark"})
    page = client.get("/help").text
    assert '<html lang="nn" data-color-scheme="dark">' in page


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/api"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_page_is_in_the_readers_language(client: TestClient, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language


def test_health_says_nothing_of_what_it_holds(client: TestClient) -> None:
    assert set(client.get("/health").json()) == {"status", "version"}


def test_route_is_described_by_method_path_and_parameters() -> None:
    description = {
        "paths": {
            "/a": {
                "get": {"summary": "A", "description": "Gets.", "parameters": [{"name": "x"}]},
                "post": {},
            }
        }
    }
    found = described(description)
    assert [(one["method"], one["path"], one["text"], len(one["parameters"])) for one in found] == [
        ("GET", "/a", "Gets.", 1),
        ("POST", "/a", "", 0),
    ]


def test_whoever_is_in_sees_it_and_can_leave(client: TestClient) -> None:
    assert "Du er inne som" not in client.get("/?lang=nb").text
    client.get(f"/enter?token={entry.issue()}")
    for path in ("/", "/help"):
        assert "Du er inne som" in client.get(f"{path}?lang=nb").text
    assert 'action="/leave"' in client.get("/help").text
    client.post("/leave")
    assert "Du er inne som" not in client.get("/?lang=nb").text


def test_mistyped_address_is_not_said_to_be_used_alone(client: TestClient) -> None:
    answer = client.get("/enter?token=abc&lang=nb")
    assert answer.status_code == 403
    assert all(
        word in answer.text for word in ("brukt før", "skrevet feil", "eldre enn et døgn", "stabbur up")
    )


def test_empty_list_of_stories_leads_to_how_a_story_is_published(client: TestClient) -> None:
    page = client.get("/search?kind=story&lang=nb").text
    assert 'href="/help#story"' in page
    assert 'id="story"' in client.get("/help").text
