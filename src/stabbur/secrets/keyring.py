"""Secrets in the keyring of the operating system, under the service name `stabbur`."""

from typing import Self

import keyring
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

from stabbur.errors import NotFound, Unavailable
from stabbur.settings import Secrets

SERVICE = "stabbur"


class KeyringSecrets:
    """Keychain on macOS, Secret Service or KWallet on Linux."""

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store; the keyring itself is opened by the first call."""
        return cls()

    def read(self, name: str) -> str | None:
        """Return the value, or None when the keyring does not have it or there is no keyring."""
        try:
            value: str | None = keyring.get_password(SERVICE, name)
        except NoKeyringError:  # a server has none: the message lists it among what was looked in
            return None
        except KeyringError as error:
            raise _locked(name, error) from None
        return value

    def place(self, name: str) -> str:
        """Name the keyring and the entry."""
        return f"the keyring of this machine ({type(keyring.get_keyring()).__module__.split('.')[-1]})"

    def write(self, name: str, value: str) -> None:
        """Keep a value in the keyring."""
        try:
            keyring.set_password(SERVICE, name, value)
        except KeyringError as error:
            raise _locked(name, error) from None

    def delete(self, name: str) -> None:
        """Take a value out of the keyring."""
        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            raise NotFound(f"no secret '{name}' in the keyring", code="secret-missing") from None
        except KeyringError as error:
            raise _locked(name, error) from None


def _locked(name: str, error: KeyringError) -> Unavailable:
    reason = "there is none on this machine" if isinstance(error, NoKeyringError) else "it is locked"
    return Unavailable(
        f"the keyring can't be used for secret '{name}': {reason}",
        hint=f"unlock it, or keep it in the state: stabbur secrets set {name} --store state",
        code="keyring-unavailable",
    )
