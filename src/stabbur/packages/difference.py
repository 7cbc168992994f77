"""How one version of a package differs from the one before it: metadata, schema, rows, statistics."""

from pathlib import Path
from typing import Any

import polars as pl

from stabbur.packages import protection
from stabbur.packages.content import NOT_CONTENT, file_hash
from stabbur.packages.previews import is_table, previews
from stabbur.packages.reading.opening import Opened, open_descriptor
from stabbur.packages.reading.source import read_frame
from stabbur.packages.row_diff import compare_rows
from stabbur.packages.summary import OF_PARTS, summary
from stabbur.packages.tables.describe import as_list

Descriptor = dict[str, Any]
PARTS = ("resources", "siblings")
OF_FILES = NOT_CONTENT | {
    "alternatives",
    "logicalHash",
    "rows",
    "schema",
    "encoding",
    "compression",
    "format",
    "mediatype",
    "hashes",
}
MEASURES = ("nulls", "distinct", "min", "max", "mean")


def compare(old_folder: Path, new_folder: Path) -> dict[str, Any]:
    """Return the differences between two written packages, as `diff.json` keeps them."""
    old, new = open_descriptor(old_folder), open_descriptor(new_folder)
    before, after = by_name(old.descriptor), by_name(new.descriptor)
    metadata = protection.without_rows(
        changed_values(
            plain_metadata(old.descriptor, folder_of(old_folder)),
            plain_metadata(new.descriptor, folder_of(new_folder)),
        )
    )
    schema, rows = compare_resources(old, new, before, after)
    statistics = [
        one
        for one in compare_statistics(
            previews(old, folder_of(old_folder)), previews(new, folder_of(new_folder))
        )
        if one["field"]
        not in protection.figures(before.get(one["resource"], {}), after.get(one["resource"], {}))
    ]
    return {
        "metadata": metadata,
        "schema": schema,
        "rows": rows,
        "statistics": statistics,
        "summary": summary(metadata, schema, rows),
    }


def folder_of(place: Path) -> Path:
    """Return the folder of a package that was named by it or by its `datapackage.json`."""
    return place if place.is_dir() else place.parent


def by_name(descriptor: Descriptor) -> dict[str, Descriptor]:
    """Return the resources of a descriptor by name."""
    return {str(one.get("name")): one for one in descriptor.get("resources", [])}


def plain_metadata(descriptor: Descriptor, folder: Path) -> Descriptor:
    """Return what a descriptor says besides tables and files, in the order of its keys.

    A file that is no table has no rows to compare, so a hash of its content stands for it: made here,
    because a folder that is not published yet has none for its notebooks and stories.
    """
    found = {key: value for key, value in descriptor.items() if key not in NOT_CONTENT | {*PARTS, *OF_PARTS}}
    for name, resource in by_name(descriptor).items():
        about = {key: value for key, value in resource.items() if key not in OF_FILES}
        files = [] if "logicalHash" in resource else files_of(resource, folder)
        found[f"resources/{name}"] = about | content_of(files)
    for part in OF_PARTS:
        items = {str(one.get("name")): one for one in descriptor.get(part, [])}
        found[part] = {
            name: {key: value for key, value in one.items() if key not in NOT_CONTENT}
            | (content_of(files_of(one, folder)) if part != "views" else {})
            for name, one in items.items()
        }
    return found


def files_of(item: Descriptor, folder: Path) -> list[Path]:
    """Return the local files of a resource, a notebook, or a story with what lies beside its page."""
    paths = item.get("path", [])
    named = [folder / path for path in as_list(paths) if "://" not in path]
    if len(named) == 1 and named[0].name == "index.html":
        below = named[0].parent
        shown = (path for path in below.rglob("*") if path.is_file())
        # hidden files, such as a system's notes on a folder, are not published
        return [path for path in shown if not any(p.startswith(".") for p in path.relative_to(below).parts)]
    return [path for path in named if path.is_file()]


def content_of(files: list[Path]) -> Descriptor:
    """Return what files hold as one value, whatever they are called; nothing when there are none."""
    return {"content": sorted(file_hash(path) for path in files)} if files else {}


def changed_values(old: Any, new: Any, path: str = "") -> list[Descriptor]:
    """Return each value that differs, by its path."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for key in dict.fromkeys([*old, *new]):
            found += changed_values(old.get(key), new.get(key), f"{path}/{key}" if path else str(key))
        return found
    return [{"path": path, "old": old, "new": new}]


def compare_resources(
    old: Opened, new: Opened, before: dict[str, Descriptor], after: dict[str, Descriptor]
) -> tuple[list[Descriptor], Descriptor]:
    """Return how fields and rows of each table differ."""
    schema: list[Descriptor] = []
    rows: Descriptor = {}
    for name in dict.fromkeys([*before, *after]):
        first, second = before.get(name, {}), after.get(name, {})
        if first and second:
            schema += compare_schema(name, first.get("schema", {}), second.get("schema", {}))
        if not (is_table(first) or is_table(second)):
            continue
        if is_table(first) and is_table(second) and same_rows(first, second):
            rows[name] = unchanged(second)
            continue
        key = as_list(second.get("schema", {}).get("primaryKey"))
        found = compare_rows(frame_of(old, first), frame_of(new, second), key)
        rows[name] = protection.without_hidden(found, first, second)
    return schema, rows


def same_rows(first: Descriptor, second: Descriptor) -> bool:
    """Say whether two tables hold the same, by their logical hashes."""
    return bool(first.get("logicalHash")) and first.get("logicalHash") == second.get("logicalHash")


def unchanged(resource: Descriptor) -> Descriptor:
    """Return the comparison of a table with itself."""
    key = as_list(resource.get("schema", {}).get("primaryKey")) or None
    counts = {"added": 0, "removed": 0, "changed": 0, "unchanged": int(resource.get("rows", 0))}
    return counts | {"key": key, "examples": []}


def frame_of(package: Opened, resource: Descriptor) -> pl.DataFrame:
    """Return a table's rows; none when there is no such table."""
    return read_frame(package, resource) if is_table(resource) else pl.DataFrame()


def compare_schema(name: str, old: Descriptor, new: Descriptor) -> list[Descriptor]:
    """Return the fields that came, went or changed, and the keys that changed."""
    before = {field["name"]: field for field in old.get("fields", [])}
    after = {field["name"]: field for field in new.get("fields", [])}
    found = []
    for field in dict.fromkeys([*before, *after]):
        first, second = before.get(field), after.get(field)
        if first != second:
            change = "added" if first is None else "removed" if second is None else "changed"
            found.append({"resource": name, "change": change, "field": field, "old": first, "new": second})
    if old and new:
        for key in ("primaryKey", "foreignKeys", "uniqueKeys"):
            if old.get(key) != new.get(key):
                found.append(
                    {
                        "resource": name,
                        "change": "changed",
                        "field": key,
                        "old": old.get(key),
                        "new": new.get(key),
                    }
                )
    return found


def compare_statistics(before: dict[str, Descriptor], after: dict[str, Descriptor]) -> list[Descriptor]:
    """Return each measure of a column that is in both versions and differs."""
    found = []
    for name in before.keys() & after.keys():
        fields = before[name].get("fields", {})
        for field, measures in after[name].get("fields", {}).items():
            for measure in MEASURES:
                old, new = fields.get(field, {}).get(measure), measures.get(measure)
                if field in fields and old != new:
                    found.append(
                        {"resource": name, "field": field, "measure": measure, "old": old, "new": new}
                    )
    return sorted(found, key=lambda one: str(one["resource"]))
