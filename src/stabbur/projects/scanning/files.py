"""What is looked at: what git has staged, what it has at all, or files as they lie on the disk."""

import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from stabbur.errors import NotFound, StabburError, Unavailable
from stabbur.projects.git.command import AT_HOME, SAFE, repository
from stabbur.secrets import mask, printable

WHOLE = 1_000_000  # bytes of a file that are read; a larger one is a finding itself
Only = Callable[[str], bool]  # of a name as git has it, whether the file is looked at
REGULAR = ("100644", "100755")  # neither links, which may lead anywhere, nor the commits of submodules
LEFT_OUT = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".ipynb_checkpoints",
    "node_modules",
    "__pycache__",
}


@dataclass(frozen=True)
class Looked:
    """A file that is looked at: its name as git has it, its size, and its content up to `WHOLE`."""

    name: str
    size: int
    content: bytes


def top_of(folder: Path) -> Path:
    """Return the root of the repository that a folder lies in; NotFound when it lies in none."""
    top = repository(folder)
    if top is None:
        raise NotFound(
            f"'{folder}' is in no git repository, so that nothing is staged",
            hint="name the files to look at: stabbur scan .",
            code="repository-missing",
            path=str(folder),
        )
    return top


def staged(top: Path, only: Only = lambda name: True) -> Iterator[Looked]:
    """Yield what the next commit adds or changes, as it is staged: the file itself may differ by now."""
    words = ("diff", "--cached", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "-z")
    out = _bytes(top, *words, "--ignore-submodules=all", "--diff-filter=AMT")
    parts = out.split(b"\0")
    entries = [(head.split(), name) for head, name in zip(parts[::2], parts[1::2], strict=False)]
    regular = [(head[3], name) for head, name in entries if head[1].decode() in REGULAR]
    yield from _contents(top, [(blob, name) for blob, name in regular if only(os.fsdecode(name))])


def tracked(top: Path, only: Only = lambda name: True) -> Iterator[Looked]:
    """Yield everything that git has of the repository, as it is staged."""
    entries = [
        line.partition(b"\t") for line in _bytes(top, "ls-files", "--stage", "-z").split(b"\0") if line
    ]
    regular = [(head.split()[1], name) for head, _, name in entries if head.split()[0].decode() in REGULAR]
    yield from _contents(top, [(blob, name) for blob, name in regular if only(os.fsdecode(name))])


def on_disk(path: Path) -> Iterator[Looked]:
    """Yield a file, or those of a folder which git would not ignore, as they lie on the disk.

    Raises
    ------
    NotFound
        There is no such file or folder.
    """
    if not os.path.lexists(path):
        raise NotFound(f"'{path}' is not there", code="file-unknown", path=str(path))
    for name in [str(path)] if not path.is_dir() else _below(path):
        try:
            # no link is followed, and a pipe would never end
            if not stat.S_ISREG(os.lstat(name).st_mode):
                continue
            with open(name, "rb") as file:
                yield Looked(name, os.fstat(file.fileno()).st_size, file.read(WHOLE))
        except OSError as error:
            raise Unavailable(
                f"'{name}' can't be read: {error.strerror}", code="file-unreadable", path=name
            ) from None


def _below(folder: Path) -> list[str]:
    if repository(folder) is not None:
        out = _bytes(folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ".")
        names = [str(Path(folder, os.fsdecode(name))) for name in out.split(b"\0") if name]
        return sorted({name for name in names if os.path.lexists(name)})
    found = []
    for place, inside, files in os.walk(folder):
        inside[:] = sorted(name for name in inside if name not in LEFT_OUT)
        found += [str(Path(place, name)) for name in sorted(files)]
    return found


def _contents(top: Path, entries: list[tuple[bytes, bytes]]) -> Iterator[Looked]:
    """Yield the blobs one by one; of a large one only its beginning is unpacked."""
    sizes = _sizes(top, [blob for blob, _ in entries])
    for blob, name in entries:
        if blob not in sizes:
            raise Unavailable(
                f"the repository lacks the content of '{os.fsdecode(name)}', which is never fetched unasked",
                hint="clone it whole, without --filter, and look there",
                code="git-failed",
            )
    whole = [(blob, name) for blob, name in entries if sizes[blob] <= WHOLE]
    for blob, name in entries:
        if sizes[blob] > WHOLE:
            yield Looked(os.fsdecode(name), sizes[blob], _beginning(top, blob))
    with TemporaryFile() as asked:
        asked.write(b"".join(blob + b"\n" for blob, _ in whole))
        asked.seek(0)
        with subprocess.Popen(
            _words("cat-file", "--batch"), cwd=top, stdin=asked, stdout=subprocess.PIPE, env=_environ()
        ) as process:
            out = cast(IO[bytes], process.stdout)
            for blob, name in whole:
                out.readline()
                content = out.read(sizes[blob])
                out.read(1)
                yield Looked(os.fsdecode(name), sizes[blob], content)


def _sizes(top: Path, blobs: list[bytes]) -> dict[bytes, int]:
    out = _bytes(top, "cat-file", "--batch-check", given=b"".join(blob + b"\n" for blob in blobs))
    told = [line.split() for line in out.splitlines()]
    return {line[0]: int(line[2]) for line in told if line[1:2] == [b"blob"]}


def _beginning(top: Path, blob: bytes) -> bytes:
    words = _words("cat-file", "blob", blob.decode())
    with subprocess.Popen(
        words, cwd=top, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=_environ()
    ) as process:
        found = cast(IO[bytes], process.stdout).read(WHOLE)
        process.kill()
    return found


def _words(*words: str) -> list[str]:
    return ["git", *SAFE, *words]


def _environ() -> dict[str, str]:
    return {**os.environ, **AT_HOME}


def _bytes(folder: Path, *words: str, given: bytes = b"") -> bytes:
    """Return what git wrote, byte for byte: a name need not be text."""
    done = subprocess.run(
        _words(*words), cwd=folder, capture_output=True, check=False, input=given, env=_environ()
    )
    if done.returncode:
        said = mask(printable(done.stderr.decode("utf-8", "replace").strip()))
        raise StabburError(f"'git {words[0]}' failed: {said}", code="git-failed", exit=done.returncode)
    return done.stdout
