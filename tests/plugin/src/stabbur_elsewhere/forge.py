"""A forge that keeps its repositories in the memory of the process."""

from datetime import UTC, datetime
from typing import ClassVar, Self

from stabbur.errors import Conflict
from stabbur.projects.forges.base import Account, Repository, Wanted
from stabbur.secrets import Secret


class Shelf:
    """Repositories in a dictionary; gone when the process ends."""

    title: ClassVar[str] = "the shelf"
    address: ClassVar[str] = "https://shelf.example"
    git_user: ClassVar[str] = "kari"
    token_page: ClassVar[str] = "tokens"
    mail_page: ClassVar[str] = "mail"
    program: ClassVar[str] = ""

    def __init__(self, address: str) -> None:
        self.at = address
        self.kept: dict[str, Repository] = {}

    @classmethod
    def open(cls, address: str, token: Secret) -> Self:
        """Return the forge."""
        return cls(address)

    def account(self, wanted: Wanted) -> Account:
        """Let in whoever comes."""
        return Account("kari", wanted.owner or "kari")

    def find(self, owner: str, name: str) -> Repository | None:
        """Return a repository."""
        return self.kept.get(f"{owner}/{name}")

    def create(self, wanted: Wanted, account: Account) -> Repository:
        """Make an empty repository."""
        path = f"{account.owner}/{wanted.name}"
        if path in self.kept:
            raise Conflict(f"'{path}' is taken", hint="give another name", code="forge-taken")
        made = Repository(
            path, account.owner, wanted.name, f"{self.at}/{path}", datetime.now(UTC), empty=True
        )
        self.kept[path] = made
        return made

    def protect(self, repository: Repository, branch: str, *, reviewed: bool) -> str:
        """Say that it does not."""
        return "a shelf protects nothing"

    def delete(self, repository: Repository) -> None:
        """Delete a repository."""
        self.kept.pop(repository.id, None)
