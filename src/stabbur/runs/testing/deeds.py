"""What a test run did to its own registry, read from the log of its own state: what a real run would have done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from stabbur.registry.here import Here
from stabbur.state.engine import reading
from stabbur.state.tables import audit

PUBLISHED = ("package.published", "story.published", "story.draft")
ACCESS = ("package.access", "story.access")
NOTICED = ("package.adopted", "story.adopted")
"""What was published before, and was only taken up by the test run's own state."""


@dataclass(frozen=True)
class Deed:
    """One line of the log: what was done, to what."""

    action: str
    subject: str
    details: dict[str, Any]

    @property
    def kind(self) -> str:
        """What it was done to: `package`, `story` or something else."""
        return self.action.partition(".")[0]


def deeds(here: Here) -> list[Deed]:
    """Return what was done, in order."""
    wanted = select(audit.c.action, audit.c.subject, audit.c.details).order_by(audit.c.seq)
    with reading(here.desk.engine) as connection:
        rows = connection.execute(wanted).all()
    return [
        Deed(row.action, row.subject, json.loads(row.details)) for row in rows if row.action not in NOTICED
    ]


def wished_access(done: Sequence[Deed], deed: Deed) -> str | None:
    """Return the access that a run wished for a thing: what it changed it to, or that of a new one; else None."""
    if deed.action == "story.draft":
        return str(deed.details["access"])
    same = [one for one in done if (one.kind, one.subject) == (deed.kind, deed.subject)]
    changed = [str(one.details["to"]) for one in same if one.action in ACCESS]
    first = [
        str(one.details["access"]) for one in same if one.action in PUBLISHED and "access" in one.details
    ]
    return [*first, *changed][-1] if first or changed else None


def answer_of(done: Sequence[Deed], deed: Deed, number: int = 0) -> str | None:
    """Return the reason that a run gave for what the gate refuses of a thing, or of one version of it; else None.

    It is in the log also where no version was made, because its content was there already and only its readers
    became more.
    """
    said = [deed.details.get("override")] if deed.action == "story.draft" else []
    said += [
        one.details
        for one in done
        if (one.action, one.subject) == (f"{deed.kind}.overridden", deed.subject)
        and number in (0, one.details.get("version"))
    ]
    reasons = [str(one["reason"]) for one in said if isinstance(one, dict) and "reason" in one]
    return reasons[-1] if reasons else None
