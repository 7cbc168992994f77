"""Stories and notebooks: a page of ours around what others made, which is shown from the content host."""

import re

from fastapi import APIRouter
from starlette.responses import Response

from stabbur.hub.routes.content import content_address
from stabbur.hub.routes.downloads import METHODS, send
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.hub.telling.head import head_of, open_version
from stabbur.hub.telling.words import dicts
from stabbur.registry.base import StoryVersion, Version

LANGUAGE = re.compile(r"""<html[^>]*\slang=["']?([a-zA-Z]{2})\b""")
HEAD_BYTES = 4096  # the element of the whole page stands first

router = APIRouter()
drafts = APIRouter()
"""What is not published yet; a hub of public things alone has no route to it."""


@router.get("/s/{owner}/{name}", dependencies=[right("stories:read")])
def newest(owner: str, name: str, page: Page) -> Response:
    """The newest version of a story."""
    return show(page, page.registry.open_story(f"{owner}/{name}", actor=page.actor))


@router.get("/s/{owner}/{name}/v{number:int}", dependencies=[right("stories:read")])
def numbered(owner: str, name: str, number: int, page: Page) -> Response:
    """One version of a story, for ever."""
    return show(page, page.registry.open_story(f"{owner}/{name}", number, actor=page.actor))


@drafts.get("/s/{owner}/{name}/{draft}", dependencies=[right("stories:read")])
def draft(owner: str, name: str, draft: str, page: Page) -> Response:
    """A draft, for those who were given its address."""
    return show(page, page.registry.open_story(f"{owner}/{name}", draft, actor=page.actor))


@router.api_route(
    "/p/{owner}/{name}/v{number:int}/notebooks/{item}", methods=METHODS, dependencies=[right("packages:read")]
)
def notebook(owner: str, name: str, number: int, item: str, page: Page) -> Response:
    """A notebook of a package as a page; with its suffix, the file itself."""
    return part(page, open_version(page, owner, name, number), "notebooks", item)


@router.api_route(
    "/p/{owner}/{name}/v{number:int}/stories/{item}", methods=METHODS, dependencies=[right("packages:read")]
)
def package_story(owner: str, name: str, number: int, item: str, page: Page) -> Response:
    """A story that lies in a package, as a page."""
    return part(page, open_version(page, owner, name, number), "stories", item)


def show(page: PageMaker, story: StoryVersion) -> Response:
    """Return the page around a story."""
    listed = [one for one in page.registry.stories(page.actor) if one.id == story.id]
    answer = page(
        "stories/show.html",
        story=story,
        latest=listed[0].latest if listed else story.number,
        frame=content_address(page, story.access, "s", story.id, _mark(page, story), story.entry),
        language=language_of(story),
    )
    if story.draft:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def language_of(story: StoryVersion) -> str:
    """Return the language that a story's page says it is in, bokmål when it says none."""
    with story.file(story.entry).open("rb") as page:
        found = LANGUAGE.search(page.read(HEAD_BYTES).decode("utf-8", "replace"))
    return found[1].lower() if found else "nb"


def part(page: PageMaker, version: Version, kind: str, item: str) -> Response:
    """Return the page around a notebook or story of a package, or the file of that name."""
    found = next((one for one in dicts(version.descriptor.get(kind)) if one.get("name") == item), None)
    if found is None:
        return send(page, version, f"{kind}/{item}")
    shown = str(found.get("html") or found.get("path"))
    source = str(found.get("path")) if found.get("html") else ""
    return page(
        "packages/part.html",
        head=head_of(page, version),
        here=kind,
        kind=kind,
        title=str(found.get("title") or item),
        description=str(found.get("description") or ""),
        frame=content_address(page, version.access, "p", version.id, f"v{version.number}", shown),
        source=f"/p/{version.id}/v{version.number}/{source}" if source else "",
    )


def _mark(page: PageMaker, story: StoryVersion) -> str:
    """Return which version a content address names: its number, or the code of the draft."""
    last = page.request.url.path.rstrip("/").rsplit("/", 1)[-1]
    return last if story.draft else f"v{story.number}"
