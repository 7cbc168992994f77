"""A way of telling people that keeps what it tells in the memory of the process."""

from typing import Self

from stabbur.runs.notices.base import Message
from stabbur.settings import Settings


class Board:
    """A board on the wall: whoever passes by reads it."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Return it."""
        return cls()

    def send(self, receiver: str, message: Message, *, seconds: float) -> None:
        """Hang it up."""
        self.notes.append(f"{receiver}: {message.headline}")
