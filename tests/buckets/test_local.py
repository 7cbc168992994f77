"""The local folder as a store."""

import threading
from pathlib import Path

import pytest

from stabbur.buckets.local import LocalStore
from stabbur.errors import BadInput, NotFound, Unavailable
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

    def test_A40_links_of_every_kind_lead_nowhere(self, store: LocalStore, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "file").write_text("secret")
        store.put("a/b", b"1")
        links = {"up": "..", "root": "/", "sideways": "../../outside", "self": "self"}
        for name, target in links.items():
            (store.root / "a" / name).symlink_to(target)
        for key in ("a/root/etc/passwd", "a/sideways/file", "a/up/../../outside/file", "a/self/x"):
            for call in (store.read, store.delete, lambda key: store.put(key, b"x"), store.size):
                with pytest.raises((NotFound, BadInput, Unavailable)):
                    call(key)
        assert (outside / "file").read_text() == "secret"
        assert store.read("a/up/a/b") == b"1", "a link that stays inside is one more name"
        assert "a/b" in [one.key for one in store.list()]

    def test_A40_bucket_may_itself_be_reached_by_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        store = LocalStore(str(tmp_path / "link"))
        store.put("a/b", b"1")
        assert (tmp_path / "real/a/b").read_bytes() == b"1"
        assert store.read("a/b") == b"1"

    def test_folder_in_the_place_of_an_object_is_said(self, store: LocalStore, tmp_path: Path) -> None:
        store.put("a/b", b"1")
        with pytest.raises(NotFound):
            store.read("a")
        with pytest.raises(NotFound):
            store.path("a", tmp_path)
        with pytest.raises(Unavailable):
            store.put("a", b"x")
        with pytest.raises(Unavailable):
            store.put("a/b/c", b"x")
        assert store.size("a/b/c") is None
        assert store.read("a/b") == b"1"

    def test_source_that_is_gone_leaves_nothing(self, store: LocalStore, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match="cannot write 'a/b': no such file"):
            store.put("a/b", tmp_path / "none")
        assert list(store.list()) == []
        assert list(store.list(".incoming/")) == []

    def test_large_file_is_copied_whole(self, store: LocalStore, tmp_path: Path) -> None:
        source = tmp_path / "large"
        source.write_bytes(bytes(range(256)) * 20_000)
        store.put("large", source)
        assert store.path("large", tmp_path).read_bytes() == source.read_bytes()
        assert [one.key for one in store.list()] == ["large"], "what is on its way in is not listed"

    def test_emptied_folders_go_but_not_the_bucket(self, store: LocalStore) -> None:
        store.put("a/b/c", b"1")
        store.put("a/d", b"1")
        store.delete("a/b/c")
        assert not (store.root / "a/b").exists()
        store.delete("a/d")
        assert not (store.root / "a").exists()
        assert store.root.is_dir()
