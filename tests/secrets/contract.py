"""What every place that keeps secrets must do; a subclass gives a store and puts values in its place."""

from typing import ClassVar

import pytest

from stabbur.errors import NotAllowed, NotFound
from stabbur.secrets.base import SecretStore


class SecretStoreContract:
    """Run over each store; `writable` says whether it can be changed from here."""

    missing: ClassVar[dict[str, str]] = {}
    writable = False

    @pytest.fixture
    def store(self) -> SecretStore:
        raise NotImplementedError

    def put(self, store: SecretStore, name: str, value: str) -> None:
        """Put a value where the store looks."""
        raise NotImplementedError

    def test_reads_what_is_there(self, store: SecretStore) -> None:
        self.put(store, "dvh/password", "hunter2hunter2")
        assert store.read("dvh/password") == "hunter2hunter2"

    @pytest.mark.parametrize("value", ["", "  spaces  ", "æøå €", "a'\"b\\c", "x" * 4_000])
    def test_value_is_kept_as_it_is(self, store: SecretStore, value: str) -> None:
        self.put(store, "dvh/password", value)
        assert store.read("dvh/password") == value

    def test_missing_is_none(self, store: SecretStore) -> None:
        assert store.read("nothing/here") is None

    def test_says_where_it_looks_and_not_what_it_found(self, store: SecretStore) -> None:
        self.put(store, "dvh/password", "hunter2hunter2")
        assert "hunter2" not in store.place("dvh/password")
        assert store.place("dvh/password")

    def test_write_and_delete(self, store: SecretStore) -> None:
        if not self.writable:
            with pytest.raises(NotAllowed) as error:
                store.write("dvh/password", "hunter2hunter2")
            assert "hunter2" not in f"{error.value}{error.value.hint}"
            with pytest.raises(NotAllowed):
                store.delete("dvh/password")
            return
        store.write("dvh/password", "hunter2hunter2")
        assert store.read("dvh/password") == "hunter2hunter2"
        store.delete("dvh/password")
        assert store.read("dvh/password") is None
        with pytest.raises(NotFound):
            store.delete("dvh/password")
