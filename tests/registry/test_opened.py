"""What is handed out was hashed first: by any of its names, once for as long as nothing touches it."""

import os
from pathlib import Path

import pytest

from stabbur.errors import Damaged, NotFound
from stabbur.registry import opened
from stabbur.registry.here import Here
from stabbur.registry.opened import checked, hash_of
from tests.registry.making import package

ID = "demo/folketall"


def test_file_is_found_by_both_its_names(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    one = registry.open(ID)
    stored = one.descriptor["files"]["kommuner.parquet"]["path"]
    assert one.file("kommuner.parquet") == one.file(stored)
    with pytest.raises(NotFound, match=r"version 1 has no file '\.\./x'"):
        one.file("../x")
    with pytest.raises(NotFound) as caught:
        one.file("\n" + "x" * 500)
    assert len(str(caught.value)) < 200


def test_siblings_are_read_and_one_that_is_none_is_nothing(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    one = registry.open(ID)
    assert one.sibling("diff") == {"summary": "first version"}
    assert one.sibling("preview")
    assert one.sibling("../../package") is None
    assert {path.name for path in one.folder().iterdir()} >= {"datapackage.json"}


def test_file_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")
    first = hash_of(file)

    def refuse(self: Path, *_given: object) -> None:
        pytest.fail(f"read '{self}' again")

    monkeypatch.setattr(Path, "open", refuse)
    assert hash_of(file) == first


@pytest.mark.parametrize("keep_time", [False, True])
def test_touched_file_is_hashed_again(keep_time: bool, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")
    before, seen = hash_of(file), file.stat()
    fresh = tmp_path / "b"
    fresh.write_bytes(b"y")
    if keep_time:  # another file of the same size and time has another inode
        os.utime(fresh, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    else:
        os.utime(fresh, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    fresh.replace(file)
    assert hash_of(file) != before


def test_memory_of_hashes_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MOST_CHECKED", 3)
    monkeypatch.setattr(opened, "CHECKED", {})
    for number in range(10):
        file = tmp_path / str(number)
        file.write_bytes(bytes([number]))
        hash_of(file)
        assert len(opened.CHECKED) <= 3


def test_lost_and_changed_are_damage_that_names_the_file(registry: Here) -> None:
    store, cache = registry.desk.store, registry.desk.cache
    store.put("a/b", b"x")
    with pytest.raises(Damaged, match="'a/b' is not what was published"):
        checked(store, "a/b", "sha256:0", cache)
    with pytest.raises(Damaged, match="'a/c' is missing"):
        checked(store, "a/c", "sha256:0", cache)
