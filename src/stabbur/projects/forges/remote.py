"""Share a project: look first whether all is allowed, then make its repository, push, protect; or nothing at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stabbur.projects.forges.base import Account, Forge, Visibility, Wanted
from stabbur.secrets import Secret
from stabbur.settings import Settings

BRANCH = "main"


@dataclass(frozen=True)
class RemoteWish:
    """Where somebody wants a project to be shared; what is empty stands in the settings or is the usual."""

    kind: str = ""
    """`github`, `gitlab`, `forgejo` or what is installed; empty: `forge.kind` of the settings."""
    owner: str = ""
    visibility: Visibility = "private"
    token_from: str = ""
    """A file, `secret:NAME`, or empty: what git's own credential helpers keep."""
    address: str = ""


@dataclass(frozen=True)
class Plan:
    """What will be made and has been looked into; `notes` are for people to read."""

    forge: Forge
    address: str
    token: Secret
    wanted: Wanted
    account: Account
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remote:
    """A repository that was made, pushed to and protected."""

    page: str
    address: str
    notes: tuple[str, ...] = ()


class Undo(Protocol):
    """What `contextlib.ExitStack` has: steps that take back what was made, the last first."""

    def callback(self, step: Callable[[], object], /) -> object:
        """Remember a step."""
        ...


def prepare(
    wish: RemoteWish,
    name: str,
    *,
    description: str = "",
    workflows: bool = True,
    settings: Settings | None = None,
) -> Plan:
    """Look whether a repository could be made; nothing is made."""
    raise NotImplementedError


def create(plan: Plan, root: Path, undo: Undo) -> Remote:
    """Make the repository, push the project's `main` to it and protect that; `undo` gets what takes it back."""
    raise NotImplementedError
