"""Look at files one by one, and return what should not be committed."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from stabbur.disclosure.scanning.identity import numbers_in
from stabbur.disclosure.scanning.texts import Text, notebook, texts_in
from stabbur.errors import StabburError
from stabbur.projects.git.command import git, repository
from stabbur.projects.scanning import files, finding
from stabbur.projects.scanning.allowed import Allowed, marked
from stabbur.projects.scanning.credentials import credentials_in, secret
from stabbur.projects.scanning.data import data_in, too_large
from stabbur.projects.scanning.files import Looked
from stabbur.projects.scanning.finding import Finding
from stabbur.projects.scanning.marks import mark_in
from stabbur.projects.scanning.outputs import cells_with_outputs
from stabbur.projects.scanning.persons import persons_in
from stabbur.settings import places

SECRET_KEY = re.compile(r"(?i)pass|pwd|secret|token|(?:api|access|private|account)[_-]?key")
Found = tuple[str, str, str]  # place, kind, what it is


def scan(
    paths: Iterable[Path] = (),
    *,
    folder: Path | None = None,
    everything: bool = False,
    only: files.Only = lambda name: True,
) -> list[Finding]:
    """Return what should not be committed: secrets, personal data, data, outputs, conflicts.

    Parameters
    ----------
    paths
        Files and folders to look at as they lie on the disk; default: what is staged.
    folder
        A folder of the repository; default: the one that you stand in.
    everything
        Look at all that git has instead of what is staged.
    only
        Of a file that git has, by its name from the root of the repository, whether to look at it.

    Raises
    ------
    NotFound
        A path is not there, or the folder is in no repository.
    """
    folder = folder or Path.cwd()
    given = list(paths)
    if given:
        looked = chain.from_iterable(map(files.on_disk, given))
        allowed = Allowed(repository(folder) or folder.resolve(), Path.cwd())
        return _all(looked, allowed, lambda names: set(), "", look_on_disk)
    top = files.top_of(folder)
    entries = files.tracked(top, only) if everything else files.staged(top, only)
    return _all(entries, Allowed(top), lambda names: _kept(top, names), _remove(top, everything=everything))


def look(one: Looked) -> Iterator[Found]:
    """Yield what a file holds that should not be committed, whoever allows it; never fails on what is in it."""
    what = data_in(one.name, one.content)
    if what:
        yield "", "data", what
    elif large := too_large(one.name, one.size):
        yield "", "large", large
    note = notebook(one.name, one.content)
    if note is not None and (cells := cells_with_outputs(note)):
        yield f"cell {cells[0]}", "output", f"outputs of {len(cells)} cell{'s' if len(cells) > 1 else ''}"
    for text in texts_in(one.name, one.content):
        yield from _in_text(text)
        if not text.printed and (line := mark_in(text.text)):
            yield f"{text.where}line {line}", "conflict", "a merge that is not settled"
    if one.name.rpartition("/")[2] == places.FILE:
        yield from _in_settings(one.content)


def look_on_disk(one: Looked) -> Iterator[Found]:
    """Yield what a file on the disk holds; of one that is a table also which columns point at persons."""
    yield from look(one)
    yield from persons_in(Path(one.name))


def _all(
    looked: Iterable[Looked],
    allowed: Allowed,
    kept: Callable[[list[str]], set[str]],
    remove: str,
    looking: Callable[[Looked], Iterator[Found]] = look,
) -> list[Finding]:
    found = []
    for one in looked:
        name = one.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for place, kind, what in dict.fromkeys(looking(one)):
            if not allowed.file(one.name, kind):
                found.append(Finding(name, place, kind, what, finding.cure(kind, name, remove)))
    keeping = kept([one.path for one in found if one.kind == "output"])
    return [one for one in found if one.kind != "output" or one.path not in keeping]


def _in_text(text: Text) -> Iterator[Found]:
    lines, ends = text.text.split("\n"), [at.start() for at in re.finditer("\n", text.text)]
    seen = set()
    for kind, at, what in (
        *(("secret", at, what) for at, what in credentials_in(text.text, text.name)),
        *(("personal", at, "national identity number") for at in numbers_in(text.text)),
    ):
        number = bisect_right(ends, at - 1) + 1
        if (kind, number) not in seen and not marked(lines, number, kind):
            yield f"{text.where}line {number}", kind, what
        # one word a line is enough: several patterns know the same secret
        seen.add((kind, number))


def _in_settings(content: bytes) -> Iterator[Found]:
    """Yield the secrets that a stabbur.toml writes out where it should name one."""
    try:
        text = content.decode("utf-8")
        settings = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return
    lines = text.split("\n")
    for key, value in _literals(settings):
        numbers = [at for at, line in enumerate(lines, start=1) if key in line and value in line] or [1]
        if not marked(lines, numbers[0], "secret"):
            yield f"line {numbers[0]}", "secret", f"'{key}' written out: name a secret instead"


def _literals(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _literals(value)
        # the key `secret` by itself names one, which is what we ask for
        elif isinstance(value, str) and key != "secret" and SECRET_KEY.search(key) and secret(value):
            yield key, value


def _kept(top: Path, names: list[str]) -> set[str]:
    """Return the notebooks whose outputs are kept by choice: -filter in .gitattributes."""
    if not names:
        return set()
    try:
        out = git(
            top,
            "check-attr",
            "--cached",
            "-z",
            "--stdin",
            "filter",
            given="".join(f"{name}\0" for name in names),
        )
    except StabburError:
        return set()
    parts = out.split("\0")
    return {name for name, value in zip(parts[::3], parts[2::3], strict=False) if value == "unset"}


def _remove(top: Path, *, everything: bool) -> str:
    """Return the command that takes a file out of what is committed."""
    if everything:
        return "git rm --cached --"
    try:
        git(top, "rev-parse", "--verify", "--quiet", "HEAD")
    except StabburError:
        return "git rm --cached --"  # before the first commit there is nothing to restore from
    return "git restore --staged --"
