"""Drafts of stories: pages under an address that is listed nowhere, before they are published."""

import re
from typing import Any

from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import Thing, may
from stabbur.accounts.rights import narrower
from stabbur.errors import Damaged, NotFound, StabburError
from stabbur.registry import layout
from stabbur.registry.desk import Desk
from stabbur.registry.keeping import adoption
from stabbur.registry.keeping.marks import parse
from stabbur.registry.opened import OpenStory
from stabbur.registry.publishing import steps
from stabbur.registry.publishing.candidate import Wish
from stabbur.registry.publishing.gate.asking import Case, let_through
from stabbur.registry.publishing.pieces import check_untouched
from stabbur.registry.publishing.stories import StoryManifest
from stabbur.registry.reading import rows, story_from
from stabbur.registry.records import Numbered, Publication
from stabbur.registry.values import Published
from stabbur.state import audit
from stabbur.state.engine import writing

NAME = re.compile(r"(?:draft-)?([0-9a-f]{12})")


def publish_draft(desk: Desk, manifest: StoryManifest, wish: Wish) -> Published:
    """Store a draft under the code of its content; the gate is the same as for a version."""
    about, _ = steps.look(desk, manifest, wish)
    passed = let_through(Case(manifest, wish, about, desk.settings))
    code = layout.digits(manifest.content)
    told = {"actor": wish.actor.slug, "access": wish.access or about.access} | steps.answer(wish, passed)
    new = not is_there(desk, prefix(wish.id, code), told)
    if new and not wish.dry_run:
        store(desk, manifest, wish, code, told)
    return Published(wish.id, 0, f"/s/{wish.id}/draft-{code}", new, told=passed.told)


def store(desk: Desk, manifest: StoryManifest, wish: Wish, code: str, told: dict[str, Any]) -> None:
    """Put a draft's files, then its mark, and note who made it."""
    mark, pieces = manifest.finish(wish.id, 0, {"lineage": told})
    steps.store_files(desk, pieces, prefix(wish.id, code))
    check_untouched(pieces)
    # a draft may be shown to others than before, so its mark is replaced; that of a version never is
    desk.store.put(prefix(wish.id, code) + layout.MARK["story"], mark)
    with writing(desk.engine) as connection:
        audit.record(connection, wish.actor.slug, "story.draft", wish.id, {"draft": code, **told})


def is_there(desk: Desk, place: str, told: dict[str, Any]) -> bool:
    """Tell whether the same draft is there for the same readers; a damaged one is made anew."""
    try:
        return opened(desk, place)[1] == told
    except StabburError:
        return False


def open_draft(desk: Desk, thing: str, name: str, actor: Actor | None) -> OpenStory:
    """Return a draft by its code, for those who may read its story and were meant to read the draft.

    A story that is opened to more people does not open drafts that the gate has let through for the team alone.
    """
    layout.check_id(thing)
    missing = NotFound(f"'{thing}' has no draft '{ascii(name[:40])[1:-1]}'", code="draft-unknown", id=thing)
    match = NAME.fullmatch(name)
    if match is None:
        raise missing
    place = prefix(thing, match.group(1))
    try:
        mark, told = opened(desk, place)
    except NotFound:
        raise missing from None
    about, _ = rows(desk, "story", thing)
    access = str(told.get("access", "team"))
    if about is not None and narrower(about.access, access):
        access = about.access
    if actor is not None and not may(actor, "stories:read", Thing(thing, access)):
        raise missing
    one = Numbered(
        0,
        str(mark.get("title")),
        "",
        "",
        adoption.moment(mark.get("created")),
        str(told.get("actor", "")),
        "",
    )
    seen = Publication("story", thing, one.title, access, desk.bucket)
    return story_from(desk, seen, one, mark, place, draft=True)


def opened(desk: Desk, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a draft's mark and its lineage say."""
    key = place + layout.MARK["story"]
    mark = parse(desk.store.read(key), key)
    told = mark.get("siblings", {}).get("lineage")
    if not isinstance(told, str):
        raise Damaged(f"'{key}' does not say who made it: this draft is damaged", key=key)
    return mark, adoption.json_at(desk, place + told)


def remove_draft(desk: Desk, thing: str, content: str) -> None:
    """Remove the draft that has become a version."""
    for entry in list(desk.store.list(prefix(thing, layout.digits(content)))):
        desk.store.delete(entry.key)


def prefix(thing: str, code: str) -> str:
    """Return where a draft lies."""
    return f"{thing}/draft-{code}/"
