"""Document: one findable thing, whatever kind it is, as the catalogue sees it."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from stabbur.catalogue.quality import quality
from stabbur.packages.renewal import said

MOST_TEXT = 40_000  # characters of notebook or story text that are kept


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, as far as it can be searched."""

    name: str
    title: str = ""
    description: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A package, story, notebook, … as it is found."""

    kind: str
    id: str
    title: str
    description: str = ""
    owner: str = ""
    access: str = "team"
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    text: str = ""
    language: str = "nb"
    updated: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    version: int | None = None
    licence: str = ""
    quality: float = 0.5
    withdrawn: bool = False
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: str = ""
    """What stands in the cells of text columns; it weighs least."""
    renewal: int | None = None
    """Within how many days it is to be renewed, where it says so."""


def from_descriptor(
    descriptor: Mapping[str, Any],
    *,
    owner: str,
    version: int | None,
    access: str,
    updated: datetime,
    withdrawn: bool = False,
    inner_text: str = "",
    values: str = "",
) -> Document:
    """Return the document of a published package; a wrong type in the descriptor is left out."""
    name = _text(descriptor.get("name"))
    resources = _dicts(descriptor.get("resources"))
    views = [*_dicts(descriptor.get("views")), *_dicts(descriptor.get("notebooks"))]
    parts = [*resources, *views, *_dicts(descriptor.get("stories"))]
    told = [_text(part.get(key)) for part in parts for key in ("name", "title", "description")]
    text = "\n".join(part for part in (*told, _text(descriptor.get("readme")), inner_text) if part)
    licences = _dicts(descriptor.get("licenses")) or [{"name": descriptor.get("license")}]
    return Document(
        kind="package",
        id=f"{owner}/{name}",
        title=_text(descriptor.get("title")) or name,
        description=_text(descriptor.get("description")),
        owner=owner,
        access=access,
        topics=_texts(descriptor.get("topics")),
        keywords=_texts(descriptor.get("keywords")),
        columns=tuple(columns_of(resources)),
        text=text[:MOST_TEXT],
        language=_text(descriptor.get("language")) or "nb",
        updated=updated,
        version=version,
        licence=next((found for one in licences if (found := _text(one.get("name")))), ""),
        quality=quality(descriptor),
        withdrawn=withdrawn,
        translations=_translations(descriptor.get("translations")),
        values=values,
        renewal=said(descriptor),
    )


def columns_of(resources: Iterable[Mapping[str, Any]]) -> list[Column]:
    """Return the columns of all resources; one that stands in several tables alike is there once."""
    found: dict[Column, None] = {}
    for resource in resources:
        schema = resource.get("schema")
        for one in _dicts(schema.get("fields") if isinstance(schema, Mapping) else None):
            texts = (_text(one.get(key)) for key in ("name", "title", "description", "unit"))
            found.setdefault(Column(*texts))
    return list(found)


def whole(document: Document) -> Document:
    """Return a document as an index can take it: half a letter, which a notebook may hold, becomes `?`."""
    try:
        orjson.dumps(_row(document))
    except TypeError:
        return parse(dump(document))
    return document


def dump(document: Document) -> bytes:
    """Return a document as compact JSON, in the order of its fields."""
    row = _row(document)
    try:
        return orjson.dumps(row)
    except TypeError:  # half a letter, as cut texts have: what UTF-8 cannot hold becomes `?`
        told = json.dumps(row, ensure_ascii=False, default=datetime.isoformat)
        return told.encode("utf-8", "replace")


def _row(document: Document) -> list[Any]:
    return [
        document.kind,
        document.id,
        document.title,
        document.description,
        document.owner,
        document.access,
        document.topics,
        document.keywords,
        [(one.name, one.title, one.description, one.unit) for one in document.columns],
        document.text,
        document.language,
        document.updated,
        document.version,
        document.licence,
        document.quality,
        document.withdrawn,
        dict(document.translations),
        document.values,
        document.renewal,
    ]


def parse(data: bytes) -> Document:
    """Return the document that `dump` wrote."""
    row = orjson.loads(data)
    row[6], row[7] = tuple(row[6]), tuple(row[7])
    row[8] = tuple(Column(*one) for one in row[8])
    row[11] = datetime.fromisoformat(row[11])
    return Document(*row)


def _text(value: object) -> str:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else []
    return tuple(dict.fromkeys(text for one in values if (text := _text(one))))


def _dicts(value: object) -> list[Mapping[str, Any]]:
    values = value if isinstance(value, list | tuple) else []
    return [one for one in values if isinstance(one, Mapping)]


def _translations(value: object) -> dict[str, dict[str, str]]:
    if not isinstance(value, Mapping):
        return {}
    return {
        str(language): {str(key): _text(text) for key, text in told.items() if isinstance(text, str)}
        for language, told in value.items()
        if isinstance(told, Mapping)
    }
