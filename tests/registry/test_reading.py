"""Open and list: what an actor may not know of is not there, and a mark is what was committed."""

from pathlib import Path

import pytest

from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.errors import Damaged, NotAllowed, NotFound
from stabbur.registry import reading
from stabbur.registry.here import Here
from stabbur.registry.records import Publication
from stabbur.registry.values import PackageInfo, StoryInfo
from tests.registry.making import package


@pytest.fixture
def filled(registry: Here, tmp_path: Path) -> Here:
    """A package and a story of each access, all of one name by kind."""
    page = tmp_path / "side.html"
    page.write_text("<title>Side</title>")
    for access in ("team", "internal", "public"):
        registry.publish(package(1, title=access), owner=access, access=access)
        registry.publish_story(page, f"{access}/folketall", access=access)
    return registry


def test_lists_are_by_id_and_for_those_who_may_know(filled: Here) -> None:
    ids = ["internal/folketall", "public/folketall", "team/folketall"]
    for actor in (None, Actor("kari")):
        assert [one.id for one in filled.packages(actor)] == ids
        assert [one.id for one in filled.stories(actor)] == ids
    assert [(type(one), one.owner, one.name, one.access) for one in filled.packages(PUBLIC)] == [
        (PackageInfo, "public", "folketall", "public")
    ]
    assert [type(one) for one in filled.stories(PUBLIC)] == [StoryInfo]


@pytest.mark.parametrize("owner", ["team", "internal"])
def test_what_one_may_not_know_of_is_not_there(owner: str, filled: Here) -> None:
    """The answer is the same as for a name that nobody has taken."""
    calls = (filled.open, filled.open_story, filled.versions)
    for call in calls:
        with pytest.raises(NotFound) as hidden:
            call(f"{owner}/folketall", actor=PUBLIC)
        with pytest.raises(NotFound) as absent:
            call(f"{owner}/fantes-ikke", actor=PUBLIC)
        assert hidden.value.code == absent.value.code
        assert str(hidden.value).replace("folketall", "fantes-ikke") == str(absent.value)


def test_version_that_is_not_there_says_which_is_the_latest(filled: Here) -> None:
    with pytest.raises(NotFound, match="has no version 9: the latest is 1") as caught:
        filled.open("team/folketall", 9)
    assert caught.value.params["latest"] == 1


def test_mark_is_the_one_that_was_committed(filled: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    store, key = filled.desk.store, "team/folketall/v1/datapackage.json"
    with pytest.raises(Damaged, match="is not what was published"):
        reading.read_mark(store, key, "sha256:0")
    with pytest.raises(Damaged, match="is missing"):
        reading.read_mark(store, "team/folketall/v9/datapackage.json", "sha256:0")
    monkeypatch.setattr(reading, "MARKS", {})
    monkeypatch.setattr(reading, "MOST_MARKS", 2)
    for owner in ("team", "internal", "public"):
        filled.open(f"{owner}/folketall")
        assert len(reading.MARKS) <= 2


def test_right_is_asked_of_whoever_is_named(filled: Here) -> None:
    about = Publication("package", "public/folketall", "", "public", "local")
    reading.check_right(None, "packages:withdraw", about)
    reading.check_right(Actor("kari"), "packages:withdraw", about)
    with pytest.raises(NotAllowed, match="'public' may not withdraw"):
        reading.check_right(PUBLIC, "packages:withdraw", about)
