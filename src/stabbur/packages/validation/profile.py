"""A descriptor against the official profile of Data Package 2.0, patched where its own text differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import fastjsonschema

from stabbur.packages.validation import addresses
from stabbur.packages.validation.report import Problem

if TYPE_CHECKING:
    from jsonschema import Draft7Validator, ValidationError


def profile() -> dict[str, Any]:
    """Return the profile as JSON Schema."""
    text = files("stabbur.packages.validation").joinpath("profiles/datapackage-2.0.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def compiled() -> Callable[[object], object]:
    """Return the profile as a function that raises, and does not say enough of what is wrong."""
    check: Callable[[object], object] = fastjsonschema.compile(
        profile(), use_default=False, use_formats=False
    )
    return check


@cache
def validator() -> Draft7Validator:
    """Return the profile as what tells every mistake."""
    with addresses.later():
        from jsonschema import Draft7Validator

    return Draft7Validator(profile())


def fits(descriptor: object) -> bool:
    """Return whether a descriptor is as the profile says."""
    try:
        compiled()(descriptor)
    except (fastjsonschema.JsonSchemaException, RecursionError):
        return False
    return True


def profile_problems(descriptor: object) -> list[Problem]:
    """Return everything in a descriptor that the profile does not allow."""
    typed = typed_fields(descriptor)
    if fits(typed):
        return []
    found = []
    for error in validator().iter_errors(typed):
        for one in plainest(error):
            place = "".join(
                f"[{part}]" if isinstance(part, int) else f".{part}" for part in one.absolute_path
            )
            found.append(Problem("profile", message(one), field=place.lstrip(".") or "datapackage.json"))
    return found


def typed_fields(descriptor: object) -> object:
    """Return a descriptor in which each field says its type: one without a type may hold anything."""
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        return descriptor
    resources = []
    for resource in descriptor["resources"]:
        schema = resource.get("schema") if isinstance(resource, dict) else None
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if isinstance(schema, dict) and isinstance(fields, list):
            typed = [{"type": "any"} | one if isinstance(one, dict) else one for one in fields]
            resource = resource | {"schema": schema | {"fields": typed}}
        resources.append(resource)
    return descriptor | {"resources": resources}


def plainest(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the errors that say most: of a field, those of the branch for the type it has."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    typed = [
        inner
        for inner in branches.values()
        if not any(list(one.relative_path)[-1:] == ["type"] and one.validator == "enum" for one in inner)
    ]
    if len(typed) == 1 and len(branches) > 2:
        for inner_error in typed[0]:
            yield from plainest(inner_error)
        return
    fewest = min(map(len, branches.values()))
    nearest = [inner for inner in branches.values() if len(inner) == fewest]
    if len(nearest) == 1 and len(branches) == 2:
        # what was meant is the form that lacks least
        for inner_error in nearest[0]:
            yield from plainest(inner_error)
        return
    yield error


def message(error: ValidationError) -> str:
    """Return what is wrong in one short line."""
    value = json.dumps(error.instance, ensure_ascii=False, default=str)
    shown = value if len(value) <= 80 else value[:77] + "…"
    if error.validator == "required":
        return error.message.lower()
    kinds: dict[str, Any] = {
        "type": f"{shown} is not {error.validator_value}",
        "enum": f"{shown} is none of {error.validator_value}",
        "pattern": f"{shown} does not have the form {error.validator_value}",
        "minItems": "it is empty",
        "oneOf": f"{shown} fits none of the forms that are allowed",
        "anyOf": f"{shown} fits none of the forms that are allowed",
    }
    return str(kinds.get(str(error.validator), f"{shown}: {error.message.splitlines()[0][:160]}"))
