"""A store in a test run: what it writes lies apart, and the store below stays as it was."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.buckets.local import LocalStore
from stabbur.buckets.opening import open_bucket
from stabbur.buckets.overlay import Overlay
from stabbur.settings import load
from tests.buckets.contract import StoreContract

KEYS = st.sampled_from(["a/b.txt", "a/c.txt", "d.txt"])
DEEDS = st.lists(
    st.tuples(st.sampled_from(["put", "new", "delete"]), KEYS, st.binary(max_size=3)), max_size=12
)


def everything(folder: Path) -> dict[str, bytes]:
    """Return each file below a folder with its content."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestOverlay(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Overlay:
        return Overlay(LocalStore(str(tmp_path / "base")), LocalStore(str(tmp_path / "apart")))


@settings(max_examples=60, deadline=None)
@given(deeds=DEEDS)
def test_whatever_is_done_the_base_stays(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, str, bytes]]
) -> None:
    place = tmp_path_factory.mktemp("stores")
    base = LocalStore(str(place / "base"))
    base.put("a/b.txt", b"old")
    before = everything(place / "base")
    seen = Overlay(base, LocalStore(str(place / "apart")))
    told = {"a/b.txt": b"old"}
    for deed, key, data in deeds:
        if deed == "delete":
            seen.delete(key)
            told.pop(key, None)
            told |= {"a/b.txt": b"old"} if key == "a/b.txt" else {}
        elif seen.put(key, data, if_absent=deed == "new"):
            assert deed == "put" or key not in told
            told[key] = data
    assert {entry.key: seen.read(entry.key) for entry in seen.list()} == told
    assert {entry.key: entry.size for entry in seen.list()} == {key: len(data) for key, data in told.items()}
    assert everything(place / "base") == before


def test_every_bucket_of_a_test_run_is_laid_over(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_bucket("local", load()).put("a.txt", b"old")
    before = everything(home)
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
    seen = open_bucket("local", load())
    seen.put("a.txt", b"new")
    assert seen.read("a.txt") == b"new"
    assert everything(home) == before
    monkeypatch.delenv("STABBUR_TEST_PLACE")
    assert open_bucket("local", load()).read("a.txt") == b"old"
    assert open_bucket("local", load(), tmp_path / "test").read("a.txt") == b"new"
