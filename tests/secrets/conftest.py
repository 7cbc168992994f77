"""A keyring that holds its entries in memory, used as the machine's own is; and no secret known."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from stabbur.secrets import masking


class MemoryKeyring(KeyringBackend):
    """What a desktop's keyring does, without a desktop."""

    priority = 1

    def __init__(self, entries: dict[tuple[str, str], str]) -> None:
        self.entries = entries

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise PasswordDeleteError("not there")
        del self.entries[service, username]


@pytest.fixture
def desktop() -> Iterator[MemoryKeyring]:
    """A machine with an unlocked keyring."""
    before, own = keyring.get_keyring(), MemoryKeyring({})
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with no secret known, so that one test's value masks nothing in another."""
    monkeypatch.setattr(masking, "_KNOWN", set())
