"""What came of a test run, as its page shows it: each package as it would be, and what would change by it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stabbur.hub.serving.page import PageMaker
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.changes import Changes, changes_of, summary_text
from stabbur.hub.telling.content import Content, content_of
from stabbur.hub.telling.head import Head, made_head
from stabbur.registry.here import Here
from stabbur.runs.testing import place as places
from stabbur.runs.testing.outcome import Item, Outcome
from stabbur.state.engine import engine


@dataclass(frozen=True)
class Shown:
    """One thing that a test run would publish; a story has neither head nor content."""

    item: Item
    summary: str
    address: str
    """Its page, once it is published."""
    changes: Changes
    head: Head | None = None
    content: Content | None = None


def shown_of(page: PageMaker, found: Outcome) -> list[Shown]:
    """Return what a test run would publish, each as it would be shown."""
    _, place = places.of(engine(page.settings), found.run.id, page.actor)
    with places.opened(place, page.settings) as here:
        return list(_shown(page, here, found.items)) if here else []


def _shown(page: PageMaker, here: Here, items: tuple[Item, ...]) -> Iterator[Shown]:
    cells = Cells(page.text, page.formats)
    for item in items:
        changes = changes_of(item.diff, page.text, cells)
        said = page.text("A draft that is listed nowhere.") if item.draft else ""
        one = Shown(item, said or summary_text(item.summary, page.text, cells), _address(item), changes)
        if item.kind != "package":
            yield one
            continue
        # nothing of it is kept: the number may become another version
        version = here.open(item.id, item.number)
        head = made_head(page, version, tuple(here.versions(item.id)))
        content = content_of(page, version)
        # there is no page of the version yet that an address could lead to
        figures = [replace(one, resource="", downloads={}, picture="") for one in content.figures]
        yield replace(one, head=head, content=replace(content, figures=figures))


def _address(item: Item) -> str:
    if item.draft or not item.done:
        return ""
    return f"/{'p' if item.kind == 'package' else 's'}/{item.id}/v{item.done}"
