"""A repository with several projects, and the bare one that it is pushed to."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stabbur.runs.pushing import following
from stabbur.runs.pushing.receiving import Update, receive

ID = "kari/counts"
NONE = "0" * 40
WHO = ("-c", "user.name=Kari", "-c", "user.email=kari@example.org")
TOML = '[project]\nname = "{name}"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'


@dataclass
class Pair:
    """A working copy with the projects of one repository, and the bare repository."""

    work: Path
    bare: Path

    def commit(self, **files: str) -> str:
        """Write files, a `__` in their names standing for a stroke, commit them and return the commit."""
        for name, text in files.items():
            file = self.work / name.replace("__", "/").replace("_dot_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.git("add", "-A")
        self.git(*WHO, "commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD").strip()

    def push(self, *words: str) -> str:
        """Push, and return what git and the hook said."""
        done = subprocess.run(
            ["git", "push", str(self.bare), *(words or ("main",))],
            cwd=self.work,
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"STABBUR_HOME": "/nowhere"},  # whoever pushes has another one, or none
        )
        return done.stderr

    def taken(self, *words: str) -> str:
        """Push where no hook tells of it, and take the push here as the hook would; return what it would say."""
        before = self.heads()
        self.push(*words)
        after = self.heads()
        moved = [
            Update(ref, before.get(ref, NONE), after.get(ref, NONE))
            for ref in sorted({**before, **after})
            if before.get(ref) != after.get(ref)
        ]
        return "\n".join(receive(following.one(ID), moved, actor="kari").lines)

    def heads(self) -> dict[str, str]:
        """Return the refs of the bare repository with their commits."""
        words = ["git", "for-each-ref", "--format=%(refname)%00%(objectname)"]
        told = subprocess.run(words, cwd=self.bare, check=True, capture_output=True, text=True).stdout
        return dict(line.split("\0", 1) for line in told.splitlines())

    def git(self, *words: str) -> str:
        """Return what git said of the working copy."""
        return subprocess.run(
            ["git", *words], cwd=self.work, check=True, capture_output=True, text=True
        ).stdout


def pair(folder: Path, *projects: str) -> Pair:
    """Make a repository with projects, and an empty bare one."""
    made = Pair(folder / "work", folder / "pushed.git")
    made.work.mkdir()
    made.git("init", "-q", "-b", "main")
    for name in projects:
        write(made, name)
    made.commit(README_dot_md="x")
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(made.bare)], check=True)
    return made


def write(made: Pair, name: str, told: str = "") -> None:
    """Write a project as it lies in git."""
    root = made.work / name
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text(TOML.format(name=Path(name).name.strip("-").replace("\n", "-")))
    (root / "stabbur.toml").write_text(told)
