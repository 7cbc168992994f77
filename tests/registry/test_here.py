"""The registry of this machine: what it takes, what it refuses, what it leaves behind."""

from pathlib import Path

import pytest

import stabbur as sb
from stabbur.accounts.actor import Actor
from stabbur.errors import BadInput, NotFound
from stabbur.registry.here import Here, check_access, connect, hashed, is_new, staged
from stabbur.settings import Settings
from tests.registry.making import package, written


def test_new_state_takes_up_what_the_bucket_has_and_can_be_searched(registry: Here, home: Path) -> None:
    from stabbur.catalogue.base import Query

    assert is_new(registry.desk)
    registry.publish(package(1), owner="demo")
    assert not is_new(registry.desk)
    known = Settings.model_validate({"state": {"address": f"sqlite:///{home / 'ny.sqlite'}"}})
    there = connect(known)
    assert [one.id for one in there.packages()] == ["demo/folketall"]
    assert there.search(Query("folketall")).total == 1
    assert there.check(deep=True).notes == ()


@pytest.mark.parametrize("given", [3, None, [], object()])
def test_takes_a_package_or_its_folder(given: object, registry: Here) -> None:
    with pytest.raises(BadInput, match=f"cannot publish a {type(given).__name__}"):
        registry.publish(given)


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_written_to_publish_it_goes_again(fails: bool, registry: Here) -> None:
    try:
        with staged(registry.desk, package(1)) as folder:
            assert (folder / "datapackage.json").is_file()
            if fails:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert list(registry.desk.staging.iterdir()) == []


def test_folder_of_the_users_is_left_as_it_is(registry: Here, tmp_path: Path) -> None:
    folder = written(tmp_path, 1)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for call in (registry.publish, registry.publish):
        call(folder, owner="demo")
    registry.publish(folder, owner="demo", dry_run=True)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("access", ["", "all", "Public", "x" * 100])
def test_access_that_there_is_none_of(access: str) -> None:
    with pytest.raises(BadInput, match="it is team, internal or public"):
        check_access(access)


def test_key_is_kept_as_a_hash_only(registry: Here) -> None:
    assert hashed(None) is None
    told = hashed("hemmelig nøkkel")
    assert told is not None
    assert told.startswith("sha256:")
    registry.publish(package(1), owner="demo", key="hemmelig nøkkel")
    stored = registry.open("demo/folketall").sibling("lineage")
    assert stored is not None
    assert stored["request"] == told


@pytest.mark.parametrize("owner", ["../demo", "Demo", "a/b", ".", "æ", "x" * 81])
def test_owner_that_is_no_name_is_refused_before_anything_is_stored(owner: str, registry: Here) -> None:
    with pytest.raises(BadInput):
        registry.publish(package(1), owner=owner)
    assert list(registry.desk.store.list()) == []


def test_bucket_that_there_is_none_of(registry: Here) -> None:
    with pytest.raises(NotFound, match="no bucket named 'x'"):
        sb.publish(package(1), owner="demo", bucket="x")


def test_rebuilt_index_finds_what_the_state_had_lost(registry: Here) -> None:
    registry.publish(package(1), owner="demo", actor=Actor("kari"))
    assert registry.rebuild_index() == 1


@pytest.mark.parametrize(
    ("access", "meant"), [("publik", "public"), ("Internal", "internal"), ("teams", "team")]
)
def test_access_that_is_nearly_one_is_answered_with_it(access: str, meant: str) -> None:
    with pytest.raises(BadInput) as told:
        check_access(access)
    assert told.value.hint == f"did you mean '{meant}'?"
