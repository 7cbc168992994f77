"""Croissant 1.1, the description that tools for machine learning load tables by."""

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
        "distribution": [_file_object(file) for file in files.values()],
        "recordSet": [one for table in version.tables if (one := _record_set(table, files))],
    }
    return {key: value for key, value in found.items() if value not in ("", [])}


def _file_object(file: File) -> dict[str, Any]:
    kind = file.mediatype or "application/octet-stream"
    told = {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.address,
        "contentSize": f"{file.size} B" if file.size is not None else "",
        "encodingFormat": "application/x-parquet" if file.format == "parquet" else kind,
        "sha256": file.sha256,
    }
    return {key: value for key, value in told.items() if value}


def _record_set(table: Table, files: dict[str, File]) -> dict[str, Any] | None:
    sources = {file.format: file for file in reversed(table.files) if file.name in files}
    source = next((sources[kind] for kind in READ_FROM if kind in sources), None)
    if source is None or not table.fields:
        return None
    # an id is one for the whole document, and a table may be called as a file is
    id = f"{table.name}/rows"
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{id}/{field.name}",
            "name": field.name,
            "description": " – ".join(filter(None, (field.title, field.description, field.unit))),
            "dataType": TYPES.get(field.type, "sc:Text"),
            "source": {"fileObject": {"@id": source.name}, "extract": {"column": field.name}},
        }
        for field in table.fields
    ]
    told: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": id,
        "name": table.name,
        "description": table.description or table.title,
        "key": [{"@id": f"{id}/{name}"} for name in table.key],
        "field": [{key: value for key, value in field.items() if value} for field in fields],
    }
    return {key: value for key, value in told.items() if value}
