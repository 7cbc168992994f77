"""Notices in the log of this machine, for who has set up nothing else."""

from typing import Self

from stabbur.runs.notices.base import Message
from stabbur.secrets import log
from stabbur.settings import Settings


class LogNotifier:
    """Writes one line a notice."""

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it; the log is where all of Stabbur's is."""
        return cls()

    def send(self, receiver: str, message: Message, *, seconds: float) -> None:
        """Write the line."""
        told = " | ".join(one for one in (message.headline, *message.lines, message.link) if one)
        log.start().warning("notice: %s", told, extra={"id": message.id, "code": f"notice-{message.kind}"})
