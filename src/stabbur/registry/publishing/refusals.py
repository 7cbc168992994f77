"""What a test run could not publish, kept for the page that shows what came of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.io.moved import append
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
    try:
        lines = (place / LOG).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            one = json.loads(line)
            found.append(Refused(one["id"], one["message"], one["hint"]))
    return found
