"""What Stabbur asks of a forge, a place that shares git repositories. One file a kind; see docs/extend/forge.md."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, Protocol, Self, runtime_checkable

from stabbur.secrets import Secret

Visibility = Literal["private", "internal", "public"]
State = Literal["pending", "success", "failure", "error"]


@dataclass(frozen=True)
class Wanted:
    """A repository that is to be made."""

    owner: str
    """A person, an organisation or a group; empty: whoever the token belongs to."""
    name: str
    description: str = ""
    visibility: Visibility = "private"
    workflows: bool = True
    """Whether what is pushed says what the forge shall run; some tokens may not push that."""


@dataclass(frozen=True)
class Account:
    """Who the token belongs to, and under whom the repository is made, as the forge spells it."""

    name: str
    owner: str
    shared: bool = False
    """Whether the owner is an organisation or a group, not the person alone."""
    notes: tuple[str, ...] = ()
    """What to know beforehand that hinders nothing yet, such as a token that soon ends."""


@dataclass(frozen=True)
class Repository:
    """A repository that is there."""

    id: str
    owner: str
    name: str
    page: str
    created: datetime
    empty: bool
    description: str = ""


@dataclass(frozen=True)
class Status:
    """What is said at a commit of one build of it."""

    commit: str
    state: State
    """`error`: it came to no end of its own."""
    context: str
    """What it is of; what is said later of the same takes its place."""
    line: str
    """At most 140 characters, without data."""
    page: str = ""
    """Where more is told, if anywhere."""


class Forge(Protocol):
    """One forge, signed in to; each error says what is missing, with the page where to mend it."""

    title: ClassVar[str]
    """How people call it."""
    address: ClassVar[str]
    """Where it is when nobody says; empty when each has its own."""
    git_user: ClassVar[str]
    """The name that goes beside the token when git signs in."""
    token_page: ClassVar[str]
    """Where below its address a token is made."""
    mail_page: ClassVar[str]
    """Where below its address a person's addresses of e-mail stand, by which commits are theirs."""
    program: ClassVar[str]
    """Its own program, if that keeps tokens and hands them out by `PROGRAM auth git-credential get`."""

    @classmethod
    def open(cls, address: str, token: Secret) -> Self:
        """Return the forge at an address; nothing is asked yet."""
        ...

    def account(self, wanted: Wanted) -> Account:
        """Look whether the token may make what is wanted; NotAllowed, BadInput or NotFound when it may not."""
        ...

    def find(self, owner: str, name: str) -> Repository | None:
        """Return a repository, or None when the token sees none of that name."""
        ...

    def create(self, wanted: Wanted, account: Account) -> Repository:
        """Make an empty repository; Conflict when taken, Unavailable when nobody knows whether it was made."""
        ...

    def protect(self, repository: Repository, branch: str, *, reviewed: bool) -> str:
        """Keep a branch from being deleted or rewritten, and `reviewed` from changes nobody else has seen.

        Returns a note when the forge does not sell that to this owner, which hinders nothing; else "".
        """
        ...

    def delete(self, repository: Repository) -> None:
        """Delete a repository; NotAllowed, with its page, when the token may not."""
        ...


@runtime_checkable
class Marking(Protocol):
    """What a forge has beside the methods of `Forge` when its commits can show how builds went; not each has."""

    def mark(self, owner: str, name: str, status: Status) -> None:
        """Set the status of a commit.

        BadInput when it does not take this one and never will, NotAllowed when the token may not, Unavailable
        when it may be tried again.
        """
        ...
