"""The JSON API, /api/v1: additive only, every answer with an ETag, lists paged by key."""

import hashlib
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Request
from fastapi import Query as Value
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from stabbur.hub.api.models import (
    FoundPage,
    FoundThing,
    PackageItem,
    PackagePage,
    StoryItem,
    StoryPage,
    VersionFull,
    VersionItem,
    VersionPage,
)
from stabbur.hub.serving.asking import Asked
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.registry.values import PackageInfo, StoryInfo

MOST = 100
DEEPEST = 5000  # hits; whoever wants all of them lists the packages by key

router = APIRouter(prefix="/api/v1")

Info = TypeVar("Info", PackageInfo, StoryInfo)

After = Annotated[
    str, Value(max_length=300, description="The id that the page before ended with; its `next` has it.")
]
Limit = Annotated[int, Value(ge=1, le=MOST, description="How many at most.")]
Owner = Annotated[str, Path(max_length=120, description="The slug of who owns it, such as `demo`.")]
Name = Annotated[str, Path(max_length=120, description="The slug of its name, such as `folketall`.")]
Number = Annotated[int, Path(ge=1, le=2_000_000_000, description="The number of a version, from 1.")]


class Search(Asked):
    """What the address of a search asks for, and which part of the hits."""

    offset: int = Field(default=0, ge=0, le=DEEPEST, description="How many hits to pass by.")
    limit: int = Field(default=10, ge=1, le=MOST, description="How many at most.")


def answered(request: Request, value: BaseModel | dict[str, Any]) -> Response:
    """Return a value as JSON with the hash of its bytes as ETag, or 304 when the asker has it."""
    content = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    answer = JSONResponse(content, headers={"Cache-Control": "private, no-cache", "Vary": "Cookie"})
    answer.headers["ETag"] = etag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in held or "*" in held:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    return answer


@router.get("", response_model=dict[str, str], dependencies=[right("api:read")])
def start(page: Page) -> Response:
    """The addresses to start from."""
    names = ("search", "packages", "stories", "openapi.json")
    return answered(page.request, {name: f"/api/v1/{name}" for name in names})


@router.get("/search", response_model=FoundPage, dependencies=[right("catalogue:search")])
def search(page: Page, wish: Annotated[Search, Value()]) -> Response:
    """Search the catalogue: best hits first, with the number of things in each facet."""
    hits = page.registry.search(wish.query(wish.offset, wish.limit), page.actor)
    after = wish.offset + wish.limit
    more = after < min(hits.total, DEEPEST)
    following = str(page.request.url.include_query_params(offset=after)) if more else None
    return answered(
        page.request,
        FoundPage(
            total=hits.total,
            items=[FoundThing.of(hit) for hit in hits.items],
            facets={name: dict(counts) for name, counts in hits.facets.items()},
            did_you_mean=hits.did_you_mean,
            left_out=list(hits.left_out),
            next=following,
        ),
    )


@router.get("/packages", response_model=PackagePage, dependencies=[right("packages:read")])
def packages(page: Page, after: After = "", limit: Limit = 50) -> Response:
    """All packages that the asker may know of, by id."""
    found, following = part(page, page.registry.packages(page.actor), after, limit)
    return answered(page.request, PackagePage(items=[PackageItem.of(info) for info in found], next=following))


@router.get("/stories", response_model=StoryPage, dependencies=[right("stories:read")])
def stories(page: Page, after: After = "", limit: Limit = 50) -> Response:
    """All stories that the asker may know of, by id."""
    found, following = part(page, page.registry.stories(page.actor), after, limit)
    return answered(page.request, StoryPage(items=[StoryItem.of(info) for info in found], next=following))


@router.get("/packages/{owner}/{name}", response_model=VersionFull, dependencies=[right("packages:read")])
def package(page: Page, owner: Owner, name: Name) -> Response:
    """The newest version of a package that is not withdrawn, with its descriptor."""
    version = page.registry.open(f"{owner}/{name}", actor=page.actor)
    return answered(page.request, VersionFull.of(version))


@router.get(
    "/packages/{owner}/{name}/versions", response_model=VersionPage, dependencies=[right("packages:read")]
)
def versions(page: Page, owner: Owner, name: Name) -> Response:
    """All versions of a package, newest first."""
    found = page.registry.versions(f"{owner}/{name}", page.actor)
    items = [VersionItem.of(info, f"{owner}/{name}") for info in found]
    return answered(page.request, VersionPage(items=items))


@router.get(
    "/packages/{owner}/{name}/versions/{number}",
    response_model=VersionFull,
    dependencies=[right("packages:read")],
)
def version(page: Page, owner: Owner, name: Name, number: Number) -> Response:
    """One version, for ever the same: descriptor, and how it differs from the one before."""
    found = page.registry.open(f"{owner}/{name}", number, page.actor)
    return answered(page.request, VersionFull.of(found, diff=found.sibling("diff")))


@router.get("/openapi.json", include_in_schema=False, dependencies=[right("api:read")])
def openapi(request: Request) -> Response:
    """The description of this interface."""
    description = request.app.openapi()
    kept = {path: methods for path, methods in description["paths"].items() if path.startswith("/api/")}
    return answered(request, description | {"paths": kept})


def part(page: PageMaker, every: list[Info], after: str, limit: int) -> tuple[list[Info], str | None]:
    """Return one page of a list and the next one's address; by key: nothing is doubled or missed."""
    rest = sorted((info for info in every if info.id > after), key=lambda info: info.id)
    found = rest[:limit]
    if len(rest) <= limit:
        return found, None
    return found, str(page.request.url.include_query_params(after=found[-1].id))
