"""Trees of git made and compared beside the repository: none of its files, settings or programs is touched."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.git.command import QUIET, git
from stabbur.projects.templating.shipped import files

FILE, PROGRAM, LINK = "100644", "100755", "120000"
# the same for everybody, so that two who bring in the same template make the same commit
WHO = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (
        ("NAME", "Stabbur"),
        ("EMAIL", "stabbur@localhost.invalid"),
        ("DATE", "946684800 +0000"),
    )
}


@dataclass(frozen=True)
class Entry:
    """A file of a tree: its mode and the id of its content."""

    mode: str
    blob: str


Tree = dict[str, Entry]


@dataclass(frozen=True)
class Desk:
    """A repository's objects, worked on from an empty repository without any setting."""

    folder: Path
    environ: Mapping[str, str]

    def git(self, *words: str | Path, given: str | None = None, index: str = "index") -> str:
        """Return what a git command wrote."""
        return git(
            self.folder,
            *words,
            environ={**self.environ, "GIT_INDEX_FILE": str(self.folder / index)},
            given=given,
        )

    def tree(self, name: str) -> Tree:
        """Return the files of a tree by its name; none when there is no such tree."""
        try:
            listed = self.git("ls-tree", "-r", "-z", "--full-tree", name)
        except StabburError:
            return {}
        found = {}
        for line in filter(None, listed.split("\0")):
            about, _, path = line.partition("\t")
            mode, kind, blob = about.split(" ")
            if kind == "blob":
                found[path] = Entry(mode, blob)
        return found

    def written(self, tree: Tree) -> str:
        """Return the id of a tree with these files."""
        lines = "".join(f"{entry.mode} {entry.blob}\t{path}\0" for path, entry in sorted(tree.items()))
        self.git("read-tree", "--empty")
        self.git("update-index", "-z", "--index-info", given=lines)
        return self.git("write-tree").strip()

    def commit(self, tree: Tree, parents: list[str], message: str) -> str:
        """Return the id of a commit of these files."""
        above = [word for parent in parents for word in ("-p", parent)]
        return self.git("commit-tree", self.written(tree), *above, "-m", message).strip()

    def stored(self, folder: Path) -> Tree:
        """Store the files of a folder as they are and return their tree."""
        found = [file for file in files(folder) if not file.is_symlink()]
        listed = "".join(f"{file}\n" for file in found)
        blobs = self.git("hash-object", "-w", "--no-filters", "--stdin-paths", given=listed).split()
        paths = [file.relative_to(folder).as_posix() for file in found]
        return {path: Entry(FILE, blob) for path, blob in zip(paths, blobs, strict=True)}

    def merge(self, left: str, right: str) -> tuple[str, tuple[str, ...]]:
        """Return the tree that the merge of two commits gives, and the paths in conflict."""
        words = ["git", "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", left, right]
        environ = {**os.environ, **QUIET, **self.environ}
        # it ends with 1 where there are conflicts, and has written its answer all the same
        done = subprocess.run(
            words, cwd=self.folder, env=environ, capture_output=True, timeout=300, check=False
        )
        if done.returncode not in (0, 1):
            said = " ".join(done.stderr.decode(errors="replace").split())
            raise StabburError(
                f"'git merge-tree' failed: {said}", hint="git 2.38 or newer", code="git-failed"
            )
        found = done.stdout.decode("utf-8", "surrogateescape").split("\0")
        return found[0], tuple(dict.fromkeys(filter(None, found[1:])))

    def keep(self, content: bytes) -> str:
        """Store a content and return its id."""
        file = self.folder / "content"
        file.write_bytes(content)
        return self.git("hash-object", "-w", "--no-filters", file).strip()

    def content(self, entry: Entry) -> bytes:
        """Return the content of a file, byte by byte."""
        # what a program prints is read as text, so the content goes by a file
        file = self.folder / self.git("unpack-file", entry.blob).strip()
        try:
            return file.read_bytes()
        finally:
            file.unlink()


@contextmanager
def desk(repository: Path) -> Iterator[Desk]:
    """Open the objects of a repository; what is stored there stays, and git takes it away when nothing needs it."""
    place = git(repository, "rev-parse", "--path-format=absolute", "--git-path", "objects").strip()
    with tempfile.TemporaryDirectory(prefix="stabbur-trees-") as folder:
        kind = git(repository, "rev-parse", "--show-object-format").strip()
        git(Path(folder), "init", "--quiet", "--bare", "--template=", f"--object-format={kind}", folder)
        yield Desk(Path(folder), {**WHO, "GIT_DIR": folder, "GIT_OBJECT_DIRECTORY": place})
