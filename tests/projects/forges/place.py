"""A forge as the tests of its contract see it: what is there from outside, and tokens of several kinds."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Seen:
    """A repository as the forge itself has it."""

    id: str
    private: bool
    description: str
    protected: bool
    reviewed: bool
    """Whether `main` takes changes that another person has approved alone."""


class Place(Protocol):
    """One forge, with a person `kari`, her organisation `statistics` and another one `closed` that she is not in."""

    @property
    def kind(self) -> str:
        """The name by which it is installed."""
        ...

    @property
    def address(self) -> str:
        """Its front page."""
        ...

    @property
    def good(self) -> str:
        """A token of kari's that may do all that is needed."""
        ...

    @property
    def narrow(self) -> str:
        """A token of hers that may not make a repository."""
        ...

    def seen(self, owner: str, name: str) -> Seen | None:
        """Return a repository, looked at past the code under test."""
        ...

    def statuses(self, owner: str, name: str, commit: str) -> list[tuple[str, str, str, str]]:
        """Return state, context, line and page of each status of a commit, oldest first, in our words."""
        ...

    def made(self, owner: str, name: str) -> None:
        """Make a repository by somebody else's hand."""
        ...

    def gone(self, owner: str, name: str) -> None:
        """Delete a repository by somebody else's hand."""
        ...

    def head(self, owner: str, name: str, branch: str = "main") -> str:
        """Return the commit of a branch, or of a ref by its whole name; "" when there is none."""
        ...
