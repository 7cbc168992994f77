"""Publish what a test run made: exactly those bytes, and nothing that somebody has outrun."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import demand
from stabbur.errors import Conflict
from stabbur.registry.here import Here, connect, finished
from stabbur.registry.opened import OpenStory, OpenVersion
from stabbur.registry.publishing import steps
from stabbur.registry.publishing.before import earlier
from stabbur.registry.publishing.candidate import Wish
from stabbur.registry.publishing.differences import difference
from stabbur.registry.publishing.drafts import publish_draft, remove_draft
from stabbur.registry.publishing.kept import kept, kept_story
from stabbur.registry.publishing.steps import newer
from stabbur.registry.publishing.stories import StoryManifest, story_difference
from stabbur.registry.reading import open_story, open_version, rows
from stabbur.registry.values import Published
from stabbur.runs.testing import place as places
from stabbur.runs.testing.deeds import ACCESS, Deed, answer_of, deeds, wished_access
from stabbur.runs.testing.making import Made, made_by
from stabbur.runs.testing.outcome import Outcome, outcome
from stabbur.runs.testing.telling import same_as
from stabbur.settings import Settings
from stabbur.state import audit, clock
from stabbur.state.engine import writing
from stabbur.state.locks import shared


def publish_test(
    engine: Engine, id: int, known: Settings, *, actor: Actor | None = None, anyway: bool = False
) -> list[Published]:
    """Publish what a test run made, byte for byte; asked for twice it publishes once.

    With `anyway` it is published although somebody has published a version since, after that one.

    Raises
    ------
    NotFound
        There is no such run, it is somebody else's, or what it made was swept.
    BadInput
        It was no test run.
    Conflict
        It did not come to its end, made nothing to publish, or somebody has published a version since.
    """
    actor = actor or actors.local()
    demand(actor, "runs:start")
    told = outcome(engine, id, known, actor=actor)
    _refuse(told, anyway=anyway)
    _, place = places.of(engine, id, actor)
    with places.opened(place, known) as test:
        with places.readable(id):
            done = deeds(test) if test else []
            made = made_by(test, id, done) if test else []
        real = connect(known)
        with shared(real.desk.lock):
            published = _published(real, made, done, actor, anyway=anyway)
    for kind, one in published:
        finished(real.desk, kind, one, dry_run=False)
    with writing(engine) as connection:
        names = [f"{one.id}@{one.version}" for _, one in published]
        audit.record(connection, actor.slug, "run.published", str(id), {"versions": names})
    return [one for _, one in published]


def _refuse(told: Outcome, *, anyway: bool) -> None:
    """Refuse what is not whole, what is nothing, and what somebody has outrun."""
    id = told.run.id
    if not told.whole:
        raise Conflict(
            f"test run '{id}' did not succeed but is {told.run.state}: what it made may be half",
            hint=f"stabbur runs log {id}",
            code="test-not-whole",
            id=id,
        )
    if told.same and not told.items and not told.access:
        raise Conflict(
            f"test run '{id}' has nothing to publish: {', '.join(map(same_as, told.same))}",
            hint="nothing is left to do: a new version comes when its content changes",
            code="test-empty",
            id=id,
        )
    if not told.items and not told.access:
        raise Conflict(
            f"test run '{id}' published nothing",
            hint="tables and files are written by a real run: stabbur run ENTRY",
            code="test-empty",
            id=id,
        )
    for item in told.newer if not anyway else ():
        raise newer(item.id, item.newer)


def _published(
    real: Here, made: list[Made], done: list[Deed], actor: Actor, *, anyway: bool
) -> list[tuple[str, Published]]:
    renumbered: dict[str, str] = {}
    found = []
    for one in made:
        thing, number = one.deed.subject, one.one.number
        wish = Wish(
            thing,
            actor,
            wished_access(done, one.deed),
            one.request or None,
            came_from=came_from(one.lineage, renumbered),
            number=None if anyway or not number else number,
            override=answer_of(done, one.deed, number),
        )
        published = _one(real, one, wish)
        renumbered[f"{thing}@{number}"] = f"{thing}@{published.version}"
        found.append((one.deed.kind, published))
    things = {(one.deed.kind, one.deed.subject) for one in made}
    for deed in done:
        if deed.action in ACCESS and (deed.kind, deed.subject) not in things:
            found.append((deed.kind, _of_same_content(real, deed, actor, answer_of(done, deed))))
    return found


def _of_same_content(real: Here, deed: Deed, actor: Actor, reason: str | None) -> Published:
    """Change who has access to something whose content the test run found to be published already."""
    about, known = rows(real.desk, deed.kind, deed.subject)
    current = steps.current(known)
    if about is None or current is None:
        raise newer(deed.subject, known[0].number if known else 0)
    one = (real.open if deed.kind == "package" else real.open_story)(deed.subject, current.number)
    candidate = (
        kept(one, current.content) if isinstance(one, OpenVersion) else kept_story(one, current.content)
    )
    wish = Wish(deed.subject, actor, str(deed.details["to"]), override=reason)
    desk = real.desk.of(about.bucket)
    return steps.publish(desk, candidate, wish, lambda _: {}, earlier(desk, deed.kind, deed.subject))


def _one(real: Here, one: Made, wish: Wish) -> Published:
    desk, candidate = real.desk.of(one.bucket), one.candidate

    def differ(number: int) -> dict[str, Any]:
        if isinstance(candidate, StoryManifest):
            return story_difference(open_story(desk, wish.id, number), candidate)
        return difference(open_version(desk, wish.id, number), candidate.folder)

    if isinstance(one.one, OpenStory) and one.one.draft and isinstance(candidate, StoryManifest):
        return publish_draft(desk, candidate, wish)
    done = steps.publish(desk, candidate, wish, differ, earlier(desk, candidate.kind, wish.id))
    if candidate.kind == "story":
        remove_draft(desk, wish.id, candidate.content)
    return done


def came_from(lineage: Mapping[str, Any], renumbered: Mapping[str, str]) -> dict[str, Any]:
    """Return the lineage of a test run as it is true of what is published now.

    The sources, the code and the run are those of the test; a package that the same test run made is named
    by the version that it has become.
    """
    packages = [
        read | {"source": renumbered.get(read["source"], read["source"])}
        for read in lineage.get("packages", ())
    ]
    told = {**lineage, **({"packages": packages} if packages else {}), "tested": lineage.get("published")}
    return told | {"published": clock.text(clock.now()), "nonce": uuid.uuid4().hex}
