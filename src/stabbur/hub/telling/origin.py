"""Lineage on the page: sources, code, this version; nothing of the machine it was made on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from stabbur.hub.telling.head import Link
from stabbur.hub.telling.words import Text, dicts, web_address

MOST = 6


@dataclass(frozen=True)
class Step:
    """One step of the way: what it is, and what stands there."""

    kind: str
    links: tuple[Link, ...]


def steps_of(descriptor: Mapping[str, Any], lineage: Mapping[str, Any], text: Text) -> list[Step]:
    """Return the steps before this version; what is not known is left out."""
    told = [
        Link(str(one.get("title") or one.get("path") or ""), web_address(one.get("path")))
        for one in dicts(descriptor.get("sources"))
    ]
    read = [Link(name) for name in dict.fromkeys(_read(one) for one in dicts(lineage.get("sources"))) if name]
    packages = [_package(one) for one in dicts(lineage.get("packages"))]
    code = []
    if isinstance(lineage.get("notebook"), str):
        code.append(Link(lineage["notebook"]))
    code += _code(lineage.get("git") or {}, text)
    steps = [
        Step(text("Source"), tuple(one for one in told if one.title)[:MOST]),
        Step(text("Read in the same run"), tuple(read)[:MOST]),
        Step(text("Packages"), tuple(packages)[:MOST]),
        Step(text("Made by"), tuple(code)),
    ]
    return [step for step in steps if step.links]


def _code(git: Mapping[str, Any], text: Text) -> list[Link]:
    """Return the script and the commit; of code that the commit does not have no commit is told."""
    commit, script = git.get("commit"), git.get("script")
    if not isinstance(commit, str):
        return []
    if git.get("outside"):
        return [Link(text("code that is in no commit"))]
    found = [Link(script)] if isinstance(script, str) and not script.endswith(".ipynb") else []
    short = commit[:8]
    if git.get("changed"):
        return [*found, Link(text("commit %(commit)s, with changes that are not in it", commit=short))]
    return [*found, Link(text("commit %(commit)s", commit=short))]


def _read(one: Mapping[str, Any]) -> str:
    """Return the name of a source: of a file its name, of an address its host and path, never a query."""
    place = one.get("source") or one.get("path") or ""
    if not isinstance(place, str):
        return ""
    try:
        parts = urlsplit(place)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        return (parts.hostname or "") + parts.path
    return PurePath(place).name[:80]


def _package(one: Mapping[str, Any]) -> Link:
    id = str(one.get("id") or one.get("source") or "")
    version = one.get("version")
    if id.count("/") == 1 and all(
        part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in id.split("/")
    ):
        return Link(f"{id}@{version}", f"/p/{id}/v{version}" if isinstance(version, int) else f"/p/{id}")
    return Link(id)
