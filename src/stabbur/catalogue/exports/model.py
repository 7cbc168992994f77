"""Described: what every export is made of, taken once from the descriptor of a published version.

Descriptors come from people: texts lose what no format can write, addresses that lead nowhere are left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~-._"
LONGEST = 5_000  # characters of a description: search engines take no more
PACKED = {"gz": "application/gzip", "zip": "application/zip", "zst": "application/zstd"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be fetched; without a hash when it lies elsewhere."""

    name: str
    address: str
    format: str = ""
    mediatype: str = ""
    packed: str = ""
    """Media type of the compression, empty when there is none."""
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table."""

    name: str
    title: str = ""
    description: str = ""
    unit: str = ""
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Table:
    """A resource: its files hold the same rows, its fields are none when it is no table."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms the data may be used."""

    name: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A version of a package, in the words that all exports share."""

    base: str
    id: str
    owner: str
    number: int
    access: str
    published: datetime
    language: str
    titles: Mapping[str, str]
    """By language, the package's own first."""
    descriptions: Mapping[str, str]
    creators: tuple[str, ...]
    contact: str
    """An address of somebody who can answer."""
    licence: Licence | None
    keywords: tuple[str, ...]
    topics: tuple[str, ...]
    temporal: str
    spatial: str
    sources: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: str = ""
    """What changed since the version before, in English."""

    @property
    def home(self) -> str:
        """The address of the package, whatever its newest version is."""
        return f"{self.base}/p/{self.id}"

    @property
    def address(self) -> str:
        """The address of this version, for ever."""
        return f"{self.home}/v{self.number}"

    @property
    def title(self) -> str:
        """The title in the package's own language."""
        return next(iter(self.titles.values()))

    @property
    def description(self) -> str:
        """The description in the package's own language."""
        return next(iter(self.descriptions.values()))


def described(
    descriptor: Mapping[str, Any],
    *,
    base: str,
    id: str,
    number: int,
    access: str,
    published: datetime,
    plain: Callable[[str], str] = str,
) -> Described:
    """Return what a descriptor says of a version; a wrong type in it is left out.

    Parameters
    ----------
    base
        Address of the catalogue without a slash at the end.
    plain
        Turns Markdown into words.
    """
    owner, _, name = id.partition("/")
    language = text(descriptor.get("language"))
    language = language if LANGUAGE.fullmatch(language) else "nb"
    title = text(descriptor.get("title")) or name
    own = {"title": title, "description": plain(text(descriptor.get("description"))) or title}
    people = [one for one in dicts(descriptor.get("contributors")) if text(one.get("title"))]
    return Described(
        base=base,
        id=id,
        owner=owner,
        number=number,
        access=access,
        published=published,
        language=language,
        titles=_translated(descriptor, language, "title", own["title"], str),
        descriptions=_translated(descriptor, language, "description", own["description"], plain),
        creators=tuple(dict.fromkeys(text(one["title"]) for one in people)) or (owner,),
        contact=next((found for one in people if (found := _contact(one))), ""),
        licence=next((said for one in dicts(descriptor.get("licenses")) if (said := _licence(one))), None),
        keywords=texts(descriptor.get("keywords")),
        topics=texts(descriptor.get("topics")),
        temporal=text(descriptor.get("temporal")),
        spatial=text(descriptor.get("spatial")),
        sources=tuple(
            found for one in dicts(descriptor.get("sources")) if (found := address(one.get("path")))
        ),
        tables=tuple(_tables(descriptor, f"{base}/p/{id}/v{number}")),
    )


def text(value: object) -> str:
    """Return a text without the characters that XML, Turtle or UTF-8 cannot hold."""
    return UNWRITABLE.sub("", value).strip()[:LONGEST] if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list, each once."""
    listed = value if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(found for one in listed if (found := text(one))))


def dicts(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list, whatever else stands where one is expected."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def address(value: object) -> str:
    """Return an address of the web or a mailbox as a valid IRI, nothing when it is none.

    >>> address("https://www.ssb.no/a b>")
    'https://www.ssb.no/a%20b%3E'
    >>> address("javascript:alert(1)")
    ''
    """
    given = text(value)
    try:
        parts = urlsplit(given)
    except ValueError:
        return ""
    known = (parts.scheme in ("http", "https") and parts.netloc) or (parts.scheme == "mailto" and parts.path)
    # what stands between <> in Turtle ends at the first character that no IRI has
    return quote(given, safe=IN_ADDRESSES) if known else ""


def _translated(
    descriptor: Mapping[str, Any], language: str, key: str, own: str, plain: Callable[[str], str]
) -> dict[str, str]:
    told = {language: own}
    translations = descriptor.get("translations")
    for other, values in translations.items() if isinstance(translations, Mapping) else ():
        found = plain(text(values.get(key))) if isinstance(values, Mapping) else ""
        if found and isinstance(other, str) and LANGUAGE.fullmatch(other):
            told.setdefault(other, found)
    return told


def _contact(person: Mapping[str, Any]) -> str:
    email = text(person.get("email"))
    return address(f"mailto:{email}" if email else person.get("path"))


def _licence(one: Mapping[str, Any]) -> Licence | None:
    name, title = text(one.get("name")), text(one.get("title"))
    return Licence(name, title or name, address(one.get("path"))) if name or title else None


def _tables(descriptor: Mapping[str, Any], place: str) -> Iterator[Table]:
    files = descriptor.get("files")
    known = files if isinstance(files, Mapping) else {}
    # a file is handed out by the name it was published under, not by the one it is stored under
    logical = {about.get("path"): name for name, about in known.items() if isinstance(about, Mapping)}
    for one in dicts(descriptor.get("resources")):
        name = text(one.get("name"))
        schema = one.get("schema")
        schema = schema if isinstance(schema, Mapping) else {}
        key = schema.get("primaryKey")
        entries = [one, *dicts(one.get("alternatives"))]
        if name:
            yield Table(
                name=name,
                title=text(one.get("title")) or name,
                description=text(one.get("description")),
                fields=tuple(_fields(schema)),
                key=(key,) if isinstance(key, str) else texts(key),
                files=tuple(file for entry in entries for file in _files(entry, logical, place)),
            )


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    for one in dicts(schema.get("fields")):
        name, title, description, unit = (
            text(one.get(key)) for key in ("name", "title", "description", "unit")
        )
        if name:
            yield Field(name, title, description, unit, text(one.get("type")) or "string")


def _files(entry: Mapping[str, Any], logical: Mapping[Any, str], place: str) -> Iterator[File]:
    paths = entry.get("path")
    listed = [one for one in (paths if isinstance(paths, list) else [paths]) if isinstance(one, str) and one]
    size, digest = entry.get("bytes"), text(entry.get("hash"))
    whole = len(listed) == 1  # the size and hash of a resource in parts are those of no file
    for path in listed:
        remote = address(path)
        name = path if remote else logical.get(path, path)
        yield File(
            name=text(PurePosixPath(urlsplit(name).path).name if remote else name),
            address=remote or f"{place}/{quote(name)}",
            format=text(entry.get("format")).lower(),
            mediatype=text(entry.get("mediatype")),
            packed=PACKED.get(text(entry.get("compression")), ""),
            size=size
            if whole and isinstance(size, int) and not isinstance(size, bool) and size >= 0
            else None,
            sha256=digest.removeprefix("sha256:") if whole and digest.startswith("sha256:") else "",
        )
