"""The files of a version as its page lists them: tables in each format, and everything that is no table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from stabbur.hub.telling.words import dicts, web_address
from stabbur.registry.base import Version


@dataclass(frozen=True)
class FileLine:
    """One file to download; `title` is empty for a table, whose own page tells what it is."""

    name: str
    address: str
    size: int | None
    title: str = ""
    description: str = ""


def file_lines(version: Version) -> list[FileLine]:
    """Return the files of every resource, in the order of the package."""
    base = f"/p/{version.id}/v{version.number}"
    kept = {str(about.get("path")): (name, about) for name, about in _files(version.descriptor)}
    lines = []
    for resource in dicts(version.descriptor.get("resources")):
        is_table = bool((resource.get("schema") or {}).get("fields"))
        title = "" if is_table else str(resource.get("title") or resource.get("name") or "")
        description = "" if is_table else str(resource.get("description") or "")
        for path in _paths(resource):
            name, about = kept.get(path, (path, {}))
            size = about.get("bytes")
            lines.append(
                FileLine(
                    name if path in kept else urlsplit(path).path.rsplit("/", 1)[-1] or path,
                    f"{base}/{quote(name)}" if path in kept else web_address(path),
                    size if isinstance(size, int) else None,
                    title,
                    description,
                )
            )
    return lines


def _files(descriptor: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, about in (descriptor.get("files") or {}).items():
        if isinstance(about, Mapping):
            yield str(name), about


def _paths(resource: Mapping[str, Any]) -> list[str]:
    """Return where a resource's content lies, in each of its formats; inline data lie nowhere."""
    found: list[str] = []
    for one in (resource, *dicts(resource.get("alternatives"))):
        path = one.get("path")
        found += [str(part) for part in (path if isinstance(path, list) else [path]) if part]
    return found
