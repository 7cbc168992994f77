"""What is asked before a file is stored: the scan of the content, then the policy. A later part adds a line here.

The actor's right is asked for first, in `publishing.look`: whoever may not publish has nothing scanned.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur import packages
from stabbur.accounts.policy import Thing, demand
from stabbur.accounts.rights import narrower
from stabbur.errors import BadInput
from stabbur.registry.publishing.candidate import Candidate, Wish
from stabbur.registry.publishing.gate import attacking, disclosing, elsewhere
from stabbur.registry.publishing.gate.beside import beside
from stabbur.registry.publishing.gate.disclosing import Concern
from stabbur.registry.records import Publication
from stabbur.settings import Settings

LISTED = 5  # problems that a message names; the report has all of them
LEAST_REASON = 10  # characters: a reason that says something
LONGEST_REASON = 1_000
PRIVATE = frozenset({"national identity number", "D-number", "bank account", "secret"})
"""What no reason tells; names of those who agreed may stand in it."""


Wanted = Callable[[Mapping[str, Any]], bool]
"""Says by the descriptor of a package whether its files are worth fetching."""
Earlier = Callable[[Wanted], Iterator[tuple[int, Path]]]
"""Yields number and folder of each version that is there already and wanted, newest first."""


def nothing(_: Wanted) -> Iterator[tuple[int, Path]]:
    """Yield no earlier version."""
    yield from ()


def every(_: Mapping[str, Any]) -> bool:
    """Want each version."""
    return True


@dataclass(frozen=True)
class Case:
    """What is to be published, what its publisher wishes, and what is known of the thing already."""

    candidate: Candidate
    wish: Wish
    about: Publication
    settings: Settings
    earlier: Earlier = nothing

    @property
    def access(self) -> str:
        """Who will have access."""
        return self.wish.access or self.about.access


@dataclass(frozen=True)
class Passed:
    """What the gate let through: what it has to say, and what somebody answered for."""

    told: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()


Check = Callable[[Case], Iterable[str | Concern]]
"""Raises an error of ours to refuse; returns what the publisher should know though it is let through, and
concerns: what is refused unless somebody who may answers for it."""


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


def content(case: Case) -> Iterator[Concern | str]:
    """Yield what tells who somebody is, and tables of persons or businesses that nobody has audited."""
    if case.access == "team":
        return
    yield from disclosing.concerns(case.candidate.kind, case.candidate.folder)
    if case.candidate.kind == "package":
        yield from beside(case.candidate.folder)
        yield from (Concern("unaudited", told) for told in elsewhere.within(case.candidate.folder))
        yield from disclosing.revealed(case.candidate.folder, case.earlier(attacking.protected))


def widened(case: Case) -> Iterator[Concern]:
    """Yield the same of earlier versions, when more people are let in to them now."""
    if case.wish.access and case.access != "team" and narrower(case.about.access, case.access):
        known = disclosing.declared(case.candidate.folder) if case.candidate.kind == "package" else {}
        for number, folder in case.earlier(every):
            shown = beside(folder) if case.candidate.kind == "package" else ()
            for one in (*disclosing.concerns(case.candidate.kind, folder, known), *shown):
                if not isinstance(one, Concern):
                    continue
                yield Concern(one.code, f"version {number}, which readers get as well: {one.message}")
        if case.candidate.kind == "package":
            told = elsewhere.before(case.candidate.folder, case.earlier(every))
            yield from (Concern("before", one) for one in told)


SCAN: tuple[Check, ...] = (own_rules, content)
"""Steps that look at the content."""
POLICY: tuple[Check, ...] = (widened,)
"""Steps that look at who publishes what for whom; they come after the scan and may build on it."""


def let_through(case: Case) -> Passed:
    """Ask every check in turn: the first that refuses ends it, then what needs an answer is answered for.

    Raises
    ------
    BadInput
        The content breaks its own rules, or must not leave (code `disclosure-refused`), or the reason of an
        override says nothing.
    NotAllowed
        The actor may not override.
    """
    said = [word for check in (*SCAN, *POLICY) for word in check(case)]
    told = tuple(word for word in said if isinstance(word, str))
    found = [word for word in said if isinstance(word, Concern)]
    if not found:
        return Passed(told)
    if case.wish.override is None:
        raise refused(case, found)
    check_reason(case.wish.override)
    demand(case.wish.actor, "packages:override", Thing(case.about.id, case.about.access))
    overridden = tuple(dict.fromkeys(one.message for one in found))
    return Passed((*told, *(f"published all the same: {one}" for one in overridden)), overridden)


def refused(case: Case, found: Sequence[Concern]) -> BadInput:
    """Return the error that tells everything that must not leave."""
    messages = list(dict.fromkeys(one.message for one in found))
    more = f"; and {len(messages) - LISTED} more" if len(messages) > LISTED else ""
    hints = dict.fromkeys(disclosing.CURES[one.code] for one in found)
    return BadInput(
        f"'{case.about.id}' is not published with access '{case.access}': {'; '.join(messages[:LISTED])}{more}",
        hint="; ".join(hints),
        code="disclosure-refused",
        id=case.about.id,
        found=sorted({one.code for one in found}),
    )


def check_reason(reason: object) -> None:
    """Refuse a reason that says nothing, one that is a file, and one that tells what nobody should read."""
    if not isinstance(reason, str) or not LEAST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise BadInput(
            f"the reason of an override has {LEAST_REASON} to {LONGEST_REASON} characters",
            hint='say why it may leave all the same: override="…"; it is kept with the version for all to see',
            code="reason-bad",
        )
    from stabbur.disclosure.scanning.documents import scan_text  # names and polars: only where it is asked

    kinds = {one.kind for one in scan_text(reason) if one.direct and one.confidence >= disclosing.SURE}
    if told := sorted(kinds & PRIVATE):
        raise BadInput(
            f"the reason of an override holds a {' and a '.join(told)}",
            hint="leave it out: the reason is kept with the version for all to see",
            code="reason-bad",
        )
