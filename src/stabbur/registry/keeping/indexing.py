"""The search index follows the events of the state: whoever holds its lock applies those that wait."""

import logging
from collections.abc import Callable, Iterable
from contextlib import closing

from stabbur import seams
from stabbur.catalogue.base import SearchIndex
from stabbur.catalogue.documents import MOST_TEXT, Document, from_descriptor
from stabbur.catalogue.reading import notebook_text, page_text
from stabbur.errors import Damaged, NotFound, StabburError, Unavailable
from stabbur.registry import records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.notebooks import notebook_document, saved_notebooks
from stabbur.registry.opened import OpenStory, OpenVersion
from stabbur.registry.reading import open_story, open_version
from stabbur.state import events
from stabbur.state.engine import reading, writing
from stabbur.state.locks import exclusive

LOG = logging.getLogger(__name__)


def open_index(desk: Desk) -> SearchIndex:
    """Return the index of this Stabbur; Unavailable when it is missing or broken."""
    made: SearchIndex = seams.load("index", desk.settings.index.kind).open(desk.index)
    return made


def ready_index(desk: Desk) -> SearchIndex:
    """Return the index of this Stabbur, made anew when it is missing or broken."""
    try:
        return open_index(desk)
    except Unavailable:
        with exclusive(desk.private / "index.lock"):
            try:
                return open_index(desk)  # whoever held the lock may have made it
            except Unavailable:
                fill(desk)
        return open_index(desk)


def follow(desk: Desk) -> int:
    """Apply the events that wait; return how many. What cannot be applied waits for the next time."""
    with exclusive(desk.private / "index.lock"):
        with reading(desk.engine) as connection:
            waiting = events.waiting(connection)
        if not waiting:
            return 0
        changed = dict.fromkeys((one.kind.partition(".")[0], one.subject) for one in waiting)
        found, gone, later = documents(desk, changed)
        try:
            with closing(open_index(desk)) as index:
                # what cannot be read now may have got fewer readers: it is not found until it can
                index.delete([*gone, *later])
                index.upsert(found)
        except Unavailable:  # missing or broken; a process killed while it wrote leaves files in the way, too
            fill(desk)
            return len(waiting)
        with writing(desk.engine) as connection:
            done = [one.seq for one in waiting if (one.kind.partition(".")[0], one.subject) not in later]
            events.applied(connection, done)
        return len(done)


def follow_quietly(desk: Desk) -> None:
    """Apply the events that wait; a published version stays published when its index cannot follow."""
    if desk.test and not desk.index.exists():
        return  # most test runs search for nothing, and making an index of everything takes long
    try:
        follow(desk)
    except (StabburError, OSError) as error:
        LOG.warning("the index could not follow and will the next time: %s", error)


def rebuild(desk: Desk) -> int:
    """Make the index anew from everything that is published; return the number of documents."""
    with exclusive(desk.private / "index.lock"):
        return fill(desk)


def fill(desk: Desk) -> int:
    """Make a new index that takes the old one's place; whoever calls holds the index's lock."""
    with reading(desk.engine) as connection:
        things = [(one.kind, one.id) for one in records.everything(connection)]
        waiting = events.waiting(connection, limit=1_000_000)
    things += saved_notebooks(desk)
    found, _, later = documents(desk, things)
    index: SearchIndex = seams.load("index", desk.settings.index.kind).open(desk.index, create=True)
    try:
        index.upsert(found)
    finally:
        index.close()
    with writing(desk.engine) as connection:
        done = [one.seq for one in waiting if (one.kind.partition(".")[0], one.subject) not in later]
        events.applied(connection, done)
    return len(found)


def documents(
    desk: Desk, things: Iterable[tuple[str, str]]
) -> tuple[list[Document], set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the documents of publications, those that are gone or damaged, and those to be read later."""
    found: list[Document] = []
    gone: set[tuple[str, str]] = set()
    later: set[tuple[str, str]] = set()
    for kind, thing in things:
        try:
            found.append(document_of(desk, kind, thing))
        except (StabburError, OSError) as error:
            LOG.warning("'%s' is not in the index: %s", thing, error)
            (gone if isinstance(error, Damaged | NotFound) else later).add((kind, thing))
    return found, gone, later


def document_of(desk: Desk, kind: str, thing: str) -> Document:
    """Return the document of anything that is found by its kind and id."""
    if kind == "notebook":
        return notebook_document(desk, thing)
    return package_document(desk, thing) if kind == "package" else story_document(desk, thing)


def package_document(desk: Desk, thing: str) -> Document:
    """Return the document of a package's current version."""
    # it reads tables: whoever only searches need not wait until polars is loaded
    from stabbur.registry.keeping.searchable import values_text

    one = open_version(desk, thing)
    return from_descriptor(
        one.descriptor,
        owner=one.owner,
        version=one.number,
        access=one.access,
        updated=one.published,
        withdrawn=one.withdrawn is not None,
        inner_text=notebooks_text(one),
        values=values_text(one),
    )


def story_document(desk: Desk, thing: str) -> Document:
    """Return the document of a story's current version."""
    one = open_story(desk, thing)
    return Document(
        kind="story",
        id=one.id,
        title=one.title,
        owner=one.owner,
        access=one.access,
        text=pages_text(one),
        updated=one.published,
        version=one.number,
        withdrawn=one.withdrawn is not None,
    )


def notebooks_text(one: OpenVersion) -> str:
    """Return what the cells of a package's notebooks say, as far as the index takes it."""
    listed = one.descriptor.get("notebooks", [])
    paths = [notebook.get("path") for notebook in listed if isinstance(notebook, dict)]
    return _texts(one, [path for path in paths if isinstance(path, str)])


def pages_text(one: OpenStory) -> str:
    """Return what the pages and notebooks of a story say, its first page first."""
    pages = sorted((path for path in one.paths if _reader(path)), key=lambda path: (path != one.entry, path))
    return _texts(one, pages)


def _texts(one: OpenVersion | OpenStory, paths: Iterable[str]) -> str:
    found, left = [], MOST_TEXT
    for path in paths:
        read = _reader(path)
        if read is None or left <= 0:
            continue
        try:
            told = read(one.file(path).read_bytes(), left)
        except (StabburError, OSError) as error:
            LOG.warning("the text of '%s' in '%s' is not in the index: %s", path, one.id, error)
            continue
        found.append(told)
        left -= len(told) + 1
    return "\n".join(found)


def _reader(path: str) -> Callable[[bytes, int], str] | None:
    ending = path.lower().rpartition(".")[2]
    return {"html": page_text, "htm": page_text, "ipynb": notebook_text}.get(ending)
