"""A package's metadata: from arguments, datapackage.yaml or .json, README.md and METADATA.md."""

import json
import os
from pathlib import Path
from typing import Any

import yaml

from stabbur.errors import BadInput, NotFound
from stabbur.packages.folders import path_of
from stabbur.packages.json_ready import json_ready
from stabbur.packages.licences import completed
from stabbur.packages.renewal import days
from stabbur.packages.slips import OF_PACKAGE, warn_of_slips

FILES = ("datapackage.yaml", "datapackage.yml", "datapackage.json")
Metadata = dict[str, Any]


def collect(given: Metadata, folder: str | Path | None) -> tuple[Metadata, Path]:
    """Return the metadata and the folder that relative paths start from; an argument wins over a file."""
    said = {key: value for key, value in given.items() if value is not None}
    warn_of_slips(said, OF_PACKAGE, "a data package")
    arguments = {key: value for key, value in json_ready(said, "metadata").items() if value != ""}
    base = path_of(folder) if folder is not None else Path()
    if folder is not None and not os.path.isdir(base):
        raise NotFound(f"there is no folder '{base}'", code="folder-missing", path=str(base))
    found = read_folder(base) if folder is not None or "name" not in arguments else {}
    return normalised(found | arguments), base


def read_folder(folder: Path) -> Metadata:
    """Return what the metadata files of a folder say, the more particular file last."""
    found: Metadata = {}
    for name in ("README.md", "METADATA.md"):
        if (folder / name).is_file():
            front, text = front_matter(folder / name)
            found |= front
            if text and ("readme" not in found or name == "METADATA.md"):
                found["readme"] = text
    for name in FILES:
        if (folder / name).is_file():
            found |= read_mapping(folder / name)
            break
    return found


def read_mapping(path: Path) -> Metadata:
    """Return a YAML or JSON file that holds one mapping."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        value = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise BadInput(
            f"'{path}' cannot be read: {one_line(error)}", code="metadata-bad", path=str(path)
        ) from error
    return mapping(value, path)


def front_matter(path: Path) -> tuple[Metadata, str]:
    """Return the YAML between `---` lines at the top of a Markdown file, and the text below it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if not text.startswith("---\n"):
            return {}, text.strip()
        head, mark, body = text[4:].partition("\n---\n")
        if not mark:
            return {}, text.strip()
        return mapping(yaml.safe_load(head), path), body.strip()
    except (UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise BadInput(
            f"the front matter of '{path}' cannot be read: {one_line(error)}",
            code="metadata-bad",
            path=str(path),
        ) from error


def mapping(value: object, path: Path) -> Metadata:
    """Return what a file holds if it is one mapping from text to values."""
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise BadInput(f"'{path}' holds no mapping of names to values", code="metadata-bad", path=str(path))
    return dict(json_ready(value, path.name))


def one_line(error: Exception) -> str:
    """Return an error's text on one line."""
    return " ".join(str(error).split())


def normalised(found: Metadata) -> Metadata:
    """Return the metadata in the shapes that Data Package v2 has, from the short forms people write."""
    ready = dict(found)
    ready.pop("$schema", None)
    for key in ("keywords", "topics"):
        if isinstance(ready.get(key), str):
            ready[key] = [word.strip() for word in ready[key].split(",") if word.strip()]
    shapes = {"licenses": "name", "contributors": "title", "sources": "title"}
    for key, name in shapes.items():
        if key in ready:
            values = [ready[key]] if isinstance(ready[key], str | dict) else ready[key]
            if not isinstance(values, list) or not all(isinstance(one, str | dict) for one in values):
                raise shape_wrong(key, values, f'a list such as [{{"{name}": "…"}}]')
            ready[key] = [short(value, name) if isinstance(value, str) else value for value in values]
    if "licenses" in ready:
        ready["licenses"] = [completed(one) for one in ready["licenses"]]
    if isinstance(ready.get("version"), int | float):
        ready["version"] = str(ready["version"])  # YAML reads `version: 1.0` as a number
    for key in ("name", "title", "description", "homepage", "image", "version"):
        if key in ready and not isinstance(ready[key], str):
            raise shape_wrong(key, ready[key], "text")
    for key in ("resources", "keywords", "topics"):
        if not isinstance(ready.get(key, []), list):
            raise shape_wrong(key, ready[key], "a list")
    days(ready.get("renewal"))
    return ready


def short(value: str, name: str) -> dict[str, str]:
    """Return what a licence, contributor or source in one text is: an address is its path."""
    return {"path": value} if "://" in value and name == "name" else {name: value}


def shape_wrong(key: str, value: object, wanted: str) -> BadInput:
    """Say that a property has another shape than it should."""
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    return BadInput(
        f"'{key}' of the metadata is {shown}: it must be {wanted}", code="metadata-shape", key=key
    )
