"""What a test run made is published byte for byte, once, by whoever ran it, unless somebody outran it."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, select

import stabbur as sb
from stabbur import settings
from stabbur.accounts.actor import Actor
from stabbur.errors import BadInput, Conflict, Damaged, NotFound
from stabbur.registry.here import connect
from stabbur.runs.testing import publishing
from stabbur.runs.testing.making import Made, made_by
from stabbur.runs.testing.outcome import outcome
from stabbur.runs.testing.publishing import publish_test
from stabbur.state.engine import reading
from stabbur.state.tables import audit
from tests.registry.making import package, whole
from tests.runs.testing.conftest import TestRuns

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")


def files(thing: str, number: int) -> dict[str, str]:
    """Return the files of a published version with their hashes, without those that tell of its publishing."""
    listed = connect().open(thing, number).descriptor["files"]
    told = {path: about["hash"] for path, about in listed.items()}
    return {path: digest for path, digest in told.items() if path not in ("diff.json", "lineage.json")}


def published(state: Engine, id: int, *, anyway: bool = False) -> list[tuple[str, int, bool]]:
    return [
        (one.id, one.version, one.created) for one in publish_test(state, id, settings.load(), anyway=anyway)
    ]


def test_exactly_those_bytes(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
    shown = outcome(state, id, settings.load()).items[0]
    assert (shown.id, shown.number, shown.summary, shown.newer) == ("demo/folketall", 2, "1 row changed.", 0)
    assert published(state, id) == [("demo/folketall", 2, True)]
    assert files("demo/folketall", 2) == shown.files
    assert list(sb.read_dp("demo/folketall")["personer"]) == [2, 144699]
    assert published(state, id) == [("demo/folketall", 2, False)], "asked for twice it publishes once"
    assert outcome(state, id, settings.load()).items[0].done == 2
    whole(connect())


def test_lineage_is_that_of_the_test_run(test: TestRuns, state: Engine, tmp_path: Path) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
        assert len(sb.read_dp("demo/folketall")) == 2
        sb.publish(package(2, title="Av det"), owner="other")
    published(state, id)
    told = connect().open("other/folketall").sibling("lineage")
    assert told is not None
    assert told["run"] == f"{id}.1"
    assert told["tested"] < told["published"]
    assert told["version"] == 1
    assert [one["source"] for one in told["packages"]][-1] == "demo/folketall@1"


def test_what_somebody_published_since_is_not_published_over(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
        assert len(sb.read_dp("demo/folketall")) == 2
        sb.publish(package(2), owner="other")
    sb.publish(package(7), owner="demo")
    assert [one.newer for one in outcome(state, id, settings.load()).items] == [2, 0]
    with pytest.raises(Conflict, match="somebody has published 'demo/folketall' version 2 since"):
        published(state, id)
    with pytest.raises(NotFound):
        connect().open("other/folketall")
    assert published(state, id, anyway=True) == [("demo/folketall", 3, True), ("other/folketall", 1, True)]
    diff = connect().open("demo/folketall", 3).sibling("diff")
    assert diff is not None
    assert diff["from"] == 2, "what changes is told against what is there now"
    lineage = connect().open("other/folketall").sibling("lineage")
    assert lineage is not None
    assert lineage["packages"][-1]["source"] == "demo/folketall@3", "not the version that is somebody else's"


def test_somebody_who_publishes_at_the_same_moment_is_not_published_over(
    test: TestRuns, state: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with test.run() as id:
        sb.publish(package(2), owner="demo")

    def outrun(*given: Any) -> list[Made]:
        sb.publish(package(7), owner="demo")  # after all was looked at, and before anything is stored
        return made_by(*given)

    monkeypatch.setattr(publishing, "made_by", outrun)
    with pytest.raises(Conflict, match="version 1 since"):
        published(state, id)
    assert [one.number for one in connect().versions("demo/folketall")] == [1]


def test_several_versions_and_stories_go_in_order(test: TestRuns, state: Engine, tmp_path: Path) -> None:
    page = tmp_path / "rapport.html"
    with test.run() as id:
        for value in (1, 2):
            sb.publish(package(value), owner="demo")
            page.write_text(f"<title>Rapport {value}</title>")
            sb.publish_story(page, "demo/rapport")
        sb.publish_story(page, "demo/utkast", draft=True)
    assert published(state, id) == [
        ("demo/folketall", 1, True),
        ("demo/rapport", 1, True),
        ("demo/folketall", 2, True),
        ("demo/rapport", 2, True),
        ("demo/utkast", 0, True),
    ]
    assert [one.title for one in connect().stories()] == ["Rapport 2"]
    assert {new for _, _, new in published(state, id)} == {False}
    whole(connect())


def test_access_is_changed_only_where_the_run_asked_for_it(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo", access="internal")
    sb.publish(package(1), owner="other", access="internal")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
        sb.publish(package(1), owner="other", access="public")
        sb.publish(package(3), owner="third", access="public")
    sb.publish(package(1), owner="demo", access="team")  # somebody lets in fewer meanwhile
    published(state, id)
    assert {one.id: one.access for one in connect().packages()} == {
        "demo/folketall": "team",
        "other/folketall": "public",
        "third/folketall": "public",
    }


def test_what_the_run_answered_for_is_answered_where_only_its_readers_become_more(
    test: TestRuns, state: Engine
) -> None:
    """No version was made, so no version keeps the reason: the log does."""
    person = sb.Datapackage(name="personer", title="Personer")
    person.add_resource(pl.DataFrame({"fnr": ["30108299939", "02013299997"]}), name="liste")
    reason = "made-up numbers, for a course"
    sb.publish(person, owner="demo", access="team")
    with test.run() as id:
        sb.publish(person, owner="demo", access="public", override=reason)
        sb.publish(person, owner="other", access="team")
        sb.publish(person, owner="other", access="internal", override=reason)
    assert [one.refused for one in outcome(state, id, settings.load()).items] == [""]
    published(state, id)
    assert {one.id: one.access for one in connect().packages()} == {
        "demo/personer": "public",
        "other/personer": "internal",
    }
    with reading(state) as connection:
        told = connection.execute(select(audit.c.details).where(audit.c.action == "package.overridden"))
        assert [json.loads(one)["reason"] for one in told.scalars()] == [reason, reason]


def test_a_file_that_was_changed_in_the_place_is_not_published(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    place = settings.private() / "runs" / f"{id}.1" / "test"
    next(place.rglob("*.parquet")).write_bytes(b"other")
    with pytest.raises(Damaged):
        published(state, id)
    assert connect().packages() == []


@pytest.mark.parametrize("ends", ["failed", "timed_out", "cancelled", "lost", "running"])
def test_half_a_run_is_not_published(test: TestRuns, state: Engine, ends: str) -> None:
    with test.run(ends=ends) as id:
        sb.publish(package(1), owner="demo")
    assert len(outcome(state, id, settings.load()).items) == 1
    with pytest.raises(Conflict, match="may be half"):
        published(state, id)


def test_only_who_started_it_sees_it(test: TestRuns, state: Engine) -> None:
    with test.run(actor="anna") as id:
        sb.publish(package(1), owner="demo")
    for call in (outcome, publish_test):
        with pytest.raises(NotFound, match=f"no run '{id}'"):
            call(state, id, settings.load())
        assert call(state, id, settings.load(), actor=Actor("anna"))


def test_what_cannot_be_published_says_why(test: TestRuns, state: Engine) -> None:
    with test.run() as empty:
        pass
    with pytest.raises(Conflict, match="published nothing"):
        published(state, empty)
    with test.run(purpose="run") as real:
        sb.publish(package(1), owner="demo")
    with pytest.raises(BadInput, match="was no test run"):
        published(state, real)
    with pytest.raises(NotFound, match="no run '99'"):
        published(state, 99)


def test_publishing_it_is_in_the_audit_log(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    published(state, id)
    with reading(state) as connection:
        rows = connection.execute(select(audit.c.action, audit.c.subject, audit.c.details)).all()
    told = {row.action: (row.subject, json.loads(row.details)) for row in rows}
    assert told["run.published"] == (str(id), {"versions": ["demo/folketall@1"]})
    assert told["package.published"][0] == "demo/folketall"
