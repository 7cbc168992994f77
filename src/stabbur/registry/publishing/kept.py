"""A version that lies somewhere else already, whole, as a candidate: the same files, byte for byte."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.registry.keeping.marks import to_json
from stabbur.registry.opened import OpenStory, OpenVersion
from stabbur.registry.publishing.pieces import Piece, piece
from stabbur.registry.publishing.stories import StoryManifest

OF_PUBLISHING = ("diff.json", "lineage.json")


@dataclass(frozen=True)
class Kept:
    """A package as it lies in another place; only what tells of its publishing is written anew."""

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
        found["siblings"] |= {kind: added[f"{kind}.json"].path for kind in siblings}
        found |= {"id": thing, "version": str(number)}
        found["files"] = {path: one.described() for path, one in pieces.items()}
        return to_json(found), list(pieces.values())


def kept(one: OpenVersion, content: str) -> Kept:
    """Return a version of a package as a candidate, every file's hash checked."""
    return Kept(one.folder(), one.descriptor, pieces_of(one, of_content(one)), content)


def kept_story(one: OpenStory, content: str) -> StoryManifest:
    """Return a version of a story as a candidate, every file's hash checked."""
    return StoryManifest(one.file(one.entry).parent, one.title, pieces_of(one, one.files), content)


def of_content(one: OpenVersion | OpenStory) -> dict[str, Any]:
    """Return what a version's mark says of its files, without those that tell of its publishing."""
    listed = one.descriptor["files"] if isinstance(one, OpenVersion) else one.files
    return {path: about for path, about in listed.items() if path not in OF_PUBLISHING}


def pieces_of(one: OpenVersion | OpenStory, listed: Mapping[str, Any]) -> dict[str, Piece]:
    """Return files of a version, each with the hash that was found to be its own."""
    found = {}
    for path, about in listed.items():
        file = one.file(path)
        found[path] = Piece(file, about["path"], about["bytes"], about["hash"], file.stat().st_mtime_ns)
    return found
