"""What every store must pass."""

from pathlib import Path

import pytest

from stabbur.buckets.base import Store
from stabbur.errors import BadInput, NotFound

OUTSIDE = [
    "../other",
    "a/../../b",
    "/etc/passwd",
    "a//b",
    "a/./b",
    "",
    "a/",
    "C:\\x",
    "a\\..\\b",
    "a\0b",
    "a%2f..%2fb",
    "a#b",
    "a?b",
    "x" * 300,
    "/".join(["aaaaaaaaa"] * 100),
    "a/b.",
    " a",
    "a\nb",
    "\udc80",
]


class StoreContract:
    """Run over each store by a subclass with a fixture `store`."""

    def test_puts_reads_and_lists(self, store: Store, tmp_path: Path) -> None:
        source = tmp_path / "source"
        source.write_bytes(b"from a file")
        assert store.put("a/b.txt", b"bytes")
        assert store.put("a/c/d.txt", source)
        assert store.read("a/b.txt") == b"bytes"
        assert store.path("a/c/d.txt", tmp_path / "cache").read_bytes() == b"from a file"
        assert [(one.key, one.size) for one in store.list()] == [("a/b.txt", 5), ("a/c/d.txt", 11)]
        assert [one.key for one in store.list("a/c/")] == ["a/c/d.txt"]
        assert [one.key for one in store.list("a/b")] == ["a/b.txt"]
        assert list(store.list("none/")) == []
        assert store.size("a/b.txt") == 5

    def test_replaces_unless_told_not_to(self, store: Store) -> None:
        assert store.put("a", b"1", if_absent=True)
        assert not store.put("a", b"2", if_absent=True)
        assert store.read("a") == b"1"
        assert store.put("a", b"3")
        assert store.read("a") == b"3"

    def test_deletes(self, store: Store) -> None:
        store.put("a/b", b"1")
        store.delete("a/b")
        store.delete("a/b")
        assert list(store.list()) == []
        assert store.put("a/b", b"2", if_absent=True)

    def test_missing_is_said(self, store: Store, tmp_path: Path) -> None:
        assert store.size("none/here") is None
        with pytest.raises(NotFound, match="no 'none/here' in the bucket"):
            store.read("none/here")
        with pytest.raises(NotFound):
            store.path("none/here", tmp_path)

    @pytest.mark.parametrize("key", OUTSIDE)
    def test_A41_key_that_leaves_the_bucket(self, store: Store, key: str, tmp_path: Path) -> None:
        for call in (
            lambda: store.read(key),
            lambda: store.put(key, b"x"),
            lambda: store.path(key, tmp_path),
            lambda: store.size(key),
            lambda: store.delete(key),
        ):
            with pytest.raises(BadInput, match="cannot be a key"):
                call()
