"""Where a resource's rows come from: its Parquet file, its text files, or data in the descriptor."""

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from stabbur.errors import BadInput, NotFound, meant
from stabbur.packages.local_files import ending
from stabbur.packages.reading.dialect import Dialect, Line, cells, dialect_of, first_path, split_header
from stabbur.packages.reading.opening import Opened
from stabbur.packages.reading.plain import plain_columns
from stabbur.packages.reading.typed import typed_columns, typed_frame, warn_of
from stabbur.packages.shapes import check_resource
from stabbur.packages.tables.describe import as_list
from stabbur.packages.validation.report import Problem

Descriptor = dict[str, Any]
READ_AS_FILES = ("xlsx", "ods", "feather", "arrow", "geojson", "ndjson")
TEXTS = ("csv", "tsv", "tab", "txt", "dat", "dsv", "psv", "json", "")


@dataclass
class Texts:
    """A table as texts: its labels, its rows, and what of its structure is wrong."""

    labels: list[str] | None
    rows: list[list[str | None]]
    problems: list[Problem] = field(default_factory=list)


def find_resource(package: Opened, name: str | None) -> Descriptor:
    """Return a resource's descriptor by name; the only one when no name is given."""
    resources = package.descriptor.get("resources") or []
    tables = tables_among(resources)
    found = [one for one in resources if one.get("name") == name] if name is not None else tables
    if len(found) == 1:
        return dict(found[0])
    names = [str(one.get("name")) for one in (resources if name is not None else tables)]
    listed = ", ".join(f"'{one}'" for one in names) or "none"
    said = (
        f"the package has no resource '{name}': it has"
        if name
        else "say which resource to read: the package has"
    )
    example = f'sb.read_dp(…, resource="{names[0]}"), at the prompt --resource {names[0]}' if names else ""
    raise NotFound(
        f"{said} {listed}",
        hint=(meant(name, names) if name else "") or example,
        code="resource-unknown",
        name=name or "",
    )


def tables_among(resources: list[Descriptor]) -> list[Descriptor]:
    """Return the resources that say they are tables; where none does, those of a format that holds tables."""
    if len(resources) == 1:
        return resources
    said = [one for one in resources if one.get("type") == "table" or one.get("schema")]
    formats = (*TEXTS, "parquet", *READ_AS_FILES)
    return said or [one for one in resources if "data" in one or ending_of(one) in formats] or resources


def read_frame(package: Opened, resource: Descriptor, *, strict: bool = False) -> pl.DataFrame:
    """Return a resource's rows: from Parquet when there is one and the texts need no check."""
    check_resource(resource)
    for file in [resource, *(resource.get("alternatives") or [])]:
        path = first_path(file)
        if ending_of(file) == "parquet" and (not strict or file is resource):
            return pl.read_parquet(io.BytesIO(package.content(path)))
    if ending_of(resource) in READ_AS_FILES:
        return read_other(package, resource)
    demand_text(resource)
    frame, problems = read_typed(package, resource)
    warn_of(problems, resource, strict=strict)
    return frame


def read_typed(package: Opened, resource: Descriptor) -> tuple[pl.DataFrame, list[Problem]]:
    """Return a resource's texts in the types of its schema, and what of its structure and its cells is wrong."""
    path = resource.get("path")
    if isinstance(path, str) and ending_of(resource) == "csv" and "data" not in resource:
        check_resource(resource)
        plain = plain_columns(package.content(path), resource)
        if plain is not None:
            return typed_columns(plain.labels, plain.columns, resource)
    texts = read_texts(package, resource)
    frame, problems = typed_frame(texts.labels, texts.rows, resource)
    return frame, [*texts.problems, *problems]


def demand_text(resource: Descriptor) -> None:
    """Raise BadInput for a file that nobody calls a table and whose format holds none, such as a picture."""
    if is_table(resource) or "path" not in resource:
        return
    name = str(resource.get("name", ""))
    raise BadInput(
        f"resource '{name}' is a file of format '{ending_of(resource)}', which is no table",
        hint=f'the file itself is {first_path(resource)}: sb.read_dp(…, as_="package").path("{name}")',
        code="table-missing",
        resource=name,
    )


def is_table(resource: Descriptor) -> bool:
    """Tell whether a resource says that it is a table, or is of a format that holds one."""
    called = resource.get("type") == "table" or resource.get("schema") or resource.get("dialect")
    if called or "data" in resource:
        return True
    return ending_of(resource) in (*TEXTS, "parquet", *READ_AS_FILES)


def ending_of(resource: Descriptor) -> str:
    """Return the format of a resource by what it says or by its name."""
    return str(resource.get("format") or ending(Path(first_path(resource))).lstrip(".")).lower()


def read_other(package: Opened, resource: Descriptor) -> pl.DataFrame:
    """Return a sheet or a file of columns through the readers of files."""
    from stabbur.io.file import read_file
    from stabbur.packages.tables.arrow import to_polars

    dialect = resource.get("dialect") or {}
    options: dict[str, Any] = {}
    if ending_of(resource) in ("xlsx", "ods"):
        if dialect.get("sheetName"):
            options["sheet"] = dialect["sheetName"]
        elif dialect.get("sheetNumber"):
            options["sheet"] = dialect["sheetNumber"] - 1  # a descriptor counts sheets from 1
    return to_polars(read_file(package.place(first_path(resource)), as_="arrow", **options))


def read_texts(package: Opened, resource: Descriptor) -> Texts:
    """Return a resource's rows as texts, all its files one after the other."""
    check_resource(resource)
    dialect, name = dialect_of(resource), str(resource.get("name", ""))
    if "data" in resource:
        return inline(resource["data"], dialect, name)
    if "path" not in resource:
        raise BadInput(f"resource '{name}' has neither path nor data", code="resource-bad", resource=name)
    if ending_of(resource) == "json":
        return inline(json_of(package, resource), dialect, name)
    lines: list[Line] = []
    first: list[str] | None = None
    for path in as_list(resource["path"]):
        part = list(cells(decode(package.content(path), resource, path), dialect))
        if first is not None and part and dialect.header and part[0].cells == first:
            part = part[1:]
        first = first or (part[0].cells if part else None)
        lines += part
    labels, rows = split_header(lines, dialect)
    if labels is not None and not dialect.case_sensitive:
        labels = cased(labels, resource)
    return shaped(labels, rows, dialect, name, resource)


def cased(labels: list[str], resource: Descriptor) -> list[str]:
    """Return labels with the case of the fields' names, where a layout of v1 says that case means nothing."""
    schema = resource.get("schema") or {}
    names = {str(one["name"]).casefold(): str(one["name"]) for one in schema.get("fields") or []}
    return [names.get(label.casefold(), label) for label in labels]


def json_of(package: Opened, resource: Descriptor) -> Any:
    """Return the data of a JSON file."""
    path = first_path(resource)
    try:
        return json.loads(decode(package.content(path), resource, path))
    except ValueError as error:
        raise BadInput(f"'{path}' is no JSON: {error}", code="json-bad", path=path) from error


def decode(data: bytes, resource: Descriptor, path: str) -> str:
    """Return the text of a file in the encoding that the descriptor gives."""
    encoding = str(resource.get("encoding") or "utf-8")
    plain = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
    try:
        return data.decode("utf-8-sig" if plain else encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"'{path}' is not {encoding}: byte {error.start} does not fit",
            hint='write its encoding in the descriptor, such as "encoding": "iso-8859-1"',
            code="encoding-wrong",
            path=path,
            encoding=encoding,
        ) from error
    except LookupError as error:
        raise BadInput(
            f"there is no encoding '{encoding}'", code="encoding-unknown", encoding=encoding
        ) from error


def shaped(
    labels: list[str] | None, lines: list[Line], dialect: Dialect, name: str, resource: Descriptor
) -> Texts:
    """Return rows of one width, with a note of each that was longer, shorter or blank."""
    wide = len(labels) if labels is not None else max((len(line.cells) for line in lines), default=0)
    found = Texts(labels, [])
    number = 0
    for line in lines:
        # a line of delimiters alone is no blank line, but a row without a value
        if not line.cells or (wide == 1 and not any(line.cells)):
            if wide > 1:
                found.problems.append(
                    Problem("blank-row", f"line {line.number} is blank", name, row=number + 1)
                )
                continue
            line = Line(line.number, line.cells or [""])
        number += 1
        row: list[str | None] = list(line.cells)
        if len(row) > wide:
            extra = Problem(
                "extra-cell", f"the row has {len(row)} cells, not {wide}", name, "", number, row[wide]
            )
            found.problems.append(extra)
        elif len(row) < wide:
            found.problems.append(
                Problem("missing-cell", f"the row has {len(row)} cells, not {wide}", name, "", number)
            )
        row = [*row[:wide], *[None] * (wide - len(row))]
        if dialect.null_sequence is not None:
            row = [None if cell == dialect.null_sequence else cell for cell in row]
        found.rows.append(row)
    return found


def inline(data: Any, dialect: Dialect, name: str) -> Texts:
    """Return rows that stand in the descriptor or in JSON, as lists or as objects."""
    for key in filter(None, dialect.property.split(".")):
        data = data.get(key) if isinstance(data, dict) else None
    if isinstance(data, str):
        labels, rows = split_header(list(cells(data, dialect)), dialect)
        return shaped(labels, rows, dialect, name, {})
    if not isinstance(data, list):
        raise BadInput(
            f"resource '{name}' holds no table", hint="a list of rows", code="data-bad", resource=name
        )
    if data and all(isinstance(row, dict) for row in data):
        keys = list(dialect.item_keys) or list(dict.fromkeys(key for row in data for key in row))
        return Texts(keys, [[cell_text(row.get(key)) for key in keys] for row in data])
    lists = [row if isinstance(row, list) else [row] for row in data]
    lines = [
        Line(number, [cell_text(cell) or "" for cell in row]) for number, row in enumerate(lists, start=1)
    ]
    labels, rows = split_header(lines, dialect)
    return shaped(labels, rows, dialect, name, {})


def cell_text(value: Any) -> str | None:
    """Return a JSON value as a text file would have it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
