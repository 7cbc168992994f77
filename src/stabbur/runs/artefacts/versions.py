"""Executables kept by version in the bucket, below `<prefix>/<owner>/<project>/<notebook>/`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from stabbur.buckets.base import Store
from stabbur.buckets.opening import open_bucket
from stabbur.errors import NotFound, Unavailable
from stabbur.runs.artefacts.chosen import plainly
from stabbur.runs.artefacts.values import Result
from stabbur.settings import Settings, local_person
from stabbur.state import clock

# three parts of our own: the catalogue takes `a/b/v1/` for a version of a package
PREFIX = ".artefacts/executable/notebooks"
MARK = "executable.json"
MOST = 100_000  # versions of one notebook


@dataclass(frozen=True)
class Kept:
    """A version of an executable: its notebook, its number, and whether it is a new one."""

    of: str
    number: int
    place: str
    new: bool


def keep(result: Result, place: Path, settings: Settings) -> list[Kept]:
    """Put the executables of a build into the bucket, each that differs from its last version as a new one.

    Raises
    ------
    Unavailable
        The bucket takes nothing; what was kept before stays.
    """
    store = open_bucket(settings.publish.bucket, settings)
    found = []
    for part in result.parts:
        if part.kind == "executable" and part.status == "made":
            files = {file: place / file for file in part.files}
            found.append(
                _keep(store, prefix(settings, result.project, part.of), part.of, files, result.commit)
            )
    return found


def prefix(settings: Settings, project: str, of: str) -> str:
    """Return the prefix of a notebook's executables, whatever letters its path has."""
    owner = settings.owner or local_person()
    # the whole path in one part: two folders may have notebooks of the same name
    name = plainly(Path(of).with_suffix("").as_posix().replace("/", "."))
    return f"{PREFIX}/{plainly(owner)}/{plainly(project)}/{name}/"


def versions(store: Store, place: str) -> Iterator[dict[str, Any]]:
    """Yield what is known of each version below a prefix, oldest first."""
    # asked for one by one: a listing may be late
    for number in range(1, MOST):
        try:
            yield json.loads(store.read(f"{place}v{number}/{MARK}"))
        except NotFound:
            return


def _keep(store: Store, place: str, of: str, files: dict[str, Path], commit: str) -> Kept:
    base = min((Path(name) for name in files), key=lambda path: len(path.parts)).parent
    inner = {Path(name).relative_to(base).as_posix(): file for name, file in files.items()}
    hashes = {name: sha256(file.read_bytes()).hexdigest() for name, file in sorted(inner.items())}
    digest = sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
    known = list(versions(store, place))
    if known and known[-1].get("content") == digest:
        return Kept(of, len(known), f"{place}content/{digest[:16]}/", new=False)
    # by their hash: two builds at once write the same bytes, or to two places
    here = f"{place}content/{digest[:16]}/"
    for name, file in inner.items():
        store.put(here + name, file)
    mark = {
        "schema": 1,
        "of": of,
        "content": digest,
        "place": here,
        "commit": commit,
        "created": clock.text(clock.now()),
        "files": hashes,
    }
    for number in range(len(known) + 1, MOST):
        # the mark last, and only one build gets it: what has none is no version
        told = json.dumps({"version": number, **mark}, ensure_ascii=False).encode()
        if store.put(f"{place}v{number}/{MARK}", told, if_absent=True):
            return Kept(of, number, here, new=True)
    raise Unavailable(f"'{of}' has {MOST} versions", hint="remove old ones", code="storage-full")
