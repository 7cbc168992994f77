"""schema.org JSON-LD, for the search engines that read pages."""

from typing import Any

from stabbur.catalogue.exports.model import Described, Field, File


def schema_org(version: Described) -> dict[str, Any]:
    """Return a version as a `Dataset` with its files and columns."""
    licence = version.licence
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": version.address,
        "url": version.address,
        "identifier": f"{version.id}@{version.number}",
        "name": version.title,
        "description": version.description,
        "version": str(version.number),
        "inLanguage": version.language,
        "datePublished": version.published.isoformat(timespec="seconds"),
        "isAccessibleForFree": version.access == "public",
        "creator": [{"@type": "Organization", "name": name} for name in version.creators],
        "license": (licence.address or licence.title) if licence else "",
        "keywords": list(version.keywords),
        "temporalCoverage": version.temporal,
        "spatialCoverage": version.spatial,
        "isBasedOn": list(version.sources),
        "variableMeasured": [_variable(field) for table in version.tables for field in table.fields],
        "distribution": [_download(file) for table in version.tables for file in table.files],
    }
    return {key: value for key, value in found.items() if value not in ("", [])}


def _variable(field: Field) -> dict[str, str]:
    told = {"name": field.name, "description": field.description or field.title, "unitText": field.unit}
    return {"@type": "PropertyValue"} | {key: value for key, value in told.items() if value}


def _download(file: File) -> dict[str, Any]:
    told = {
        "name": file.name,
        "encodingFormat": file.mediatype,
        "contentUrl": file.address,
        "contentSize": f"{file.size} B" if file.size is not None else "",
        "sha256": file.sha256,
    }
    return {"@type": "DataDownload"} | {key: value for key, value in told.items() if value}
