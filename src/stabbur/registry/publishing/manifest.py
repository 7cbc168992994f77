"""What will be published of a package's folder: its files, its content hash, its final descriptor."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from stabbur import packages
from stabbur.errors import BadInput, NotFound
from stabbur.registry.keeping.marks import to_json
from stabbur.registry.layout import MARK
from stabbur.registry.publishing.pieces import Piece, gather, piece, tree, tree_hash
from stabbur.state.disk import failing


@dataclass(frozen=True)
class Manifest:
    """A package ready to be published; `descriptor` still has the names that its author gave."""

    folder: Path
    descriptor: dict[str, Any]
    pieces: dict[str, Piece]
    content: str
    kind: str = "package"

    @property
    def title(self) -> str:
        """What a reader sees first."""
        return str(self.descriptor.get("title") or self.descriptor.get("name") or "")

    def finish(
        self, thing: str, number: int, siblings: dict[str, dict[str, Any]]
    ) -> tuple[bytes, list[Piece]]:
        """Return the descriptor as it will lie in the bucket, and every file that it names."""
        found = copy.deepcopy(self.descriptor)
        added = {f"{kind}.json": piece(to_json(value), f"{kind}.json") for kind, value in siblings.items()}
        pieces = self.pieces | added
        found["siblings"] = {**found.get("siblings", {}), **{kind: f"{kind}.json" for kind in siblings}}
        for part, key in places(found):
            if part[key] in pieces:
                part[key] = pieces[part[key]].path
        for resource in found.get("resources", []):
            if isinstance(resource.get("path"), list):
                resource["path"] = [pieces[p].path if p in pieces else p for p in resource["path"]]
        found |= {"id": thing, "version": str(number)}
        found["files"] = {path: one.described() for path, one in pieces.items()}
        return to_json(found), list(pieces.values())


def prepare(folder: Path) -> Manifest:
    """Read a package's folder, hash each file that its descriptor names, and no other."""
    descriptor = read_descriptor(folder)
    paths = dict.fromkeys(path for path in named(descriptor) if "://" not in path)
    pieces: dict[str, Piece] = {}
    for story in descriptor.get("stories", []):
        below = str(PurePosixPath(story["path"]).parent)
        if below == ".":
            continue
        inner = tree(folder, below, below)
        pieces |= inner
        story["hash"] = tree_hash(inner)
    pieces |= gather(folder, (path for path in paths if path not in pieces))
    pieces |= previewed(folder, descriptor)
    for item in (*descriptor.get("resources", []), *descriptor.get("notebooks", [])):
        if "logicalHash" not in item and "hash" not in item:
            own = [path for path in as_paths(item.get("path")) if path in pieces]
            item["hash"] = tree_hash({path: pieces[path] for path in own}) if own else ""
    return Manifest(folder, descriptor, pieces, packages.content_hash(descriptor))


def previewed(folder: Path, descriptor: dict[str, Any]) -> dict[str, Piece]:
    """Return the preview of protected tables made of them: what lies there could show what they hide."""
    path = descriptor.get("siblings", {}).get("preview")
    # what reads tables is loaded for the packages alone that have protected ones
    if (
        not isinstance(path, str)
        or not path
        or not any(one.get("protection") for one in descriptor.get("resources", []))
    ):
        return {}
    from stabbur.packages.previews import made_anew

    made = made_anew(folder)
    return {} if made is None else {path: piece(to_json(made), path)}


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return what a folder's `datapackage.json` says."""
    file = folder / MARK["package"]
    if not folder.exists():
        raise NotFound(
            f"there is no folder '{folder}'",
            hint="dp.write() makes one",
            code="package-missing",
            path=str(folder),
        )
    if not file.is_file():
        raise NotFound(
            f"'{folder}' has no datapackage.json",
            hint="dp.write() makes one",
            code="package-missing",
            path=str(folder),
        )
    try:
        with failing("read", file):
            found = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise BadInput(f"'{file}' is not JSON: {error}", code="descriptor-bad", path=str(file)) from error
    parts = ("resources", "views", "notebooks", "stories")
    if not isinstance(found, dict) or not all(is_objects(found.get(part, [])) for part in parts):
        raise BadInput(f"'{file}' is not a data package's descriptor", code="descriptor-bad", path=str(file))
    for one in found.get("resources", []):
        if not is_objects(one.get("alternatives", [])):
            raise BadInput(
                f"'alternatives' of resource '{one.get('name')}' in '{file}' is no list of objects",
                hint='"alternatives": [{"path": "table.csv"}]',
                code="descriptor-bad",
                path=str(file),
            )
    return found


def is_objects(value: object) -> bool:
    """Tell whether a part of a descriptor is a list of objects."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def named(descriptor: dict[str, Any]) -> Iterator[str]:
    """Yield each path that a descriptor names."""
    for part, key in places(descriptor):
        yield part[key]
    for resource in descriptor.get("resources", []):
        if isinstance(resource.get("path"), list):
            yield from as_paths(resource["path"])


def places(descriptor: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each place in a descriptor where the path of a file stands."""
    found: list[tuple[dict[str, Any], str]] = []
    for resource in descriptor.get("resources", []):
        found += [(one, "path") for one in (resource, *resource.get("alternatives", []))]
        found += [(resource, key) for key in ("schema", "dialect")]
    for view in descriptor.get("views", []):
        files = view.get("files")
        found += [(files, key) for key in files] if isinstance(files, dict) else []
    for notebook in descriptor.get("notebooks", []):
        found += [(notebook, "path"), (notebook, "html")]
    found += [(story, "path") for story in descriptor.get("stories", [])]
    siblings = descriptor.get("siblings", {})
    found += [(siblings, key) for key in siblings]
    for part, key in found:
        if isinstance(part.get(key), str) and part[key]:
            yield part, key


def as_paths(value: object) -> list[str]:
    """Return one path or a list of paths as a list."""
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return [value] if isinstance(value, str) else []
