"""A person's way through the handbook: one project for all chapters, and a colleague who shares at the right moment."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = Path(sys.executable).parent
NAME = "folketall"
COLLEAGUE = {
    "GIT_AUTHOR_NAME": "Ola Nordmann",
    "GIT_AUTHOR_EMAIL": "ola@example.no",
    "GIT_COMMITTER_NAME": "Ola Nordmann",
    "GIT_COMMITTER_EMAIL": "ola@example.no",
}
LINE = "Tallene oppdateres hver 1. mars."


def run(*words: str | Path, folder: Path, environ: dict[str, str] | None = None) -> str:
    """Run a program as the person or as the colleague does, and return what it printed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **(environ or {})},
        timeout=120,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def apart(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Let what runs see an empty home folder, so that no example changes settings of whoever runs the tests."""
    kept = subprocess.run([PROGRAMS / "uv", "cache", "dir"], capture_output=True, text=True, check=True)
    patch.setenv("UV_CACHE_DIR", kept.stdout.strip())  # packages that are here need not be fetched again
    patch.setenv("HOME", str(home))
    for name in ("VIRTUAL_ENV", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "XDG_CONFIG_HOME"):
        patch.delenv(name, raising=False)


RUNNING = (
    "10-testkjoring.md",
    "11-planlegg.md",
    "12-naar-det-feiler.md",
    "13-hva-som-tas-vare-paa.md",
)
NO_PROJECT = ("15-personvern.md", "16-persondata.md")


class Journey:
    """The folder in which the person's projects lie, and everything of theirs outside it."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.work, self.home = root / "arbeid", root / "hjem"
        for folder in (self.work, self.home, root / "stabbur"):
            folder.mkdir(parents=True)
        apart(patch, self.home)
        patch.setenv("STABBUR_HOME", str(root / "stabbur"))

    @property
    def project(self) -> Path:
        """The one project, made when a chapter needs it that is read before it is told of."""
        folder = self.work / NAME
        if not folder.is_dir():
            run(PROGRAMS / "stabbur", "init", NAME, folder=self.work)
        return folder

    def known(self) -> None:
        """Let git know the person, who may have begun with a later chapter."""
        for key, value in (
            ("user.name", "Kari Nordmann"),
            ("user.email", "kari@example.no"),
            ("pull.rebase", "false"),
        ):
            run("git", "config", "--global", key, value, folder=self.home)

    def tidy(self) -> Path:
        """Return the project without changes that a chapter before left."""
        folder = self.project
        self.known()
        run("git", "restore", "--staged", "--worktree", ".", folder=folder)
        return folder

    def shared(self) -> Path:
        """Return a folder in which a colleague has shared the project, and the person has nothing of it yet."""
        folder = self.work / "samarbeid"
        run(
            "git",
            "clone",
            "--quiet",
            "--bare",
            self.tidy(),
            folder / "felles" / f"{NAME}.git",
            folder=self.work,
        )
        place = self.colleague(folder)
        with (place / "README.md").open("a", encoding="utf-8") as readme:
            readme.write(f"\n{LINE}\n")
        self.shares(place, "Si når tallene oppdateres")
        # the person builds the clone: one kernel's name is one project's
        run(PROGRAMS / "stabbur", "clean", NAME, folder=self.work)
        return folder

    def colleague(self, folder: Path) -> Path:
        """Return the colleague's clone, as new as what is shared."""
        place = folder / "kollega" / NAME
        if not place.is_dir():
            run("git", "clone", "--quiet", folder / "felles" / f"{NAME}.git", place, folder=self.work)
        run("git", "pull", "--quiet", "--no-edit", folder=place, environ=COLLEAGUE)
        return place

    def shares(self, place: Path, message: str) -> None:
        """Let the colleague commit everything and share it."""
        run("git", "commit", "--quiet", "--all", "-m", message, folder=place, environ=COLLEAGUE)
        run("git", "push", "--quiet", folder=place)

    def new_line(self) -> None:
        """Let the colleague share a line of their own in another file than the person's."""
        place = self.colleague(self.work)
        with (place / "METADATA.md").open("a", encoding="utf-8") as text:
            text.write("\nTallene gjelder 1. januar.\n")
        self.shares(place, "Si hvilken dato tallene gjelder")

    def merged(self) -> None:
        """Let the colleague accept the person's branch, as a button of the forge does."""
        place = self.colleague(self.work / "samarbeid")
        run(
            "git",
            "merge",
            "--quiet",
            "--no-edit",
            "origin/si-hvor-tallene-er-fra",
            folder=place,
            environ=COLLEAGUE,
        )
        run("git", "push", "--quiet", folder=place)

    def same_line(self) -> None:
        """Let the colleague change the line that the person has changed, and share it first."""
        place = self.colleague(self.work / "samarbeid")
        readme = place / "README.md"
        readme.write_text(readme.read_text(encoding="utf-8").replace("1. mars", "15. mars"), encoding="utf-8")
        self.shares(place, "Tallene kommer 15. mars")

    def running(self) -> Path:
        """Return a project that is ready to run; its kernel's name is one project's, so the others are put away."""
        place = self.work / "kjoring" / NAME
        if not place.is_dir():
            if Path(os.environ["STABBUR_HOME"], "jupyter", "kernels", NAME).is_dir():
                run(PROGRAMS / "stabbur", "clean", NAME, folder=self.work)
            place.parent.mkdir()
            run(PROGRAMS / "stabbur", "init", NAME, "--no-verify", folder=place.parent)
        return place

    def begin(self, page: str) -> Path:
        """Return the folder in which a page's examples begin."""
        if page in ("01-hva-og-hvorfor.md", "02-et-prosjekt.md"):
            shutil.rmtree(self.work / NAME, ignore_errors=True)
            return self.work
        if page == "08-samarbeid.md":
            return self.shared()
        if page in RUNNING:
            return self.running()
        if page in NO_PROJECT:
            return self.work
        # whoever built the shared clone has the kernel, and goes on there
        clone = self.work / "samarbeid" / NAME
        return clone if clone.is_dir() else self.tidy()

    def before(self, page: str, command: str, times: int) -> Callable[[], None] | None:
        """Return what others do just before a command that stands on a page for the so-manieth time."""
        moments = {
            ("05-git.md", "git pull --no-edit", 1): self.new_line,
            ("08-samarbeid.md", "git switch main", 1): self.merged,
            ("08-samarbeid.md", "git pull --no-edit", 2): self.same_line,
        }
        return moments.get((page, command, times))
