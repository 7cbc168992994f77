"""What Stabbur asks of a way of telling people. One file a way; see docs/how-to/schedule.md."""

from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from stabbur.settings import Settings


@dataclass(frozen=True)
class Message:
    """What is told: the cause first; neither a secret nor a row of data is in it."""

    id: str
    """The same for each try, by which a receiver knows one that it has already."""
    kind: str
    """failed, recovered, succeeded, missing, late or digest."""
    subject: str
    """The pipeline or package."""
    headline: str
    lines: tuple[str, ...] = ()
    link: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """What a program reads of it: run, state, entry, commit, changes."""

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n".join([self.headline, "", *self.lines, *(["", self.link] if self.link else [])])


class Notifier(Protocol):
    """A way of telling people, such as e-mail."""

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it as the settings have it; nothing is sent yet."""
        ...

    def send(self, receiver: str, message: Message, *, seconds: float) -> None:
        """Send one message within so many seconds.

        Unavailable says that it may be tried again; any other error of ours that it never will go.
        """
        ...
