"""What a test run could not publish, kept for the page that shows what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.io.moved import append, lines
from stabbur.registry.desk import Desk

LOG = "refused.jsonl"


@dataclass(frozen=True)
class Refused:
    """One thing that was not published, and why."""

    id: str
    message: str
    hint: str


@contextmanager
def noted(desk: Desk, thing: str) -> Iterator[None]:
    """Let a refusal through; in a test run it is noted first."""
    try:
        yield
    except StabburError as error:
        if desk.test:
            append(desk.test / LOG, asdict(Refused(thing, str(error), error.hint)))
        raise


def refusals(place: Path) -> list[Refused]:
    """Return what was refused to a test run, in order; a line that was cut off is passed over."""
    return lines(place / LOG, lambda told: Refused(told["id"], told["message"], told["hint"]))
