"""Packages for the tests: a descriptor and files in a folder, opened or validated."""

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from stabbur.errors import DataWarning
from stabbur.packages import Datapackage, read_table
from stabbur.packages.validation.report import Report

Descriptor = dict[str, Any]


def put(folder: Path, descriptor: object, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a descriptor and its files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def table(fields: list[Descriptor], **more: Any) -> Descriptor:
    """Return a package of one table with the given fields."""
    schema = {"fields": fields} | more.pop("schema", {})
    return {"resources": [{"name": "rows", "type": "table", "path": "rows.csv", "schema": schema} | more]}


def validated(folder: Path, descriptor: object, files: Mapping[str, str | bytes] | None = None) -> Report:
    """Return the report on a package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return Datapackage.open(put(folder, descriptor, files)).validate()


def rules(report: Report) -> list[tuple[str, str, int | None]]:
    """Return rule, field and row of each error."""
    return [(problem.rule, problem.field, problem.row) for problem in report.errors]


def values(folder: Path, field: Descriptor, texts: list[str]) -> list[Any]:
    """Return what a column of texts is read as; a text that does not fit is null."""
    lines = ["id,value"] + [f'{at},"{text.replace(chr(34), chr(34) * 2)}"' for at, text in enumerate(texts)]
    fields = [{"name": "id", "type": "integer"}, {"name": "value"} | field]
    place = put(folder, table(fields), {"rows.csv": "\n".join(lines) + "\n"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        found = pl.from_arrow(read_table(place))
    assert isinstance(found, pl.DataFrame)
    return found["value"].to_list()
