"""What Stabbur asks of a place where secrets are kept. One file a kind; see docs/how-to/secrets.md."""

from typing import Protocol, Self

from stabbur.settings import Secrets


class SecretStore(Protocol):
    """A place that gives a secret by a name such as `dvh/password`."""

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store that the settings describe; nothing is read yet."""
        ...

    def read(self, name: str) -> str | None:
        """Return the value, or None when this place does not have it."""
        ...

    def place(self, name: str) -> str:
        """Say in words where this name is looked for, to be shown when it is missing."""
        ...

    def write(self, name: str, value: str) -> None:
        """Keep a value; NotAllowed when this place is filled from outside."""
        ...

    def delete(self, name: str) -> None:
        """Forget a value; NotFound when it is not there."""
        ...
