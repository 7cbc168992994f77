"""What a test run shows: what it would publish and what would change by it, and what it would write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.errors import StabburError
from stabbur.io.testing.written import Written, listed
from stabbur.registry.here import Here, connect
from stabbur.registry.publishing.before import earlier
from stabbur.registry.publishing.candidate import Wish
from stabbur.registry.publishing.gate.asking import Case, let_through
from stabbur.registry.publishing.gate.refusals import Refused, refusals
from stabbur.registry.reading import rows
from stabbur.registry.records import Publication
from stabbur.runs.queue.values import SUCCEEDED, Run
from stabbur.runs.testing import place as places
from stabbur.runs.testing.deeds import ACCESS, PUBLISHED, Deed, answer_of, deeds, wished_access
from stabbur.runs.testing.making import Made, made_by
from stabbur.settings import Settings


@dataclass(frozen=True)
class Item:
    """One version, or one draft of a story, that a test run would publish."""

    kind: str
    id: str
    title: str
    number: int
    """0 for a draft."""
    draft: str
    access: str
    was_access: str
    """Who has access now; empty for what is new."""
    diff: dict[str, Any]
    findings: tuple[str, ...]
    """What validation and gate have to say."""
    refused: str
    """Why the gate would refuse it now; empty when it would not."""
    newer: int
    """A version that somebody has published since; 0 when nobody has."""
    done: int
    """The version that it has become already; 0 when it was not published yet."""
    files: dict[str, str]
    uncommitted: bool = False
    """Whether it was made in a folder whose files differ from its commit."""

    @property
    def summary(self) -> str:
        """What changes, in one sentence."""
        return "draft" if self.draft else str(self.diff.get("summary", ""))


@dataclass(frozen=True)
class Outcome:
    """What came of a test run: what can be published, what it would write, and what else it tried."""

    run: Run
    items: tuple[Item, ...]
    refused: tuple[Refused, ...]
    access: tuple[Deed, ...]
    written: tuple[Written, ...]
    other: tuple[Deed, ...]
    until: datetime | None

    @property
    def whole(self) -> bool:
        """Whether the run came to its end, so that what it made can be published."""
        return self.run.state == SUCCEEDED

    @property
    def same(self) -> tuple[str, ...]:
        """What it published whose content is that of the current version already, as ID@VERSION."""
        told = (self.run.report or {}).get("published") or ()
        new = {item.id for item in self.items}
        found = (
            f"{one['id']}@{one['version']}" for one in told if not one["created"] and one["id"] not in new
        )
        return tuple(dict.fromkeys(found))

    @property
    def newer(self) -> tuple[Item, ...]:
        """What somebody has published a version of since."""
        return tuple(item for item in self.items if item.newer)


def outcome(engine: Engine, id: int, known: Settings, *, actor: Actor | None = None) -> Outcome:
    """Return what a test run would publish and write; only who started it sees it.

    Raises
    ------
    NotFound
        There is no such run, it is somebody else's, or what it made was swept.
    BadInput
        It was no test run.
    """
    actor = actor or actors.local()
    run, place = places.of(engine, id, actor)
    until = run.ended + timedelta(days=known.runs.keep_test_days) if run.ended else None
    with places.opened(place, known) as test:
        with places.readable(id):
            done = deeds(test) if test else []
            made = made_by(test, id, done) if test else []
        items = tuple(_items(connect(known), made, done, actor)) if made else ()
    return Outcome(
        run,
        items,
        tuple(refusals(place)),
        tuple(one for one in done if one.action in ACCESS),
        tuple(listed(place)),
        tuple(one for one in done if one.action not in (*PUBLISHED, *ACCESS)),
        until,
    )


def _items(real: Here, made: Sequence[Made], done: Sequence[Deed], actor: Actor) -> Iterator[Item]:
    for one in made:
        about, published = rows(real.desk, one.deed.kind, one.deed.subject)
        ours = {other.request for other in made if _thing(other) == _thing(one)}
        first = min(
            (other.one.number for other in made if _thing(other) == _thing(one) and other.request), default=0
        )
        words, refused = _asked_gate(real, one, about, actor, done)
        yield Item(
            kind=one.deed.kind,
            id=one.deed.subject,
            title=one.candidate.title,
            number=one.one.number,
            draft=str(one.deed.details.get("draft", "")),
            access=wished_access(done, one.deed) or (about.access if about else one.one.access),
            was_access=about.access if about else "",
            diff=one.diff,
            findings=words,
            refused=refused,
            newer=max(
                (row.number for row in published if row.number >= first and row.request not in ours),
                default=0,
            )
            if one.request
            else 0,
            done=next((row.number for row in published if one.request and row.request == one.request), 0),
            files=one.files,
            uncommitted=bool((one.lineage.get("git") or {}).get("changed")),
        )


def _thing(one: Made) -> tuple[str, str]:
    return one.deed.kind, one.deed.subject


def _asked_gate(
    real: Here, one: Made, about: Publication | None, actor: Actor, done: Sequence[Deed]
) -> tuple[tuple[str, ...], str]:
    """Return what validation and gate say of a version today, and why they would refuse it."""
    known = about or Publication(
        one.deed.kind, one.deed.subject, one.candidate.title, one.one.access, one.bucket
    )
    reason = answer_of(done, one.deed, one.one.number)
    wish = Wish(one.deed.subject, actor, wished_access(done, one.deed), override=reason)
    before = earlier(real.desk, one.deed.kind, one.deed.subject)
    try:
        return let_through(Case(one.candidate, wish, known, real.desk.settings, before)).told, ""
    except StabburError as error:
        return (), str(error)
