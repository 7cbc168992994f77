"""One version as a test run made it: its files, where it came from, what changed by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stabbur.errors import NotFound
from stabbur.registry import layout
from stabbur.registry.here import Here, hashed
from stabbur.registry.keeping import adoption
from stabbur.registry.opened import OpenStory, OpenVersion
from stabbur.registry.publishing.kept import Kept, kept, kept_story, of_content
from stabbur.registry.publishing.stories import StoryManifest
from stabbur.registry.reading import rows
from stabbur.runs.testing.deeds import PUBLISHED, Deed


@dataclass(frozen=True)
class Made:
    """A version that a test run published, ready to be published in earnest."""

    deed: Deed
    one: OpenVersion | OpenStory
    candidate: Kept | StoryManifest
    lineage: dict[str, Any]
    diff: dict[str, Any]
    bucket: str
    request: str
    """The hash of the key by which it is published once, however often it is asked for."""

    @property
    def files(self) -> dict[str, str]:
        """Its files with their hashes."""
        return {path: str(about["hash"]) for path, about in of_content(self.one).items()}


def made_by(test: Here, id: int, done: Sequence[Deed]) -> list[Made]:
    """Return every version that a test run published, in order, each file's hash checked."""
    return [_made(test, id, one) for one in done if one.action in PUBLISHED]


def _made(test: Here, id: int, deed: Deed) -> Made:
    about, known = rows(test.desk, deed.kind, deed.subject)
    desk = test.desk.of(about.bucket if about else test.desk.bucket)
    if deed.action == "story.draft":
        draft = test.open_story(deed.subject, f"draft-{deed.details['draft']}")
        # a draft is known by the beginning of its content's hash, and nothing else of it is asked for
        candidate = kept_story(draft, f"sha256:{deed.details['draft']}")
        return Made(deed, draft, candidate, {}, {}, desk.bucket, "")
    number = int(deed.details["version"])
    row = next((one for one in known if one.number == number), None)
    if row is None:
        raise NotFound(
            f"version {number} of '{deed.subject}' is not there any more in test run '{id}'",
            hint="run it anew: stabbur run --test ENTRY",
            code="test-swept",
            id=id,
        )
    one: OpenVersion | OpenStory = (
        test.open(deed.subject, number) if deed.kind == "package" else test.open_story(deed.subject, number)
    )
    mark = adoption.json_at(desk, layout.mark(deed.kind, deed.subject, number))
    lineage = adoption.lineage_of(desk, deed.kind, deed.subject, number, mark)
    diff = mark.get("siblings", {}).get("diff", "")
    key = str(lineage.get("request") or hashed(f"test run {id}: {deed.subject} {row.mark}"))
    return Made(
        deed,
        one,
        kept(one, row.content) if isinstance(one, OpenVersion) else kept_story(one, row.content),
        lineage,
        adoption.json_at(desk, layout.folder(deed.kind, deed.subject, number) + diff),
        desk.bucket,
        key,
    )
