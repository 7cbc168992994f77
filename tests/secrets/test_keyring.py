"""Secrets in the keyring of the operating system."""

import keyring
import pytest
from keyring.core import load_keyring

from stabbur.errors import Unavailable
from stabbur.secrets.base import SecretStore
from stabbur.secrets.keyring import KeyringSecrets
from stabbur.settings import Secrets
from tests.secrets.conftest import MemoryKeyring
from tests.secrets.contract import SecretStoreContract


class TestKeyring(SecretStoreContract):
    writable = True

    @pytest.fixture
    def store(self, desktop: MemoryKeyring) -> SecretStore:
        return KeyringSecrets.open(Secrets())

    def put(self, store: SecretStore, name: str, value: str) -> None:
        store.write(name, value)


def test_machine_without_a_keyring(desktop: MemoryKeyring) -> None:
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))
    assert KeyringSecrets().read("dvh/password") is None
    with pytest.raises(Unavailable, match="none on this machine") as error:
        KeyringSecrets().write("dvh/password", "hunter2hunter2")
    assert "--store state" in error.value.hint
