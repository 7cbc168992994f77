"""The folder of an index: a pointer that is switched whole, one writer at a time, damage in plain words."""

import threading
import time
from pathlib import Path

import pytest

from stabbur.catalogue.tantivy import folders
from stabbur.catalogue.tantivy.fields import VERSION
from stabbur.errors import Unavailable


def made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    new = folders.new(folder)
    folders.switch(folder, new)
    return new


def test_the_newest_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    first = made(tmp_path)
    assert folders.current(tmp_path) == first
    second = folders.new(tmp_path)
    assert folders.current(tmp_path) == first, "one that is not whole does not count"
    folders.switch(tmp_path, second)
    assert folders.current(tmp_path) == second
    assert not first.exists()


def test_only_its_owner_may_look_into_it(tmp_path: Path) -> None:
    assert made(tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("pointer", ["", "../outside", "v0-aaaa", "/etc", f"v{VERSION}-gone", "a\0b"])
def test_a_pointer_to_nothing_of_ours_is_a_missing_index(tmp_path: Path, pointer: str) -> None:
    made(tmp_path)
    (tmp_path.parent / "outside").mkdir(exist_ok=True)
    (tmp_path / folders.POINTER).write_text(pointer)
    with pytest.raises(Unavailable) as told:
        folders.current(tmp_path)
    assert told.value.code == "index-missing"


def test_a_pointer_that_cannot_be_read_is_a_broken_index(tmp_path: Path) -> None:
    (tmp_path / folders.POINTER).write_bytes(b"\xff\xfe")
    with pytest.raises(Unavailable) as told:
        folders.current(tmp_path)
    assert (told.value.code, told.value.hint) == ("index-broken", folders.REBUILD)


def test_no_folder_and_a_file_in_its_place_are_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(Unavailable, match="no search index"):
            folders.current(place)


def test_one_writes_at_a_time_and_the_other_is_told_in_the_end(tmp_path: Path) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with folders.writing(tmp_path):
            inside.set()
            go_on.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(60)
    with pytest.raises(Unavailable) as told, folders.writing(tmp_path, seconds=0.05):
        raise AssertionError("two wrote at once")
    assert told.value.code == "index-busy"
    threading.Timer(0.2, go_on.set).start()
    start = time.monotonic()
    with folders.writing(tmp_path, seconds=60):
        assert time.monotonic() > start
    holder.join()


@pytest.mark.parametrize("error", [ValueError("x"), OSError("x")])
def test_what_the_engine_says_of_damage_is_one_error(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(Unavailable) as told, folders.telling(tmp_path):
        raise error
    assert told.value.code == "index-broken"
    assert told.value.__cause__ is error


def test_other_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), folders.telling(tmp_path):
        raise KeyboardInterrupt
    with pytest.raises(KeyError), folders.telling(tmp_path):
        raise KeyError("a mistake of ours")
