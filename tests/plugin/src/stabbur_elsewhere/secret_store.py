"""A secret store that makes its secrets up."""

from typing import Self

from stabbur.errors import NotAllowed
from stabbur.settings import Secrets


class Told:
    """Every name has a secret that says which it is."""

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store."""
        return cls()

    def read(self, name: str) -> str | None:
        """Return what is made up."""
        return f"the secret of {name}"

    def place(self, name: str) -> str:
        """Say where it comes from."""
        return "elsewhere"

    def write(self, name: str, value: str) -> None:
        """Refuse."""
        raise NotAllowed(f"secret '{name}' can't be kept elsewhere")

    def delete(self, name: str) -> None:
        """Refuse."""
        raise NotAllowed(f"secret '{name}' can't be forgotten elsewhere")
