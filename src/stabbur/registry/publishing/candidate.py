"""What publishing asks of a package or a story that is to be published, and what the publisher wishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from stabbur.accounts.actor import Actor
from stabbur.registry.publishing.pieces import Piece


class Candidate(Protocol):
    """A package or a story, hashed and ready."""

    @property
    def kind(self) -> str:
        """`package` or `story`."""

    @property
    def title(self) -> str:
        """What a reader sees first."""

    @property
    def content(self) -> str:
        """The hash by which two versions are the same."""

    @property
    def folder(self) -> Path:
        """Where its files are now."""

    def finish(
        self, thing: str, number: int, siblings: dict[str, dict[str, Any]]
    ) -> tuple[bytes, list[Piece]]:
        """Return the mark as it will lie in the bucket, and every file that it names."""


@dataclass(frozen=True)
class Wish:
    """Under which id, for whom, by whom; `request` is the hash of the idempotency key.

    `came_from` is the lineage of what another process has made; else it is that of this one. With `number`,
    it is published as that version or not at all. `override` is why something may leave that the gate refuses.
    """

    id: str
    actor: Actor
    access: str | None = None
    request: str | None = None
    dry_run: bool = False
    came_from: Mapping[str, Any] | None = None
    number: int | None = None
    override: str | None = None
