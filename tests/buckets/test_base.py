"""The contract of a store holds for one that keeps everything in memory, as somebody outside would write it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stabbur.buckets.base import Store
from stabbur.buckets.local import LocalStore
from tests.buckets.contract import StoreContract
from tests.plugin.src.stabbur_elsewhere.bucket import MemoryStore


class TestElsewhere(StoreContract):
    """The store of `tests/plugin`."""

    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()


@pytest.mark.parametrize("kind", ["local", "memory"])
def test_listing_is_by_key_with_sizes_and_the_stores_time(kind: str, tmp_path: Path) -> None:
    store: Store = LocalStore(str(tmp_path)) if kind == "local" else MemoryStore()
    for key in ("b/2", "a/1", "b/10", "c"):
        store.put(key, key.encode())
    found = list(store.list())
    assert [one.key for one in found] == ["a/1", "b/10", "b/2", "c"]
    assert [one.size for one in found] == [3, 4, 3, 1]
    assert all(abs(one.modified - datetime.now(UTC)) < timedelta(minutes=1) for one in found)
    assert [one.key for one in store.list("b/1")] == ["b/10"], "a prefix need not end at a slash"
