"""A new project of the same needs gets the lock of today's first one, and nothing else does."""

import os
import time
from pathlib import Path

import pytest

from stabbur.projects.environment import locking, remembered, syncing
from stabbur.settings import load
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers.index import Index


@pytest.fixture
def index_of(home: Path, index: Index) -> Index:
    settle(home, index)
    return index


@pytest.mark.parametrize("name", ["aaa", "stabbur-test-other", "zzz"])
def test_second_project_of_the_day_asks_nothing_and_gets_the_same_to_the_byte(
    index_of: Index, tmp_path: Path, name: str
) -> None:
    needs = ("stabbur-test-tree", "stabbur-test-leaf")
    module = '[tool.uv.build-backend]\nmodule-name = "{}"\n'
    locking.lock(small(tmp_path / "first", *needs, name="first", more=module.format("first")))
    index_of.asked.clear()
    second = small(tmp_path / "second", *needs, name=name, more=module.format(name))
    assert locking.lock(second)
    assert not index_of.asked
    assert locking.fits(second)
    got = (second.root / "uv.lock").read_text(encoding="utf-8")
    for file in (tmp_path / "home" / "cache" / "locks").iterdir():
        file.unlink()
    (second.root / "uv.lock").unlink()
    locking.lock(second)
    assert (second.root / "uv.lock").read_text(encoding="utf-8") == got


def test_lock_of_yesterday_is_not_taken(index_of: Index, tmp_path: Path) -> None:
    locking.lock(small(tmp_path / "first", "stabbur-test-tree"))
    index_of.add("stabbur-test-tree", "3.0")
    (kept,) = (tmp_path / "home" / "cache" / "locks").iterdir()
    os.utime(kept, (time.time() - remembered.SECONDS - 60,) * 2)
    second = small(tmp_path / "second", "stabbur-test-tree")
    syncing.sync(second)
    assert versions(second)["stabbur-test-tree"] == "3.0"


def test_locks_of_yesterday_go_when_one_is_kept_and_no_draft_stays(
    index_of: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locking.lock(small(tmp_path / "first", "stabbur-test-tree"))
    (old,) = (tmp_path / "home" / "cache" / "locks").iterdir()
    os.utime(old, (time.time() - remembered.SECONDS - 60,) * 2)
    second = small(tmp_path / "second", "stabbur-test-leaf")
    locking.lock(second)
    (kept,) = (tmp_path / "home" / "cache" / "locks").iterdir()
    assert kept != old

    def full(*given: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("stabbur.projects.environment.remembered.os.replace", full)
    remembered.keep(second, load(), "another")
    assert list(kept.parent.iterdir()) == [kept]


def test_other_needs_another_index_or_a_damaged_one_are_asked_for(
    index_of: Index, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = small(tmp_path / "first", "stabbur-test-tree")
    locking.lock(first)
    assert remembered.recall(small(tmp_path / "a", "stabbur-test-tree<2"), load()) is None
    assert remembered.recall(small(tmp_path / "b", "stabbur-test-tree", python=">=3.10"), load()) is None
    same = small(tmp_path / "c", "stabbur-test-tree")
    assert remembered.recall(same, load())
    monkeypatch.setenv("STABBUR_PACKAGES__INDEX", "https://elsewhere.example.no/simple")
    assert remembered.recall(same, load()) is None
    monkeypatch.delenv("STABBUR_PACKAGES__INDEX")
    (kept,) = (home / "cache" / "locks").iterdir()
    kept.write_text('version = 1\nrequires-python = ">=3.11"\n', encoding="utf-8")
    locking.lock(same)
    assert (same.root / "uv.lock").read_bytes() == (first.root / "uv.lock").read_bytes()


def test_needs_that_are_not_of_an_index_alone_are_not_remembered(index_of: Index, tmp_path: Path) -> None:
    other = small(tmp_path / "other", name="other")
    more = '[tool.uv.sources]\nother = { path = "../other", editable = true }\n'
    project = small(tmp_path / "small", "other", more=more)
    locking.lock(project)
    assert other.root.is_dir()
    assert not (tmp_path / "home" / "cache" / "locks").exists()
