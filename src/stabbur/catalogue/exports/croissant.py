"""Croissant 1.1, the description that tools for machine learning load tables by."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from stabbur.catalogue.exports.model import Described, File, Table

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
MEDIATYPE = f'application/ld+json; profile="{CONFORMS_TO}"'
TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
READ_FROM = ("parquet", "csv")  # the first that a table has; Parquet keeps `0301` as text
OWN = """annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field
fileProperty fileObject fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path
recordSet references regex readLines repeated replace sdVersion separator source subField transform
unArchive value"""
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
} | {name: f"cr:{name}" for name in OWN.split()}


def croissant(version: Described) -> dict[str, Any]:
    """Return a version with a `FileObject` for each file and a `RecordSet` for each table."""
    licence = version.licence
    year = version.published.year
    files = {file.name: file for table in version.tables for file in table.files if file.sha256}
    file_ids = ids(files)
    table_ids = ids(table.name for table in version.tables)
    records = (
        # an id is one for the whole document, and a table may be called as a file is
        _record_set(table, f"{table_ids[table.name]}/rows", file_ids)
        for table in version.tables
    )
    found: dict[str, Any] = {
        "@context": CONTEXT | {"@language": version.language},
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": version.title,
        "description": version.description,
        "url": version.address,
        "license": (licence.address or licence.title) if licence else "",
        "creator": [{"@type": "Organization", "name": name} for name in version.creators],
        "publisher": {"@type": "Organization", "name": version.owner},
        "datePublished": version.published.isoformat(timespec="seconds"),
        # its versions must have three parts, ours are 1, 2, 3, …
        "version": f"{version.number}.0.0",
        "inLanguage": version.language,
        "keywords": list(version.keywords),
        "citeAs": f"{', '.join(version.creators)} ({year}). {version.title}, version {version.number}. {version.address}",
        "distribution": [_file_object(file, file_ids[name]) for name, file in files.items()],
        "recordSet": [one for one in records if one],
    }
    return {key: value for key, value in found.items() if value not in ("", [])}


def ids(names: Iterable[str]) -> dict[str, str]:
    """Return an id for each name: its readers take none with blanks or signs, and two may differ by those alone.

    >>> ids(["antall menn", "antall_menn", "år"])
    {'antall menn': 'antall_menn', 'antall_menn': 'antall_menn_2', 'år': 'år'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = id = re.sub(r"[^\w.-]", "_", name)
        number = 2
        while id in taken:
            id, number = f"{plain}_{number}", number + 1
        taken.add(id)
        found[name] = id
    return found


def _file_object(file: File, id: str) -> dict[str, Any]:
    kind = file.mediatype or "application/octet-stream"
    told = {
        "@type": "cr:FileObject",
        "@id": id,
        "name": file.name,
        "contentUrl": file.address,
        "contentSize": f"{file.size} B" if file.size is not None else "",
        "encodingFormat": "application/x-parquet" if file.format == "parquet" else kind,
        "sha256": file.sha256,
    }
    return {key: value for key, value in told.items() if value}


def _record_set(table: Table, id: str, file_ids: Mapping[str, str]) -> dict[str, Any] | None:
    sources = {file.format: file for file in reversed(table.files) if file.name in file_ids}
    source = next((sources[kind] for kind in READ_FROM if kind in sources), None)
    if source is None or not table.fields:
        return None
    field_ids = {name: f"{id}/{field}" for name, field in ids(one.name for one in table.fields).items()}
    fields = [
        {
            "@type": "cr:Field",
            "@id": field_ids[field.name],
            "name": field.name,
            "description": " – ".join(filter(None, (field.title, field.description, field.unit))),
            "dataType": TYPES.get(field.type, "sc:Text"),
            "source": {"fileObject": {"@id": file_ids[source.name]}, "extract": {"column": field.name}},
        }
        for field in table.fields
    ]
    told: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": id,
        "name": table.name,
        "description": table.description or table.title,
        "key": [{"@id": field_ids[name]} for name in table.key if name in field_ids],
        "field": [{key: value for key, value in field.items() if value} for field in fields],
    }
    return {key: value for key, value in told.items() if value}
