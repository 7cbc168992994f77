"""Drafts of stories: pages under an address that is listed nowhere, before they are published."""

import json
import re
from datetime import datetime

from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import Thing, demand, may
from stabbur.errors import NotFound
from stabbur.registry import layout
from stabbur.registry.desk import Desk
from stabbur.registry.opened import OpenStory
from stabbur.registry.reading import rows, story_from
from stabbur.registry.records import Numbered, Publication
from stabbur.registry.stories import StoryManifest
from stabbur.registry.values import Published
from stabbur.state import audit
from stabbur.state.engine import writing

CODE = re.compile(r"[0-9a-f]{12}")


def publish_draft(
    desk: Desk, manifest: StoryManifest, thing: str, access: str | None, actor: Actor
) -> Published:
    """Store a draft under the code of its content."""
    about, _ = rows(desk, "story", thing)
    wished = access or (about.access if about else desk.settings.publish.access)
    demand(actor, "stories:publish", Thing(thing, wished))
    code = layout.digits(manifest.content)
    told = {"actor": actor.slug, "access": wished}
    mark, pieces = manifest.finish(thing, 0, {"lineage": told})
    for one in pieces:
        desk.store.put(prefix(thing, code) + one.path, one.source, if_absent=True)
    new = desk.store.put(prefix(thing, code) + layout.MARK["story"], mark, if_absent=True)
    if new:
        with writing(desk.engine) as connection:
            audit.record(connection, actor.slug, "story.draft", thing, {"draft": code, "access": wished})
    return Published(thing, 0, f"/s/{thing}/draft/{code}", new)


def open_draft(desk: Desk, thing: str, code: str, actor: Actor | None) -> OpenStory:
    """Return a draft by its code, with the access of its story or as its publisher wished."""
    layout.check_id(thing)
    missing = NotFound(f"'{thing}' has no draft '{ascii(code[:40])[1:-1]}'", code="draft-unknown", id=thing)
    if not CODE.fullmatch(code):
        raise missing
    try:
        mark = json.loads(desk.store.read(prefix(thing, code) + layout.MARK["story"]))
        told = json.loads(desk.store.read(prefix(thing, code) + mark["siblings"]["lineage"]))
    except NotFound:
        raise missing from None
    about, _ = rows(desk, "story", thing)
    access = about.access if about else str(told.get("access", "team"))
    if actor is not None and not may(actor, "stories:read", Thing(thing, access)):
        raise missing
    one = Numbered(0, mark["title"], "", "", datetime.fromisoformat(mark["created"]), told["actor"], "")
    seen = Publication("story", thing, mark["title"], access, desk.bucket)
    return story_from(desk, seen, one, mark, prefix(thing, code), draft=True)


def remove_draft(desk: Desk, thing: str, content: str) -> None:
    """Remove the draft that has become a version."""
    for entry in list(desk.store.list(prefix(thing, layout.digits(content)))):
        desk.store.delete(entry.key)


def prefix(thing: str, code: str) -> str:
    """Return where a draft lies."""
    return f"{thing}/draft-{code}/"
