"""A version as schema.org JSON-LD, for the machines that read pages."""

from typing import Any

from stabbur.hub.markdown import plain
from stabbur.hub.telling.head import file_names, licence_of
from stabbur.hub.telling.words import dicts
from stabbur.registry.base import Version


def linked_data(version: Version, base: str) -> dict[str, Any]:
    """Return the version as a `Dataset` with its files and columns."""
    descriptor, address = version.descriptor, f"{base}/p/{version.id}/v{version.number}"
    licence = licence_of(descriptor)
    people = [str(one["title"]) for one in dicts(descriptor.get("contributors")) if one.get("title")]
    tables = dicts(descriptor.get("resources"))
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "identifier": f"{version.id}@{version.number}",
        "name": str(descriptor.get("title") or version.name),
        "description": plain(str(descriptor.get("description") or descriptor.get("title") or version.name), 5_000),
        "version": str(version.number),
        "inLanguage": str(descriptor.get("language") or "nb"),
        "datePublished": version.published.isoformat(timespec="seconds"),
        "isAccessibleForFree": version.access == "public",
        "creator": [{"@type": "Organization", "name": name} for name in people or [version.owner]],
        "license": (licence.address or licence.title) if licence else None,
        "keywords": [one for one in descriptor.get("keywords") or () if isinstance(one, str)],
        "variableMeasured": [_variable(field) for one in tables for field in dicts((one.get("schema") or {}).get("fields"))],
        "distribution": [file for one in tables if one.get("name") for file in _files(one, address)],
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in (None, [], "")}


def _variable(field: Any) -> dict[str, Any]:
    told = {"description": field.get("description"), "unitText": field.get("unit")}
    named = {"@type": "PropertyValue", "name": str(field.get("name"))}
    return named | {key: str(value) for key, value in told.items() if value}


def _files(resource: Any, address: str) -> list[dict[str, Any]]:
    types = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
    return [
        {"@type": "DataDownload", "encodingFormat": types[kind], "contentUrl": f"{address}/{name}"}
        for kind, name in file_names(resource).items()
    ]
