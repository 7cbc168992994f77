"""The local folder as a store."""

import threading
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.buckets.local import LocalStore
from stabbur.buckets.opening import open_bucket
from stabbur.errors import NotFound, Unavailable
from tests.buckets.contract import StoreContract


class TestLocal(StoreContract):
    """The contract, and what only a folder can do wrong."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> LocalStore:
        return LocalStore(str(tmp_path / "bucket"))

    def test_A40_link_that_leads_out(self, store: LocalStore, tmp_path: Path) -> None:
        secret = tmp_path / "bucket-secret"
        secret.mkdir()
        (secret / "file").write_text("secret")
        store.put("a/b", b"1")
        (store.root / "a" / "out").symlink_to(secret)
        (store.root / "a" / "file").symlink_to(secret / "file")
        for key in ("a/out/file", "a/file"):
            with pytest.raises(NotFound, match="leads out of the bucket"):
                store.read(key)
            with pytest.raises(NotFound):
                store.path(key, tmp_path)
        with pytest.raises(NotFound):
            store.put("a/out/new", b"x")
        assert not (secret / "new").exists()
        assert "a/out/file" not in [one.key for one in store.list()]

    def test_many_want_the_same_place(self, store: LocalStore) -> None:
        won: list[int] = []
        barrier = threading.Barrier(8)

        def put(number: int) -> None:
            barrier.wait()
            if store.put("a/b/mark", str(number).encode() * 1000, if_absent=True):
                won.append(number)

        threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        assert store.read("a/b/mark") == str(won[0]).encode() * 1000
        assert list(store.list(".incoming/")) == []

    def test_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises((Unavailable, NotFound)):
            LocalStore(str(tmp_path / "file")).put("a", b"x")


def test_opens_by_name(home: Path, tmp_path: Path) -> None:
    known = settings.Settings.model_validate({"buckets": {"delt": {"address": str(tmp_path / "delt")}}})
    open_bucket("delt", known).put("a", b"1")
    assert (tmp_path / "delt" / "a").read_bytes() == b"1"
    with pytest.raises(NotFound, match="no bucket named 'x' in the settings: there are delt, local"):
        open_bucket("x", known)
