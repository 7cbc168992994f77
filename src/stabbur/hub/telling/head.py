"""The top of every page of a package: what it is, who may read it, how old it is, where to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stabbur.hub.serving.kept import Kept, kept
from stabbur.hub.serving.page import PageMaker
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.changes import summary_text
from stabbur.hub.telling.markdown import first_paragraph
from stabbur.hub.telling.words import dicts, told, web_address
from stabbur.packages import renewal
from stabbur.packages.licences import in_language
from stabbur.registry.base import Version
from stabbur.registry.values import VersionInfo

ACCESS_ICONS = {"public": "Globe", "internal": "Buildings3", "team": "PersonGroup"}
ACCESS_COLOURS = {"public": "success"}
MOST_KEPT = 1_000


@dataclass(frozen=True)
class Link:
    """A name, and where it leads when it leads anywhere."""

    title: str
    address: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a package, as the local navigation shows it."""

    name: str
    title: str
    description: str
    rows: int | None
    resource: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """What the top of the page shows, and the other pages of the package link to."""

    id: str
    owner: str
    name: str
    number: int
    title: str
    lead: str
    language: str
    own_language: str
    access: str
    published: datetime
    withdrawn: str | None
    licence: Link | None
    topics: tuple[str, ...]
    tables: tuple[Table, ...]
    versions: tuple[VersionInfo, ...]
    latest: int
    said: Mapping[int, str]
    renewal: int | None = None

    @property
    def address(self) -> str:
        """The address of this version, for ever."""
        return f"/p/{self.id}/v{self.number}"

    @property
    def home(self) -> str:
        """The address of the package, always its newest version."""
        return f"/p/{self.id}"

    @property
    def access_icon(self) -> str:
        """The icon of who may read it."""
        return ACCESS_ICONS.get(self.access, "PadlockLocked")

    @property
    def access_colour(self) -> str:
        """The colour of who may read it."""
        return ACCESS_COLOURS.get(self.access, "neutral" if self.access in ACCESS_ICONS else "brand1")

    @property
    def newest(self) -> VersionInfo | None:
        """The newest version when this is an older one, for the banner."""
        if self.number >= self.latest:
            return None
        return next((one for one in self.versions if one.number == self.latest), None)

    def table(self, name: str) -> Table | None:
        """Return a table by its name."""
        return next((one for one in self.tables if one.name == name), None)


def open_version(page: PageMaker, owner: str, name: str, number: int | None = None) -> Version:
    """Open a version for whoever asks; what they may not know of is not found."""
    return page.registry.open(f"{owner}/{name}", number, actor=page.actor)


def head_of(page: PageMaker, version: Version) -> Head:
    """Return the top of the page for a version; made anew when access, a withdrawal or a version is new."""
    versions = tuple(page.registry.versions(version.id, page.actor))
    shelf: Kept[Head] = kept(page.request, "heads", MOST_KEPT)
    key = (version.id, version.number, version.access, version.withdrawn, versions, page.language)
    return shelf.get(key, lambda: made_head(page, version, versions))


def made_head(page: PageMaker, version: Version, versions: tuple[VersionInfo, ...]) -> Head:
    """Return the top of the page for a version, among these versions."""
    descriptor = version.descriptor
    title, language = told(descriptor, "title", page.language)
    description, _ = told(descriptor, "description", page.language)
    cells = Cells(page.text, page.formats)
    standing = [one.number for one in versions if not one.withdrawn] or [version.number]
    return Head(
        id=version.id,
        owner=version.owner,
        name=version.name,
        number=version.number,
        title=title or version.name,
        lead=first_paragraph(description),
        language=language,
        own_language=str(descriptor.get("language") or "nb"),
        access=version.access,
        published=version.published,
        withdrawn=version.withdrawn,
        licence=licence_of(descriptor, page.language),
        topics=tuple(str(one) for one in descriptor.get("topics") or () if isinstance(one, str)),
        tables=tables_of(descriptor.get("resources")),
        versions=versions,
        latest=max(standing),
        said={one.number: summary_text(one.summary, page.text, cells) for one in versions},
        renewal=renewal.said(descriptor),
    )


def tables_of(resources: object) -> tuple[Table, ...]:
    """Return the resources that have columns."""
    return tuple(
        Table(
            name=str(one["name"]),
            title=str(one.get("title") or one["name"]),
            description=str(one.get("description") or ""),
            rows=one.get("rows") if isinstance(one.get("rows"), int) else None,
            resource=one,
        )
        for one in dicts(resources)
        if one.get("name") and (one.get("schema") or {}).get("fields")
    )


def licence_of(descriptor: Mapping[str, Any], language: str) -> Link | None:
    """Return the first licence, by the name that readers of a language know it by."""
    for licence in dicts(descriptor.get("licenses")):
        one = in_language(licence, language)
        title = str(one.get("title") or one.get("name") or "").strip()
        if title:
            return Link(title, web_address(one.get("path")))
    return None


def file_names(resource: Mapping[str, Any]) -> dict[str, str]:
    """Return the file of a table by format, without the hash in its name."""
    found: dict[str, str] = {}
    entries: Sequence[Mapping[str, Any]] = [resource, *dicts(resource.get("alternatives"))]
    for one in entries:
        path = one.get("path")
        if isinstance(path, str) and path:
            kind = "parquet" if ".parquet" in path else "csv" if ".csv" in path else ""
            if kind:
                suffix = path[path.index(f".{kind}") :]
                found.setdefault(kind, f"{resource['name']}{suffix}")
    return found
