"""A whole package checked: its descriptor, its files' sizes and hashes, and the rows of each table."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from stabbur.errors import StabburError
from stabbur.packages.licences import nearly_known
from stabbur.packages.reading.opening import Opened, read_bytes
from stabbur.packages.tables.describe import as_list
from stabbur.packages.tables.files import Resource
from stabbur.packages.validation.injection import formula_warnings
from stabbur.packages.validation.meaning import is_remote, items, mappings, meaning_problems
from stabbur.packages.validation.profile import profile_problems
from stabbur.packages.validation.report import Problem, Report
from stabbur.packages.validation.rows import MOST_ROWS, row_problems

if TYPE_CHECKING:
    from stabbur.packages.package import Datapackage


SCHEMA_RULES = {"schema", "primary-key", "unique-key", "foreign-key", "field-twice"}


def validate_package(package: "Datapackage") -> Report:
    """Return everything that is wrong with a package."""
    opened = package.opened
    report = Report()
    descriptor = opened.descriptor if opened else package.planned()
    if opened:
        report.warnings += [Problem("older", note) for note in opened.notes]
    report.errors += profile_problems(descriptor) + meaning_problems(descriptor)
    report.warnings += advice(descriptor)
    frames: dict[str, pl.DataFrame] = {}
    for name, resource in package.resources.items():
        held = resource.columns(ruled_columns(name, package.resources))
        if held is not None:
            frames[name] = held
        elif opened:
            frame = read_checked(opened, resource.descriptor, report)
            if frame is not None:
                frames[name] = frame
    broken = broken_schemas(descriptor, report.errors)
    for name, frame in frames.items():
        if name in broken:
            report.warnings.append(
                Problem("unchecked", "its rows are checked when its schema is mended", name)
            )
            continue
        about = {"name": name} | package.resources[name].descriptor
        problems, counts = row_problems(frame, about, frames, MOST_ROWS)
        report.errors += problems
        report.add_counts(counts, problems)
        table = package.resources[name].table
        report.warnings += formula_warnings(frame if table is None else table, name)
    return report


def ruled_columns(name: str, resources: Mapping[str, Resource]) -> set[str]:
    """Return the columns of a table that some rule is about: of one that is not held whole, only they are read."""
    found: set[str] = set()
    for own, resource in resources.items():
        schema = resource.descriptor.get("schema")
        schema = schema if isinstance(schema, dict) else {}
        if own == name:
            found |= {str(one["name"]) for one in mappings(schema.get("fields")) if ruled(one)}
            found.update(as_list(schema.get("primaryKey")))
            found.update(*map(as_list, items(schema.get("uniqueKeys"))))
        for key in mappings(schema.get("foreignKeys")):
            if own == name:
                found.update(as_list(key.get("fields")))
            reference = key.get("reference")
            if isinstance(reference, dict) and (reference.get("resource") or own) == name:
                found.update(as_list(reference.get("fields")))
    return found


def ruled(field: dict[str, Any]) -> bool:
    """Say whether a field has a rule that its type alone does not hold."""
    return bool(field.get("constraints") or field.get("categories") or field.get("format"))


def broken_schemas(descriptor: dict[str, Any], problems: list[Problem]) -> set[str]:
    """Return the resources whose schemas say what no row could be checked by."""
    resources = descriptor.get("resources")
    names = [one.get("name") if isinstance(one, dict) else "" for one in resources or []]
    places = {f"resources[{at}].schema": str(name) for at, name in enumerate(names)}
    found = {problem.resource for problem in problems if problem.rule in SCHEMA_RULES}
    for problem in problems:
        if problem.rule == "profile":
            found |= {name for place, name in places.items() if problem.field.startswith(place)}
    return found


def advice(descriptor: dict[str, Any]) -> list[Problem]:
    """Return what a reader will miss: it warns, and never refuses."""
    wanted = {"licenses": "a licence", "description": "a description"}
    return [
        Problem("missing", f"the package has no {text[2:]}", field=key)
        for key, text in wanted.items()
        if not descriptor.get(key)
    ] + [
        Problem("licence", f"'{name}' is no licence that is known: is it '{near}'?", field="licenses")
        for name, near in nearly_known(descriptor.get("licenses"))
    ]


def read_checked(opened: Opened, resource: dict[str, Any], report: Report) -> pl.DataFrame | None:
    """Return a table read from its files, with all that is wrong on the way noted."""
    from stabbur.packages.reading.source import ending_of, read_frame, read_typed
    from stabbur.packages.shapes import check_resource
    from stabbur.packages.validation.alike import compare

    name = str(resource.get("name", ""))
    try:
        check_resource(resource)
        report.errors += file_problems(opened, resource)
        if not isinstance(resource.get("schema"), dict) and resource.get("type") != "table":
            return None
        if ending_of(resource) in ("parquet", "xlsx", "ods", "feather", "arrow"):
            return read_frame(opened, resource)
        frame, found = read_typed(opened, resource)
        compare(opened, resource)
    except (StabburError, pl.exceptions.PolarsError) as error:
        report.errors.append(Problem("unreadable", str(error), name))
        return None
    report.errors += found[:MOST_ROWS]
    report.add_counts({f"{name}/structure": len(found)} if found else {}, found[:MOST_ROWS])
    return frame


def file_problems(opened: Opened, resource: dict[str, Any]) -> list[Problem]:
    """Return where the sizes and hashes of files are not what the descriptor says."""
    found = []
    name = str(resource.get("name", ""))
    for file in [resource, *(resource.get("alternatives") or [])]:
        paths = as_list(file.get("path"))
        if not paths or any(is_remote(path) for path in paths) or not ("bytes" in file or "hash" in file):
            continue
        data = b"".join(read_bytes(opened.place(path)) for path in paths)
        shown = Path(paths[0]).name
        if "bytes" in file and len(data) != file["bytes"]:
            found.append(Problem("bytes", f"'{shown}' has {len(data)} bytes, not {file['bytes']}", name))
        kind, mark, value = str(file.get("hash", "")).partition(":")
        if mark and kind in hashlib.algorithms_available:
            real = hashlib.new(kind, data, usedforsecurity=False).hexdigest()
            if real != value.lower():
                found.append(Problem("hash", f"'{shown}' has the {kind} {real}, not {value}", name))
    return found
