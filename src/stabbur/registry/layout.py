"""Where things lie in a bucket: `<owner>/<name>/v<N>/…`, each file with 12 digits of its hash in its name."""

import re
from pathlib import PurePosixPath

from stabbur.errors import BadInput, NotFound
from stabbur.packages.names import check_name

LETTER = {"package": "v", "story": "s"}
MARK = {"package": "datapackage.json", "story": "story.json"}
MIRROR = {"package": "package.json", "story": "story.json"}
WITHDRAWN = "withdrawn.json"
PACKED = (".gz", ".zst", ".zip", ".bz2", ".xz")
DIGITS = 12
LONGEST_STEM = 200  # bytes: hash and ending find room in the 255 of a name
NUMBERED = re.compile(r"(?P<id>[^/]+/[^/]+)/(?P<letter>[vs])(?P<number>[1-9]\d{0,8})/(?P<path>.+)")


def check_id(given: str) -> tuple[str, str]:
    """Return owner and name of an id such as `demo/folketall`."""
    parts = given.split("/") if isinstance(given, str) else []
    if len(parts) != 2:
        raise BadInput(
            f"'{str(given)[:80]}' is no id: it is owner/name",
            hint="for example demo/folketall",
            code="id-bad",
            id=str(given)[:80],
        )
    return check_name(parts[0], "owner"), check_name(parts[1], "package")


def check_number(number: object) -> int:
    """Return the number of a version if it can be one."""
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number < 10**9:
        raise NotFound(f"no version '{str(number)[:40]}': versions are 1, 2, 3, …", code="version-unknown")
    return number


def folder(kind: str, thing: str, number: int) -> str:
    """Return the prefix of a version, with its slash."""
    return f"{thing}/{LETTER[kind]}{number}/"


def mark(kind: str, thing: str, number: int) -> str:
    """Return the key whose presence makes a version published."""
    return folder(kind, thing, number) + MARK[kind]


def mirror(kind: str, thing: str) -> str:
    """Return the key where the state's word on access is repeated."""
    return f"{thing}/{MIRROR[kind]}"


def withdrawal(kind: str, thing: str, number: int) -> str:
    """Return the key that says why a version is withdrawn."""
    return folder(kind, thing, number) + WITHDRAWN


def stored_name(path: str, digest: str) -> str:
    """Return a file's path with its hash: `a/tall.csv.gz` becomes `a/tall-<12 digits>.csv.gz`."""
    place = PurePosixPath(path)
    ending = place.suffix
    if ending in PACKED:
        ending = PurePosixPath(place.stem).suffix + ending
    stem = place.name.removesuffix(ending) if ending else place.name
    # by bytes, as file systems count: an æ takes two
    short = stem.encode()[:LONGEST_STEM].decode(errors="ignore")
    return str(place.with_name(f"{short}-{digits(digest)}{ending}"))


def digits(digest: str) -> str:
    """Return the part of a hash that stands in names."""
    return digest.removeprefix("sha256:")[:DIGITS]
