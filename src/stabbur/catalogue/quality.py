"""How well a package is described: a figure from 0 to 1, and what would make it better."""

from collections.abc import Mapping
from typing import Any

CHECKS = {
    "title": (2, "give the package a title"),
    "description": (3, "describe what the package holds"),
    "licence": (3, "say under which licence the data may be used"),
    "keywords": (1, "add keywords"),
    "topics": (1, "say which topics it belongs to"),
    "sources": (1, "name the sources"),
    "contributors": (1, "say who made it"),
    "columns": (4, "describe the columns"),
    "types": (2, "give each column a type"),
    "keys": (1, "name the primary key of each table"),
    "views": (1, "add a view"),
}


def quality(descriptor: Mapping[str, Any]) -> float:
    """Return how complete a descriptor is, from 0 to 1."""
    found = shares(descriptor)
    total = sum(weight for weight, _ in CHECKS.values())
    return round(sum(CHECKS[name][0] * share for name, share in found.items()) / total, 3)


def advice(descriptor: Mapping[str, Any]) -> list[str]:
    """Return what would make the description better, what counts most first."""
    lacking = [name for name, share in shares(descriptor).items() if share < 1]
    return [CHECKS[name][1] for name in sorted(lacking, key=lambda name: -CHECKS[name][0])]


def shares(descriptor: Mapping[str, Any]) -> dict[str, float]:
    """Return for each check how far it is met, from 0 to 1."""
    resources = [one for one in _list(descriptor, "resources") if isinstance(one, Mapping)]
    schemas = [schema for one in resources if isinstance(schema := one.get("schema"), Mapping)]
    fields = [field for schema in schemas for field in _list(schema, "fields") if isinstance(field, Mapping)]
    given = {
        name: 1.0 if descriptor.get(name) else 0.0
        for name in ("title", "keywords", "topics", "sources", "contributors", "views")
    }
    description = descriptor.get("description")
    described = len(description) / 80 if isinstance(description, str) else 0.0
    return given | {
        "description": min(1.0, described),
        "licence": 1.0 if descriptor.get("licenses") or descriptor.get("license") else 0.0,
        "columns": _share([bool(one.get("title") or one.get("description")) for one in fields]),
        "types": _share([one.get("type") not in (None, "", "any") for one in fields]),
        "keys": _share([bool(schema.get("primaryKey")) for schema in schemas]),
    }


def _share(answers: list[bool]) -> float:
    return sum(answers) / len(answers) if answers else 0.0


def _list(holder: Mapping[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    return list(value) if isinstance(value, list | tuple) else []
