"""Saved notebooks as the catalogue finds them: the newest version of each, its words for the team alone."""

import json
import re
from pathlib import Path
from typing import Any

from stabbur.catalogue.documents import Document
from stabbur.catalogue.reading import notebook_text
from stabbur.errors import NotFound
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.adoption import moment
from stabbur.registry.publishing.stories import FENCED, MARKED

PLACE = "saved"
ID = re.compile(r"[^/]+/[^/]*-(?P<key>[0-9a-f]{16})")
NUMBERED = re.compile(r"v(\d{1,9})")


def saved_notebooks(desk: Desk) -> list[tuple[str, str]]:
    """Return kind and id of each notebook of which a version is kept."""
    found = []
    for folder in sorted((desk.private / PLACE).glob("*/")):
        newest = _newest(folder)
        told = _about(newest) if newest else {}
        if isinstance(told.get("id"), str):
            found.append(("notebook", str(told["id"])))
    return found


def notebook_document(desk: Desk, thing: str) -> Document:
    """Return the document of the newest version of a saved notebook."""
    folder = newest_version(desk.private, thing)
    told = _about(folder)
    raw = (folder / "notebook.ipynb").read_bytes()
    text = notebook_text(raw)
    heading = MARKED.search(FENCED.sub("", text))
    return Document(
        kind="notebook",
        id=thing,
        title=heading.group(1) if heading else Path(str(told.get("path") or thing)).stem,
        description=str(told.get("path") or ""),
        owner=str(told.get("owner") or ""),
        access="team",  # the project's own circle; wider is what is published
        text=text,
        updated=moment(told.get("at")),
        version=int(told.get("number") or 1),
    )


def newest_version(private: Path, thing: str) -> Path:
    """Return the folder of a saved notebook's newest version.

    Raises
    ------
    NotFound
        No version of such a notebook is kept.
    """
    found = ID.fullmatch(thing)
    folder = _newest(private / PLACE / found["key"]) if found else None
    # the name before the key is for people: it must be the one that the version has, too
    if folder is None or _about(folder).get("id") != thing:
        raise NotFound(
            f"no notebook '{thing[:80]}' is kept", hint="stabbur search WORDS", code="notebook-unknown"
        )
    return folder


def _newest(folder: Path) -> Path | None:
    numbers = [int(found[1]) for one in folder.glob("v*") if (found := NUMBERED.fullmatch(one.name))]
    return folder / f"v{max(numbers)}" if numbers else None


def _about(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
