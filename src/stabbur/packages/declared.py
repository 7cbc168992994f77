"""Resources that hand-written metadata lists by path: each file read as its own schema and layout say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from stabbur.errors import BadInput
from stabbur.packages import local_files
from stabbur.packages.additions import Request, resources_from
from stabbur.packages.names import slug
from stabbur.packages.reading.dialect import dialect_of
from stabbur.packages.reading.opening import Opened, references
from stabbur.packages.reading.source import read_frame
from stabbur.packages.shapes import check_resource
from stabbur.packages.tables.files import FORMATS, Resource

Entry = dict[str, Any]
# what of a hand-written resource is about the file it was read from, and untrue of the files written here
LAYOUT = {"dialect", "encoding", "format", "mediatype", "compression", "bytes", "hash", "type", "profile"}
TEXTS = (".csv", ".tsv", ".txt")


def declared(metadata: Mapping[str, Any], base: Path) -> list[Resource]:
    """Return the resources that hand-written metadata lists by path."""
    found: dict[str, Resource] = {}
    package = Opened({}, str(base))
    for entry in references(dict(metadata), package).get("resources", []):
        for resource in resources_of(entry, package, found):
            found[resource.name] = resource
    return list(found.values())


def resources_of(entry: object, package: Opened, taken: Mapping[str, Resource]) -> list[Resource]:
    """Return the resources of one entry: one, or one for each file of a mixed folder."""
    if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
        shown = repr(entry)
        raise BadInput(
            f"a resource in the metadata has no path: {shown if len(shown) <= 120 else shown[:119] + '…'}",
            hint="path: file.csv",
            code="resource-bad",
        )
    path, schema = entry["path"], entry.get("schema")
    about = {key: value for key, value in entry.items() if key not in ("path", "name", "schema")}
    request = Request(entry.get("name", ""), about, schema, FORMATS)
    if "://" in path:
        return resources_from(path, request, taken)
    file = local_files.inside(Path(package.base), path)
    if not file.is_file() or local_files.ending(file) not in TEXTS:
        return resources_from(file, request, taken)
    about = {key: value for key, value in about.items() if key not in LAYOUT}
    request = Request(request.name or slug(file.name.split(".")[0]), about, schema, FORMATS)
    return resources_from(rows_of(entry, package, file), request, taken)


def rows_of(entry: Entry, package: Opened, file: Path) -> pl.DataFrame:
    """Return the rows of a text file: by its schema where that is whole, else in the types it seems to have.

    A value that does not fit is refused: what is built here must lose nothing.
    """
    from stabbur.io.file import read_file
    from stabbur.packages.tables.arrow import to_polars

    schema = entry.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if isinstance(fields, list) and all(isinstance(one, dict) and "type" in one for one in fields):
        # columns that the schema leaves out are kept as text
        whole = {"name": file.name} | entry | {"schema": {"fieldsMatch": "subset"} | (schema or {})}
        return read_frame(package, whole, strict=True)
    check_resource({key: value for key, value in entry.items() if key != "schema"})
    options: dict[str, Any] = {}
    if entry.get("dialect"):
        dialect = dialect_of(entry)
        options = {"delimiter": dialect.delimiter, "header": dialect.header}
        options |= {"quote": dialect.quote_char} if dialect.quote_char else {}
    if entry.get("encoding"):
        options["encoding"] = entry["encoding"]
    return to_polars(read_file(file, as_="arrow", **options))
