"""A draft of a story: seen at its own address only, by those who may, until it is published."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.catalogue.base import Query
from stabbur.errors import NotAllowed, NotFound, StabburError
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from stabbur.registry.here import Here
from stabbur.state import audit
from stabbur.state.engine import reading


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "rapport.html"
    file.write_text("<title>Rapport</title><p>Hei</p>")
    return file


@pytest.fixture
def hub(registry: Here) -> TestClient:
    return TestClient(create_app(settings.load()), base_url="http://localhost:8800")


def local() -> dict[str, str]:
    return {"cookie": f"{entry.COOKIE}={entry.cookie()}"}


def code_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_story_that_is_opened_to_more_does_not_open_drafts_that_were_for_the_team(
    registry: Here, page: Path, tmp_path: Path, hub: TestClient
) -> None:
    """Nobody has scanned them: what is for the team alone may hold anything."""
    secret = tmp_path / "utkast.html"
    secret.write_text("<title>Utkast</title><p>Gjelder 02013299997</p>")
    draft = registry.publish_story(secret, "demo/rapport", draft=True, access="team")
    registry.publish_story(page, "demo/rapport", access="public")
    assert hub.get(draft.address).status_code == 404
    assert registry.open_story("demo/rapport", code_of(draft.address)).access == "team"


def test_draft_is_at_its_address_only_then_published(registry: Here, page: Path, hub: TestClient) -> None:
    draft = registry.publish_story(page, "demo/rapport", draft=True, access="public")
    assert (draft.version, draft.created) == (0, True)
    assert draft.address.startswith("/s/demo/rapport/draft-")
    seen = hub.get(draft.address)
    assert seen.status_code == 200
    assert "noindex" in seen.headers["x-robots-tag"]
    assert hub.get("/s/demo/rapport").status_code == 404
    assert registry.stories() == []
    assert registry.search(Query("rapport")).total == 0
    for listing in ("/", "/search?q=rapport", "/api/v1/search?q=rapport"):
        assert code_of(draft.address) not in hub.get(listing).text
    done = registry.publish_story(page, "demo/rapport", access="public")
    assert (done.version, done.address) == (1, "/s/demo/rapport/v1")
    assert registry.search(Query("rapport")).total == 1
    assert hub.get("/s/demo/rapport").status_code == 200
    assert hub.get(draft.address).status_code == 404, "what is published is no draft any more"
    assert registry.check(deep=True).notes == ()


@pytest.mark.parametrize(("access", "status"), [("public", 200), ("internal", 404), ("team", 404)])
def test_gate_is_that_of_a_package(
    access: str, status: int, registry: Here, page: Path, hub: TestClient
) -> None:
    draft = registry.publish_story(page, "demo/rapport", draft=True, access=access)
    assert hub.get(draft.address).status_code == status
    assert hub.get(draft.address, headers=local()).status_code == 200
    assert registry.open_story("demo/rapport", code_of(draft.address)).access == access
    if status == 404:
        with pytest.raises(NotFound, match="has no draft"):
            registry.open_story("demo/rapport", code_of(draft.address), actor=PUBLIC)
    with pytest.raises(NotAllowed):
        registry.publish_story(page, "demo/rapport", draft=True, actor=PUBLIC)


def test_draft_of_a_closed_story_is_as_closed(registry: Here, page: Path, hub: TestClient) -> None:
    draft = registry.publish_story(page, "demo/rapport", draft=True, access="public")
    page.write_text("<title>Rapport</title><p>Endelig</p>")
    registry.publish_story(page, "demo/rapport", access="team")
    assert hub.get(draft.address).status_code == 404, "the story's access holds for its drafts"
    assert registry.open_story("demo/rapport", code_of(draft.address)).access == "team"


def test_same_draft_again_changes_nothing_and_other_readers_do(registry: Here, page: Path) -> None:
    first = registry.publish_story(page, "demo/rapport", draft=True)
    again = registry.publish_story(page, "demo/rapport", draft=True)
    assert (again.address, again.created) == (first.address, False)
    wider = registry.publish_story(page, "demo/rapport", draft=True, access="public")
    assert (wider.address, wider.created) == (first.address, True)
    assert registry.open_story("demo/rapport", code_of(first.address), actor=PUBLIC).access == "public"
    with reading(registry.desk.engine) as connection:
        told = [(row.action, row.details["access"]) for row in audit.read(connection)]
    assert told == [("story.draft", "public"), ("story.draft", "team")]
    assert registry.check(deep=True).notes == ()


def test_other_content_is_another_draft(registry: Here, page: Path) -> None:
    first = registry.publish_story(page, "demo/rapport", draft=True)
    page.write_text("<title>Rapport</title><p>Ha det</p>")
    other = registry.publish_story(page, "demo/rapport", draft=True)
    assert other.address != first.address
    texts = [
        registry.open_story("demo/rapport", code_of(one.address)).file("index.html").read_text()
        for one in (first, other)
    ]
    assert ["Hei" in text for text in texts] == [True, False]


def test_dry_run_of_a_draft_stores_nothing(registry: Here, page: Path) -> None:
    draft = registry.publish_story(page, "demo/rapport", draft=True, dry_run=True)
    assert draft.created
    assert list(registry.desk.store.list()) == []
    with pytest.raises(NotFound):
        registry.open_story("demo/rapport", code_of(draft.address))


@pytest.mark.parametrize(
    "name", ["", "0" * 12, "draft-" + "0" * 12, "draft-../v1", "DRAFT-0", "v1", "\0", "x" * 300]
)
def test_A41_name_of_a_draft_is_no_path(name: str, registry: Here, page: Path) -> None:
    registry.publish_story(page, "demo/rapport")
    with pytest.raises(NotFound, match="has no draft"):
        registry.open_story("demo/rapport", name)


def test_damaged_draft_is_said_and_made_anew(registry: Here, page: Path) -> None:
    draft = registry.publish_story(page, "demo/rapport", draft=True)
    key = f"demo/rapport/{code_of(draft.address)}/story.json"
    for damage in (b"{", b"[]", b"{}", json.dumps({"siblings": {"lineage": 3}}).encode()):
        registry.desk.store.put(key, damage)
        with pytest.raises(StabburError, match="damaged"):
            registry.open_story("demo/rapport", code_of(draft.address))
    assert registry.publish_story(page, "demo/rapport", draft=True, actor=Actor("kari")).created
    assert registry.open_story("demo/rapport", code_of(draft.address)).title == "Rapport"
