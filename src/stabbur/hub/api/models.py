"""The shapes of the JSON API's answers; a field may be added, none is renamed or removed."""

import re
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from stabbur.catalogue.base import Hit
from stabbur.registry.base import Version
from stabbur.registry.values import PackageInfo, StoryInfo, VersionInfo

PLACES = {"story": "s", "notebook": "n"}
"""Where the pages of a kind lie; packages have /p."""


class FoundThing(BaseModel):
    """One hit."""

    kind: str
    id: str
    title: str
    description: str
    excerpt: str = Field(description="Where the words stand, as plain text.")
    owner: str
    access: str
    topics: list[str]
    version: int | None
    updated: datetime
    withdrawn: bool
    why: str = Field(description="Where the words were found, in English.")
    address: str

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """Make it of what the catalogue found."""
        document = hit.document
        return cls(
            kind=document.kind,
            id=document.id,
            title=document.title,
            description=document.description,
            excerpt=re.sub(r"</?mark>", "", hit.excerpt_html),
            owner=document.owner,
            access=document.access,
            topics=list(document.topics),
            version=document.version,
            updated=document.updated,
            withdrawn=document.withdrawn,
            why=hit.why,
            address=f"/{PLACES.get(document.kind, 'p')}/{document.id}",
        )


class FoundPage(BaseModel):
    """A page of hits."""

    total: int
    items: list[FoundThing]
    facets: dict[str, dict[str, int]]
    did_you_mean: str | None
    left_out: list[str] = Field(
        description="Words without which these were found, since nothing has all of them."
    )
    next: str | None = Field(description="Address of the next page, or null.")


class PackageItem(BaseModel):
    """A package in a list."""

    id: str
    owner: str
    name: str
    title: str
    access: str
    version: int = Field(description="The newest version.")
    updated: datetime
    address: str

    @classmethod
    def of(cls, info: PackageInfo) -> Self:
        """Make it of what the registry lists."""
        known = {
            "id": info.id,
            "owner": info.owner,
            "name": info.name,
            "title": info.title,
            "access": info.access,
        }
        return cls(version=info.latest, updated=info.updated, address=f"/p/{info.id}", **known)


class StoryItem(PackageItem):
    """A story in a list."""

    @classmethod
    def of(cls, info: PackageInfo | StoryInfo) -> Self:
        """Make it of what the registry lists."""
        known = {
            "id": info.id,
            "owner": info.owner,
            "name": info.name,
            "title": info.title,
            "access": info.access,
        }
        return cls(version=info.latest, updated=info.updated, address=f"/s/{info.id}", **known)


class PackagePage(BaseModel):
    """A page of packages."""

    items: list[PackageItem]
    next: str | None = Field(description="Address of the next page, or null.")


class StoryPage(BaseModel):
    """A page of stories."""

    items: list[StoryItem]
    next: str | None = Field(description="Address of the next page, or null.")


class VersionItem(BaseModel):
    """A version in a list."""

    version: int
    published: datetime
    withdrawn: str | None = Field(description="Why it was withdrawn, or null.")
    summary: str = Field(description="What changed since the version before, in one sentence.")
    address: str

    @classmethod
    def of(cls, info: VersionInfo, package: str) -> Self:
        """Make it of what the registry lists."""
        return cls(
            version=info.number,
            published=info.published,
            withdrawn=info.withdrawn,
            summary=info.summary,
            address=f"/p/{package}/v{info.number}",
        )


class VersionPage(BaseModel):
    """The versions of a package."""

    items: list[VersionItem]


class VersionFull(BaseModel):
    """One version with everything that describes it."""

    id: str
    version: int
    access: str
    published: datetime
    withdrawn: str | None
    address: str
    descriptor: dict[str, Any] = Field(description="Data Package v2.")
    diff: dict[str, Any] | None = Field(default=None, description="How it differs from the version before.")

    @classmethod
    def of(cls, version: Version, diff: dict[str, Any] | None = None) -> Self:
        """Make it of an opened version."""
        return cls(
            id=version.id,
            version=version.number,
            access=version.access,
            published=version.published,
            withdrawn=version.withdrawn,
            address=f"/p/{version.id}/v{version.number}",
            descriptor=version.descriptor,
            diff=diff,
        )
