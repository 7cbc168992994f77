"""A circle of readers that was narrowed stays narrow, whatever is cut off on the way."""

import json
from pathlib import Path

import pytest

import stabbur as sb
from stabbur import settings
from stabbur.accounts.actor import PUBLIC
from stabbur.catalogue.base import Query
from stabbur.errors import NotFound, Unavailable
from stabbur.registry import records
from stabbur.registry.here import Here, connect
from stabbur.registry.keeping import indexing
from stabbur.registry.publishing import steps
from tests.registry.making import package

ID = "demo/folketall"


def found(registry: Here) -> list[str]:
    return [hit.document.id for hit in registry.search(Query("folketall"), PUBLIC).items]


def test_what_cannot_be_read_is_not_found_and_is_indexed_later(
    registry: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish(package(1), owner="demo", access="public")
    assert found(registry) == [ID]

    def fail(*_: object) -> None:
        raise Unavailable("no file handles are left", code="storage-failed")

    with monkeypatch.context() as broken:
        broken.setattr(indexing, "open_version", fail)
        registry.publish(package(1), owner="demo", access="team")
    assert found(registry) == []
    assert registry.search(Query("folketall")).total == 0
    assert [note.kind for note in registry.check().notes] == ["index-behind"]
    assert indexing.follow(registry.desk) == 1
    assert registry.search(Query("folketall")).total == 1
    assert found(registry) == []


def test_adopting_a_version_narrows_the_circle_as_its_publisher_wished(
    registry: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish(package(1), owner="demo", access="public")

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(steps, "remember", cut)
        with pytest.raises(KeyboardInterrupt):
            registry.publish(package(2), owner="demo", access="team")
    registry.repair()
    assert registry.packages()[0].access == "team"
    with pytest.raises(NotFound):
        registry.open(ID, 2, PUBLIC)
    assert registry.check().notes == ()


@pytest.mark.parametrize("content", [1, 2], ids=["same content", "new content"])
def test_the_mirror_is_narrow_before_the_state_and_wide_after_it(
    registry: Here, monkeypatch: pytest.MonkeyPatch, content: int
) -> None:
    registry.publish(package(1), owner="demo", access="public")

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    def mirrored() -> str:
        return str(json.loads(registry.desk.store.read(f"{ID}/package.json"))["access"])

    for wished, there in (("team", "team"), ("public", "team")):
        with monkeypatch.context() as broken:
            broken.setattr(records, "set_access", cut)
            with pytest.raises(KeyboardInterrupt):
                registry.publish(package(content), owner="demo", access=wished)
        assert mirrored() == there
        registry.publish(package(content), owner="demo", access="team")


def test_a_package_in_another_bucket_is_read_checked_withdrawn_and_mended(home: Path, tmp_path: Path) -> None:
    known = settings.Settings.model_validate({"buckets": {"delt": {"address": str(tmp_path / "delt")}}})
    there = connect(known)
    there.publish(package(1), owner="demo", bucket="delt", access="public")
    there.publish(package(2), owner="demo", bucket="delt")
    assert there.open(ID, 1).file("kommuner.parquet").is_file()
    assert there.search(Query("folketall")).total == 1
    report = there.check(deep=True)
    assert (report.versions, report.problems, report.notes) == (2, (), ())
    there.withdraw(ID, 1, "feil tall")
    assert (tmp_path / "delt" / ID / "v1" / "withdrawn.json").is_file()
    (tmp_path / "delt" / ID / "package.json").unlink()
    assert [note.kind for note in there.check().notes] == ["mirror-differs"]
    assert there.repair().notes == ()
    (tmp_path / "delt" / ID / "v2" / "datapackage.json").unlink()
    assert [problem.kind for problem in there.check().problems] == ["file-missing"]


def test_a_bucket_that_left_the_settings_is_named(home: Path, tmp_path: Path) -> None:
    known = settings.Settings.model_validate({"buckets": {"delt": {"address": str(tmp_path / "delt")}}})
    connect(known).publish(package(1), owner="demo", bucket="delt")
    without = connect(settings.Settings())
    (problem,) = without.check().problems
    assert (problem.kind, problem.subject) == ("bucket-unreachable", "delt")
    with pytest.raises(sb.NotFound, match="no bucket named 'delt'"):
        without.open(ID)


def test_a_copy_in_another_bucket_adds_no_versions(home: Path, tmp_path: Path) -> None:
    known = settings.Settings.model_validate({"buckets": {"delt": {"address": str(tmp_path / "delt")}}})
    there = connect(known)
    there.publish(package(1), owner="demo", bucket="delt")
    other = package(3).write(tmp_path / "p")
    with pytest.raises(sb.Conflict):
        there.publish(other, owner="demo")
    mark = (tmp_path / "delt" / ID / "v1" / "datapackage.json").read_bytes()
    there.desk.store.put(f"{ID}/v2/datapackage.json", mark)
    there.repair()
    assert [one.number for one in there.versions(ID)] == [1]


def test_statistics_of_published_versions_are_compared(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    registry.publish(package(5), owner="demo")
    stored = registry.open(ID, 2).sibling("diff") or {}
    assert {"resource": "kommuner", "field": "personer", "measure": "min", "old": 1, "new": 5} in stored[
        "statistics"
    ]
