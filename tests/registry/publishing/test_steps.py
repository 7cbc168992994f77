"""Publish, read back, find, withdraw: what a version is and what makes a new one."""

import json
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur import settings
from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.catalogue.base import Query
from stabbur.errors import BadInput, Conflict, DataWarning, NotAllowed, NotFound
from stabbur.registry.here import Here, connect
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.registry.making import package, whole


def test_package_is_published_found_and_read_back(home: Path) -> None:
    done = sb.publish(package(1), owner="demo", access="public")
    assert (done.id, done.version, done.address, done.created) == (
        "demo/folketall",
        1,
        "/p/demo/folketall/v1",
        True,
    )
    there = connect()
    assert [(one.id, one.latest, one.access) for one in there.packages()] == [("demo/folketall", 1, "public")]
    assert [hit.document.id for hit in there.search(Query("folketall")).items] == ["demo/folketall"]
    frame = sb.read_dp("demo/folketall", as_="polars")
    assert frame.rows() == [("0301", 1), ("1103", 144699)]
    assert frame.schema == {"nr": pl.String, "personer": pl.Int64}


def test_files_have_their_hash_in_their_names(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    one = registry.open("demo/folketall")
    for path, about in one.descriptor["files"].items():
        file = one.file(path)
        assert file == one.file(about["path"])
        assert about["hash"].removeprefix("sha256:")[:12] in file.name
        assert file.stat().st_size == about["bytes"]
    assert one.descriptor["version"] == "1"
    assert one.descriptor["resources"][0]["path"] == one.file("kommuner.csv.gz").name
    opened = sb.Datapackage.open(one.file("kommuner.csv.gz").parent)
    assert opened.validate().valid, "a version is a data package for any tool"


def test_same_content_makes_no_new_version(registry: Here) -> None:
    first = registry.publish(package(1), owner="demo")
    again = registry.publish(package(1), owner="demo")
    assert (again.version, again.created) == (first.version, False)
    assert registry.publish(package(1, title="Ny tittel"), owner="demo").version == 2
    assert registry.publish(package(1), owner="demo").version == 3, "back to what it was is a new version"
    whole_but_equal = registry.check(deep=True)
    assert (whole_but_equal.problems, whole_but_equal.notes) == ((), ())


def test_dry_run_says_what_changed_and_changes_nothing(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    told = registry.publish(package(2), owner="demo", dry_run=True)
    assert (told.version, told.created) == (2, True)
    assert told.diff is not None
    assert told.diff["rows"]["kommuner"]["changed"] == 1
    assert [one.number for one in registry.versions("demo/folketall")] == [1]
    assert registry.check(deep=True).notes == ()


def test_diff_and_lineage_are_stored(registry: Here, tmp_path: Path) -> None:
    registry.publish(package(1), owner="demo")
    (tmp_path / "kilde.csv").write_text("a;b\n1;2\n")
    sb.read_file(tmp_path / "kilde.csv")
    sb.read_dp("demo/folketall", as_="polars")
    registry.publish(package(2), owner="demo", actor=Actor("kari"))
    one = registry.open("demo/folketall")
    diff, lineage = one.sibling("diff"), one.sibling("lineage")
    assert diff is not None
    assert lineage is not None
    assert diff["from"] == 1
    assert diff["rows"]["kommuner"]["key"] == ["nr"]
    assert lineage["actor"] == "kari"
    assert "kilde.csv" in json.dumps(lineage["sources"])
    assert str(tmp_path) not in json.dumps(lineage), "a published page tells nothing of the machine's folders"
    assert lineage["packages"][-1]["source"] == "demo/folketall@1"
    assert len(lineage["git"]["commit"]) == 40
    assert one.sibling("nothing") is None
    assert registry.versions("demo/folketall")[0].summary == diff["summary"]


def test_access_belongs_to_the_package_and_is_mirrored(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    assert registry.open("demo/folketall").access == "team"
    registry.publish(package(1), owner="demo", access="public")
    registry.publish(package(2), owner="demo")
    assert registry.open("demo/folketall", 1).access == registry.open("demo/folketall", 2).access == "public"
    assert json.loads(registry.desk.store.read("demo/folketall/package.json"))["access"] == "public"
    with reading(registry.desk.engine) as connection:
        actions = [row.action for row in audit.read(connection)]
    assert actions == ["package.published", "package.access", "package.published"]
    with pytest.raises(BadInput, match="no access 'all': it is team, internal or public"):
        registry.publish(package(2), owner="demo", access="all")


def test_public_sees_only_what_is_public(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    assert registry.packages(PUBLIC) == []
    assert registry.search(Query(""), PUBLIC).total == 0
    for call in (registry.open, registry.versions):
        with pytest.raises(NotFound, match="no package 'demo/folketall'"):
            call("demo/folketall", actor=PUBLIC)
    with pytest.raises(NotAllowed):
        registry.publish(package(2), owner="demo", actor=PUBLIC)
    registry.publish(package(1), owner="demo", access="public")
    assert registry.open("demo/folketall", actor=PUBLIC).number == 1
    with pytest.raises(NotAllowed):
        registry.withdraw("demo/folketall", 1, "x", actor=PUBLIC)


def test_withdrawn_version_stays_and_says_why(registry: Here) -> None:
    for value in (1, 2):
        registry.publish(package(value), owner="demo")
    registry.withdraw("demo/folketall", 2, "feil tall")
    registry.withdraw("demo/folketall", 2, "feil tall")
    assert registry.open("demo/folketall").number == 1
    one = registry.open("demo/folketall", 2)
    assert one.withdrawn == "feil tall"
    assert one.file("kommuner.parquet").exists()
    with pytest.warns(DataWarning, match="version 2 is withdrawn: feil tall"):
        sb.read_dp("demo/folketall", version=2)
    with pytest.raises(Conflict, match="is withdrawn already: feil tall"):
        registry.withdraw("demo/folketall", 2, "noe annet")
    with pytest.raises(BadInput, match="takes a reason"):
        registry.withdraw("demo/folketall", 1, "  ")
    assert registry.publish(package(2), owner="demo").version == 3, (
        "a withdrawn version is not published again"
    )


def test_versions_are_adopted_when_the_state_was_lost(registry: Here) -> None:
    registry.publish(package(1), owner="demo", access="public", key="k")
    registry.publish(package(2), owner="demo", actor=Actor("kari"))
    registry.withdraw("demo/folketall", 1, "gammel")
    before = registry.versions("demo/folketall")
    registry.desk.engine.dispose()
    for file in settings.private().glob("state.sqlite*"):
        file.unlink()
    from stabbur.state import engine

    engine._engine.cache_clear()
    there = connect()
    assert there.versions("demo/folketall") == before
    assert there.open("demo/folketall").access == "public"
    assert there.publish(package(1), owner="demo", key="k").version == 1
    whole(there)


def test_lost_index_is_made_anew_by_the_next_search(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    (registry.desk.index / "current").unlink()
    assert registry.search(Query("folketall")).total == 1
    assert registry.check().notes == ()


def test_owner_is_argument_setting_or_person(
    registry: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert registry.publish(package(1), actor=Actor("kari")).id == "kari/folketall"
    known = registry.desk.settings.model_copy(update={"owner": "skatt"})
    assert connect(known).publish(package(1), actor=Actor("kari")).id == "skatt/folketall"


def test_other_bucket(home: Path, tmp_path: Path) -> None:
    known = settings.Settings.model_validate({"buckets": {"delt": {"address": str(tmp_path / "delt")}}})
    there = connect(known)
    there.publish(package(1), owner="demo", bucket="delt")
    assert (tmp_path / "delt/demo/folketall/v1/datapackage.json").exists()
    with pytest.raises(Conflict, match="lies in bucket 'delt', not in 'local'"):
        there.publish(package(2), owner="demo")


def test_file_that_changes_meanwhile_is_refused(
    registry: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package(1).write(tmp_path / "p")

    def touch(name: str) -> None:
        if name == "publish.3.before":
            with (folder / "kommuner.csv.gz").open("ab") as file:
                file.write(b"x")

    monkeypatch.setattr("stabbur.registry.publishing.steps.failpoint", touch)
    with pytest.raises(Conflict, match="changed while it was published"):
        registry.publish(folder, owner="demo")
    assert registry.packages() == []


@pytest.mark.parametrize(
    "given",
    ["../x/y", "a/../b", "demo", "demo/a/b", "Demo/A", "demo/a#b", "C:/x", "demo/æ", "a/" + "x" * 300],
)
def test_A41_id_is_no_path(given: str, registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Hei</p>")
    for call in (registry.open, registry.open_story, registry.versions):
        with pytest.raises(BadInput):
            call(given)
    if given != "demo":  # a name alone gets the owner that a package gets
        with pytest.raises(BadInput):
            registry.publish_story(page, given)
    with pytest.raises(BadInput):
        registry.withdraw(given, 1, "x")


@pytest.mark.parametrize("number", [0, -1, 10**12, True, "../1"])
def test_A41_version_is_a_number(number: int, registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    with pytest.raises(NotFound):
        registry.open("demo/folketall", number)


@pytest.mark.parametrize(
    "path", ["../../package.json", "/etc/passwd", "v1/x", "kommuner.csv.gz/../../../package.json", "", "\0"]
)
def test_A40_file_is_one_of_the_version(path: str, registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    with pytest.raises(NotFound, match="has no file"):
        registry.open("demo/folketall").file(path)


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "link.csv"])
def test_A40_descriptor_that_names_files_outside(path: str, registry: Here, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    told = {"name": "p", "resources": [{"name": "r", "path": path}]}
    (folder / "datapackage.json").write_text(json.dumps(told))
    with pytest.raises(BadInput):
        registry.publish(folder, owner="demo")
    assert list(registry.desk.store.list()) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"resources": 1}', '{"name": "p", "resources": [1]}'])
def test_bad_descriptor_is_said(text: str, registry: Here, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(BadInput, match=r"datapackage\.json"):
        registry.publish(tmp_path, owner="demo")


def test_other_things_are_refused(registry: Here, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot publish a int"):
        registry.publish(3)
    with pytest.raises(NotFound, match=r"has no datapackage\.json"):
        registry.publish(tmp_path)
