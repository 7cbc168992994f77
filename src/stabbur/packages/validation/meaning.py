"""What a JSON Schema cannot see of a descriptor: names, paths and keys that do not fit together."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from stabbur.packages.tables.describe import as_list
from stabbur.packages.validation.patterns import compiled
from stabbur.packages.validation.report import Problem

Descriptor = dict[str, Any]
LENGTHS = {"string", "array", "object", "list"}
ORDERED = {"integer", "number", "date", "time", "datetime", "year", "yearmonth", "duration"}
CATEGORICAL = {"string", "integer"}


def is_remote(path: str) -> bool:
    """Say whether a path is an address."""
    return bool(re.match(r"(https?|ftp)://", path, re.IGNORECASE))


def unsafe(path: str) -> str:
    """Return why a path may not be read; nothing when it may."""
    if is_remote(path):
        return ""
    parts = re.split(r"[/\\]", path)
    if not path or "\0" in path:
        return "it is empty or holds a zero sign"
    if "://" in path or path.lower().startswith("file:"):
        return "it is neither a path nor an http(s) address"
    if path.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", path):
        return "it is absolute"
    if ".." in parts:
        return "it leads out of the package"
    if any(part.startswith(".") and part != "." for part in parts):
        return "it is hidden"
    return "it holds a backslash" if "\\" in path else ""


def meaning_problems(descriptor: Descriptor) -> list[Problem]:
    """Return everything that does not fit together in a descriptor."""
    resources = mappings(descriptor.get("resources"))
    names = Counter(str(one.get("name", "")).lower() for one in resources)
    found = [
        Problem("resource-twice", f"{count} resources have the name '{name}'", resource=name)
        for name, count in names.items()
        if count > 1
    ]
    fields_of = {str(one.get("name")): field_names(one) for one in resources}
    for number, resource in enumerate(resources):
        name = str(resource.get("name", f"resources[{number}]"))
        found += [Problem("path", message, name) for message in path_problems(resource)]
        schema = resource.get("schema")
        if isinstance(schema, dict):
            found += [Problem(rule, message, name, field) for rule, field, message in schema_problems(schema)]
            found += [
                Problem("foreign-key", message, name) for message in foreign_problems(schema, name, fields_of)
            ]
    return found


def field_names(resource: Descriptor) -> list[str]:
    """Return the names of a resource's fields."""
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return [str(one.get("name")) for one in mappings(fields)]


def items(value: object) -> list[Any]:
    """Return the items of a list; none of anything else, which the profile reports."""
    return value if isinstance(value, list) else []


def mappings(value: object) -> list[Descriptor]:
    """Return the mappings in a list; none of anything else."""
    return [one for one in items(value) if isinstance(one, dict)]


def path_problems(resource: Descriptor) -> Iterator[str]:
    """Yield what is wrong with where a resource's rows are."""
    if "path" in resource and "data" in resource:
        yield "it has both a path and data"
    paths = [one for one in as_list(resource.get("path")) if isinstance(one, str)]
    for alternative in mappings(resource.get("alternatives")):
        paths += as_list(alternative.get("path"))
    for path in paths:
        if reason := unsafe(path):
            yield f"path '{path}' is unsafe: {reason}"
    main = as_list(resource.get("path"))
    if len({is_remote(path) for path in main}) > 1:
        yield "its paths mix files and addresses"


def schema_problems(schema: Descriptor) -> Iterator[tuple[str, str, str]]:
    """Yield rule, field and message of what does not fit in a schema."""
    fields = mappings(schema.get("fields"))
    names = [str(one.get("name")) for one in fields]
    for name, count in Counter(names).items():
        if count > 1:
            yield "field-twice", name, f"{count} fields have the name '{name}'"
    for field in fields:
        for message in field_problems(field):
            yield "schema", str(field.get("name")), message
    keys = [("primary-key", as_list(schema.get("primaryKey")))]
    keys += [("unique-key", as_list(one)) for one in items(schema.get("uniqueKeys"))]
    for rule, key in keys:
        for name in key:
            if name not in names:
                yield rule, name, f"the key names '{name}', which is no field: there are {', '.join(names)}"


def field_problems(field: Descriptor) -> Iterator[str]:
    """Yield what of a field does not fit its type."""
    kind = str(field.get("type", "any"))
    rules = field.get("constraints")
    rules = rules if isinstance(rules, dict) else {}
    if "categories" in field and kind not in CATEGORICAL:
        yield f"categories are for text and whole numbers, not for {kind}"
    if rules.get("enum") == []:
        yield "enum is empty: no value could be right"
    for rule in ("minLength", "maxLength"):
        if rule in rules and kind not in LENGTHS:
            yield f"{rule} is for text and lists, not for {kind}"
    for rule in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if rule in rules and kind not in ORDERED:
            yield f"{rule} is for numbers and times, not for {kind}"
    if isinstance(rules.get("pattern"), str):
        try:
            compiled(rules["pattern"])
        except re.error as error:
            yield f"pattern '{rules['pattern']}' is no regular expression: {error}"


def foreign_problems(schema: Descriptor, own: str, fields_of: dict[str, list[str]]) -> Iterator[str]:
    """Yield what is wrong with a schema's foreign keys."""
    for key in items(schema.get("foreignKeys")):
        reference = key.get("reference") if isinstance(key, dict) else None
        if not isinstance(reference, dict):
            yield "a foreign key has no reference"
            continue
        target = str(reference.get("resource") or own)
        fields, others = as_list(key.get("fields")), as_list(reference.get("fields"))
        if isinstance(key.get("fields"), str) != isinstance(reference.get("fields"), str):
            yield "a foreign key and its reference must both be one name or both a list"
        if len(fields) != len(others):
            yield f"a foreign key has {len(fields)} fields, its reference {len(others)}"
        for name in fields:
            if name not in fields_of.get(own, []):
                yield f"a foreign key names '{name}', which is no field"
        if target not in fields_of:
            yield f"a foreign key refers to '{target}', which is no resource"
            continue
        for name in others:
            if fields_of[target] and name not in fields_of[target]:
                yield f"a foreign key refers to '{name}', which is no field of '{target}'"
