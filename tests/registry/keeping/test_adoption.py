"""Versions in a bucket that the state does not know are taken up as they were published, or as closed as can be."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from stabbur.accounts.actor import Actor
from stabbur.errors import Damaged, NotFound
from stabbur.registry import records
from stabbur.registry.here import Here
from stabbur.registry.keeping import adoption
from stabbur.state import audit
from stabbur.state.engine import reading, writing
from stabbur.state.tables import event, publication, version
from tests.registry.making import package

ID = "demo/folketall"


def forget(registry: Here) -> None:
    """Lose every row that is not the log's."""
    with writing(registry.desk.engine) as connection:
        for table in (version, publication, event):
            connection.execute(delete(table))


def test_adopted_as_it_was_published(registry: Here) -> None:
    registry.publish(package(1), owner="demo", access="internal", actor=Actor("kari"), key="k")
    with reading(registry.desk.engine) as connection:
        before = (records.find(connection, "package", ID), records.versions(connection, "package", ID))
    forget(registry)
    assert adoption.catch_up(registry.desk, "package", ID) == [1]
    with reading(registry.desk.engine) as connection:
        after = (records.find(connection, "package", ID), records.versions(connection, "package", ID))
        told = audit.read(connection)[0]
    assert after == before
    assert (told.action, told.actor) == ("package.adopted", "kari")


def test_second_time_changes_nothing(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    assert adoption.catch_up(registry.desk, "package", ID) == []
    assert not adoption.adopt(registry.desk, "package", ID, 1)
    with reading(registry.desk.engine) as connection:
        assert audit.length(connection) == 1


def test_story_is_adopted_as_well(registry: Here, tmp_path: object) -> None:
    page = registry.desk.private / "side.html"
    page.write_text("<title>Side</title>")
    registry.publish_story(page, "demo/side", access="public")
    forget(registry)
    assert registry.open_story("demo/side").access == "public"


@pytest.mark.parametrize(
    ("mirror", "access"),
    [
        (b'{"access": "public"}', "public"),
        (b'{"access": "alle"}', "internal"),
        (b"{", "internal"),
        (b"[]", "internal"),
        (None, "internal"),
    ],
)
def test_access_is_the_mirrors_else_the_publishers(mirror: bytes | None, access: str, registry: Here) -> None:
    registry.publish(package(1), owner="demo", access="internal")
    registry.desk.store.delete(f"{ID}/package.json")
    if mirror is not None:
        registry.desk.store.put(f"{ID}/package.json", mirror)
    forget(registry)
    assert registry.open(ID).access == access


def test_without_a_word_on_access_it_is_for_the_team(registry: Here) -> None:
    """A package that another tool has laid into the bucket."""
    told = {"name": "fremmed", "title": "Fremmed", "files": {}, "resources": []}
    registry.desk.store.put("demo/fremmed/v1/datapackage.json", json.dumps(told).encode())
    one = registry.open("demo/fremmed")
    assert (one.access, one.number, one.descriptor["title"]) == ("team", 1, "Fremmed")


def test_damaged_mark_is_not_adopted(registry: Here) -> None:
    registry.desk.store.put("demo/a/v1/datapackage.json", b"{")
    with pytest.raises(Damaged, match="is not a version's mark"):
        adoption.adopt(registry.desk, "package", "demo/a", 1)
    with pytest.raises(NotFound):
        adoption.adopt(registry.desk, "package", "demo/a", 2)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+02:00", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
    ],
)
def test_moment_that_a_file_tells(told: str, moment: datetime) -> None:
    assert adoption.moment(told) == moment


@pytest.mark.parametrize("told", [None, "", "i går", 3, "9999-99-99"])
def test_moment_that_nobody_tells_is_now(told: object) -> None:
    assert abs(adoption.moment(told) - datetime.now(UTC)) < timedelta(minutes=1)
