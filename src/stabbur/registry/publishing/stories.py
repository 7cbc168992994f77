"""Stories: a notebook, an HTML file or a folder of pages, published under an address of its own."""

import html
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, NotFound
from stabbur.registry import layout
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.marks import to_json
from stabbur.registry.opened import OpenStory
from stabbur.registry.publishing.pieces import Piece, piece, tree, tree_hash
from stabbur.state import clock
from stabbur.state.disk import failing

ENTRY = "index.html"
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]*>")
MARKED = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
FENCED = re.compile(
    r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL
)  # `# x` in code is no heading
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
SIGNS = re.compile(r"[*`]")
HEAD = 100_000  # bytes in which a title is looked for


@dataclass(frozen=True)
class StoryManifest:
    """A story ready to be published."""

    folder: Path
    title: str
    pieces: dict[str, Piece]
    content: str
    kind: str = "story"

    def finish(
        self, thing: str, number: int, siblings: dict[str, dict[str, Any]]
    ) -> tuple[bytes, list[Piece]]:
        """Return the mark as it will lie in the bucket, and every file that it names."""
        beside = {kind: piece(to_json(value), f"{kind}.json") for kind, value in siblings.items()}
        mark = {
            "id": thing,
            "version": number,
            "title": self.title,
            "entry": ENTRY,
            "created": clock.text(clock.now()),
            "files": {path: one.described() for path, one in self.pieces.items()},
            "siblings": {kind: one.path for kind, one in beside.items()},
            "hashes": {one.path: one.hash for one in beside.values()},
        }
        return to_json(mark), [*self.pieces.values(), *beside.values()]


def prepare_story(folder: Path, title: str) -> StoryManifest:
    """Hash a folder of pages."""
    pieces = tree(folder, "", "page")
    # a title that is given apart from the page is content as well
    return StoryManifest(
        folder, title, pieces, f"{tree_hash(pieces)}:{tree_hash({title: piece(b'', 'x')})[7:19]}"
    )


@contextmanager
def pages(desk: Desk, path: Path) -> Iterator[Path]:
    """Give a folder with the pages of a story; a notebook is shown as a page, and nothing of it runs."""
    if not path.exists():
        raise NotFound(f"there is no file '{path}'", code="file-missing", path=str(path))
    if path.is_dir():
        if not (path / ENTRY).is_file():
            raise BadInput(f"'{path}' has no {ENTRY} to start from", code="story-bad", path=str(path))
        check_links(path)
        yield path
        return
    place = desk.staging / uuid.uuid4().hex
    try:
        with failing("write", f"staging/{place.name}"):
            place.mkdir(parents=True)
            write_page(path, place / ENTRY, desk.settings.language)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def write_page(path: Path, page: Path, language: str) -> None:
    """Write one HTML page of a notebook, in the language of whoever publishes, or an HTML file as it is."""
    if path.suffix.lower() in (".html", ".htm"):
        shutil.copyfile(path, page)
    elif path.suffix.lower() == ".ipynb":
        from stabbur.packages.notebooks import notebook_html, read_notebook

        notebook = read_notebook(path)
        page.write_text(notebook_html(notebook, named(notebook) or path.stem, language), encoding="utf-8")
    else:
        raise BadInput(
            f"'{path}' cannot be a story: it takes a notebook, an HTML file or a folder with {ENTRY}",
            code="story-bad",
            path=str(path),
        )


def check_links(folder: Path) -> None:
    """Refuse a folder with links: what they point to may be anything on the machine."""
    for place in folder.rglob("*"):
        if place.is_symlink():
            shown = place.relative_to(folder)
            raise BadInput(f"'{shown}' in '{folder}' is a link", code="path-outside", path=str(shown))


def title_of(folder: Path, thing: str) -> str:
    """Return the title of a story's first page, else its first heading, else the story's name."""
    page = (folder / ENTRY).read_bytes()[:HEAD]
    for pattern in (TITLE, HEADING):
        found = pattern.search(page)
        bare = TAG.sub("", found.group(1).decode("utf-8", "replace")) if found else ""
        if text := " ".join(html.unescape(bare).split()):
            return text
    return layout.check_id(thing)[1]


def named(notebook: Any) -> str:
    """Return the first heading of a notebook, else the title in its metadata; empty when it has neither."""
    told = (cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    found = (MARKED.search(FENCED.sub("", source)) for source in told)
    heading = next((one.group(1) for one in found if one), "")
    plain = " ".join(SIGNS.sub("", LINK.sub(r"\1", TAG.sub("", heading))).split())
    title = notebook["metadata"].get("title")
    return plain or (title.strip() if isinstance(title, str) else "")


def story_difference(old: OpenStory, new: StoryManifest) -> dict[str, Any]:
    """Return which files differ from a published version to a candidate."""
    before = {path: about["hash"] for path, about in old.files.items()}
    after = {path: one.hash for path, one in new.pieces.items()}
    changes = {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": sorted(path for path in after.keys() & before.keys() if after[path] != before[path]),
    }
    told = [f"{len(paths)} {word}" for word, paths in changes.items() if paths]
    title = [] if old.title == new.title else ["a new title"]
    summary = f"files: {', '.join(told)}" if told else ""
    return {**changes, "summary": "; ".join(filter(None, [*title, summary]))}
