"""What is asked before a file is stored: the scan of the content, then the policy. A later part adds a line here.

The actor's right is asked for first, in `publishing.look`: whoever may not publish has nothing scanned.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stabbur import packages
from stabbur.errors import BadInput
from stabbur.registry.publishing.candidate import Candidate, Wish
from stabbur.registry.records import Publication
from stabbur.settings import Settings

LISTED = 5  # problems that a message names; the report has all of them


@dataclass(frozen=True)
class Case:
    """What is to be published, what its publisher wishes, and what is known of the thing already."""

    candidate: Candidate
    wish: Wish
    about: Publication
    settings: Settings


Check = Callable[[Case], Iterable[str]]
"""Raises an error of ours to refuse; returns what the publisher should know though it is let through."""


def own_rules(case: Case) -> list[str]:
    """Raise BadInput when data break the rules that their own package gives: readers trust those."""
    if case.candidate.kind != "package":
        return []
    opened = packages.Datapackage.open(case.candidate.folder)
    report = opened.validate()
    if not report.valid:
        listed = [str(problem) for problem in report.errors[:LISTED]]
        more = f"; and {report.total - len(listed)} more" if report.total > len(listed) else ""
        raise BadInput(
            f"'{opened.name}' breaks its own rules: {'; '.join(listed)}{more}",
            hint="mend the data or the schema; dp.validate().to_frame() or stabbur validate shows all of it",
            code="package-invalid",
            name=opened.name,
        )
    return [f"'{opened.name}': {one if one.resource else one.message}" for one in report.warnings]


SCAN: tuple[Check, ...] = (own_rules,)
"""Steps that look at the content."""
POLICY: tuple[Check, ...] = ()
"""Steps that look at who publishes what for whom; they come after the scan and may build on it."""


def let_through(case: Case) -> tuple[str, ...]:
    """Ask every check in turn: the first that refuses ends it, else what they have to say is returned."""
    return tuple(word for check in (*SCAN, *POLICY) for word in check(case))
