"""Withdrawn: the reason stands beside the version and in every list, the files stay, the rest of the gate is the same."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.catalogue.base import Query
from stabbur.errors import BadInput, Conflict, NotAllowed, NotFound
from stabbur.hub.app import create_app
from stabbur.registry.here import Here
from stabbur.registry.publishing.withdrawing import LONGEST_REASON
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.registry.making import package, whole

ID = "demo/folketall"


@pytest.fixture
def two(registry: Here) -> Here:
    for value in (1, 2):
        registry.publish(package(value), owner="demo", access="public")
    return registry


def test_reason_is_told_everywhere(two: Here) -> None:
    two.withdraw(ID, 2, "  feil\n tall ", actor=Actor("kari"))
    assert [(one.number, one.withdrawn) for one in two.versions(ID)] == [(2, "feil tall"), (1, None)]
    told = json.loads(two.desk.store.read(f"{ID}/v2/withdrawn.json"))
    assert (told["reason"], told["actor"]) == ("feil tall", "kari")
    with reading(two.desk.engine) as connection:
        row = audit.read(connection)[0]
    assert (row.action, row.actor, row.details) == (
        "package.withdrawn",
        "kari",
        {"version": 2, "reason": "feil tall"},
    )
    whole(two)


def test_the_last_that_stands_is_served_and_the_withdrawn_stays(two: Here) -> None:
    two.withdraw(ID, 2, "feil tall")
    assert two.open(ID).number == 1
    assert two.open(ID, 2).file("kommuner.parquet").exists()
    assert [hit.document.version for hit in two.search(Query("folketall")).items] == [1]
    two.withdraw(ID, 1, "alt er feil")
    one = two.open(ID)
    assert (one.number, one.withdrawn) == (2, "feil tall"), (
        "with none left the last is shown, with its reason"
    )
    hub = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    page = hub.get(f"/p/{ID}/v2")
    assert page.status_code == 200
    assert "feil tall" in page.text
    (hit,) = two.search(Query("folketall")).items
    assert hit.document.withdrawn


def test_same_reason_again_is_nothing_new_another_is_a_conflict(two: Here) -> None:
    for _ in range(2):
        two.withdraw(ID, 1, "feil tall")
    with pytest.raises(Conflict, match="is withdrawn already: feil tall") as caught:
        two.withdraw(ID, 1, "noe annet")
    assert caught.value.code == "withdrawn-already"
    with reading(two.desk.engine) as connection:
        assert [row.action for row in audit.read(connection)].count("package.withdrawn") == 1


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (LONGEST_REASON + 1)])
def test_takes_a_reason_that_can_be_read(reason: str, two: Here) -> None:
    with pytest.raises(BadInput, match="takes a reason"):
        two.withdraw(ID, 1, reason)
    assert two.check().notes == ()


def test_longest_reason_is_kept_whole(two: Here) -> None:
    two.withdraw(ID, 1, "å" * LONGEST_REASON)
    assert two.open(ID, 1).withdrawn == "å" * LONGEST_REASON


def test_who_may_not_and_what_is_not_there(two: Here) -> None:
    with pytest.raises(NotAllowed, match="'public' may not withdraw"):
        two.withdraw(ID, 1, "x", actor=PUBLIC)
    with pytest.raises(NotFound, match="no version 3"):
        two.withdraw(ID, 3, "x")
    with pytest.raises(NotFound, match="no story"):
        two.withdraw(ID, 1, "x", kind="story")
    assert two.open(ID, 1).withdrawn is None


def test_story_is_withdrawn_alike(registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "side.html"
    for text in ("en", "to"):
        page.write_text(f"<title>Side</title>{text}")
        registry.publish_story(page, "demo/side", access="public")
    registry.withdraw("demo/side", 2, "feil", kind="story")
    assert registry.open_story("demo/side").number == 1
    assert registry.open_story("demo/side", 2, actor=PUBLIC).withdrawn == "feil"
    assert registry.publish_story(page, "demo/side").version == 3, "what is withdrawn is published anew"
    assert registry.check(deep=True).notes == ()
