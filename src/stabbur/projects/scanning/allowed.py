"""What a person allows knowingly: a mark on the line, or a list in the pyproject.toml nearest to the file."""

import fnmatch
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from stabbur.errors import BadInput
from stabbur.projects.scanning.finding import KINDS

MARK = re.compile(r"stabbur: allow (secret|personal)|pragma: (?:white|allow)list( nextline)? secret")
FILES = ("data", "large", "output")  # what an entry without a kind allows; never a secret in the file


class Allowed:
    """The lists of a tree of files, each read once; none above its root counts.

    Names are seen from the root, or from another folder.
    """

    def __init__(self, top: Path, seen_from: Path | None = None) -> None:
        self.top, self.seen_from = top, seen_from or top
        self._lists: dict[Path, list[tuple[str, str]] | None] = {}

    def file(self, name: str, kind: str) -> bool:
        """Tell whether the nearest list allows a kind of finding in a file."""
        path = Path(os.path.abspath(self.seen_from / name))
        for folder in path.parents:
            entries = self._entries(folder)
            if entries is not None:
                inside = path.relative_to(folder).as_posix()
                return any(kinds == kind and _matches(inside, pattern) for kinds, pattern in entries)
            if folder == self.top:
                break
        return False

    def _entries(self, folder: Path) -> list[tuple[str, str]] | None:
        if folder not in self._lists:
            file = folder / "pyproject.toml"
            self._lists[folder] = _read(file) if file.is_file() else None
        return self._lists[folder]


def marked(lines: list[str], number: int, kind: str) -> bool:
    """Tell whether a line, counted from 1, has a mark that allows what stands on it, or the line before it has."""
    for at, found in (
        (number, MARK.search(_line(lines, number))),
        (number - 1, MARK.search(_line(lines, number - 1))),
    ):
        if found is None:
            continue
        own = found[1] or "secret"
        # a mark by itself on the line before counts for the next one
        alone = found[2] or (found[1] and _line(lines, at).strip().startswith(("#", "//", "--", "<!--", "%")))
        if own == kind and (at == number or alone):
            return True
    return False


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _read(file: Path) -> list[tuple[str, str]]:
    try:
        found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"'{file}' is not TOML: {error}", code="project-bad", path=str(file)) from None
    for key in ("tool", "stabbur", "scan"):
        found = found.get(key, {}) if isinstance(found, Mapping) else {}
    entries = found.get("allow", []) if isinstance(found, Mapping) else found
    if not isinstance(entries, list) or not all(isinstance(one, str) for one in entries):
        raise BadInput(
            f"tool.stabbur.scan.allow in '{file}' must be a list of paths",
            hint='such as allow = ["tests/data/*.csv", "secret:tests/keys.py"]',
            code="project-bad",
            path=str(file),
        )
    return [pair for entry in entries for pair in _pairs(entry)]


def _pairs(entry: str) -> list[tuple[str, str]]:
    kind, colon, pattern = entry.partition(":")
    return [(kind, pattern)] if colon and kind in KINDS else [(kind, entry) for kind in FILES]


def _matches(inside: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./").rstrip("/")
    if fnmatch.fnmatchcase(inside, pattern):
        return True
    # a folder stands for what is in it
    return any(fnmatch.fnmatchcase(str(parent), pattern) for parent in PurePosixPath(inside).parents)
