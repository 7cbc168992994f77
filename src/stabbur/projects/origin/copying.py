"""Copy a project as git has it: no data that it leaves out, no link that leads outside, no repository within it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shlex import quote

from stabbur.errors import BadInput, NotFound
from stabbur.projects import project as projects
from stabbur.projects.git.command import answer, git, repository
from stabbur.projects.origin import checking
from stabbur.projects.origin.fetching import CHECKED, clone, place
from stabbur.settings.places import FILE

Report = Callable[[str], None]
LINK, REPOSITORY = "120000", "160000"
NOT_COPIED = (".gitmodules",)
WORKFLOWS = ".github/workflows"
# of a folder without git, beside what its own .gitignore leaves out: what a project makes, and what may be secret
LEFT_OUT = (
    ".git", ".venv", "venv", ".env", ".env.*", "__pycache__", ".ipynb_checkpoints", "node_modules", "build", "dist",
    "*.sqlite*", "*.pem", "*.key", "*.p12", "*.pfx", "id_rsa*", "id_ed25519*", ".netrc", ".pgpass",
    "*credentials*.json", "secrets.*",
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """A project to start from: where it lies, which folder of the repository it is, and what it is called."""

    where: Path | str
    inside: str
    name: str
    tracked: bool
    history: bool
    workflows: bool = False
    """Whether GitHub's own kind of workflow comes along, which a token needs a scope of its own for."""


def look(given: str, *, history: bool = False) -> Origin:
    """Look whether a project could be started from an address or a folder; nothing is kept of it.

    Raises
    ------
    NotFound
        There is nothing, or no project in it.
    BadInput
        The address is none that can be fetched, or its history can't be had.
    """
    where = place(given)
    root = repository(where) if isinstance(where, Path) else None
    inside = where.relative_to(root).as_posix() if isinstance(where, Path) and root else "."
    committed = "HEAD:" if inside == "." else f"HEAD:{inside}"
    if root and answer(root, "rev-parse", "--verify", "--quiet", committed) is None:
        if inside == ".":
            raise _empty(given, f"git -C {quote(given)} add . && git -C {quote(given)} commit -m Begin")
        root = None  # the repository around it knows nothing of it
    if isinstance(where, Path) and root is None and not (where / "HEAD").is_file():
        if history:
            raise _no_history(given, "is no git repository")
        here = (where / WORKFLOWS).is_dir()
        return Origin(where, "", _named(where, given), tracked=False, history=False, workflows=here)
    if history and inside != ".":
        raise _no_history(given, "is a folder of a repository, whose history is of more than this project")
    with tempfile.TemporaryDirectory(prefix="stabbur-origin-") as name:
        source = root or where
        clone(source, Path(name, "clone"))
        if answer(Path(name, "clone"), "rev-parse", "--verify", "--quiet", "HEAD") is None:
            raise _empty(given, "push a commit to it first")
        tree = Path(name, "tree")
        tree.mkdir()
        _write(Path(name, "clone"), inside, tree, only=("pyproject.toml", FILE))
        at = PurePosixPath(inside, WORKFLOWS)
        # an older commit may have had one, too
        there = history or bool(git(Path(name, "clone"), "ls-tree", "HEAD", "--", str(at)))
        return Origin(source, "" if inside == "." else inside, _named(tree, given), True, history, there)


def copy(origin: Origin, target: Path, report: Report) -> None:
    """Write the files of an origin into an empty folder; with its history, as a repository on `main`."""
    if not origin.tracked:
        _copy_folder(Path(origin.where), target, report)
        return
    if origin.history:
        clone(origin.where, target, history=True)
        git(target, "branch", "--move", "--force", "main")
        git(target, "remote", "remove", "origin")  # nothing of this one is ever pushed to the old
        _write(target, ".", target, report=report)
        return
    with tempfile.TemporaryDirectory(prefix="stabbur-origin-") as name:
        clone(origin.where, Path(name, "clone"))
        _write(Path(name, "clone"), origin.inside or ".", target, report=report)
    # what a submodule has changed would be asked of git inside it, by settings of its own
    words = ("status", "--porcelain", "--ignore-submodules=dirty", "--", ".")
    changed = answer(Path(origin.where), *words) if _is_here(origin) else ""
    if changed:
        report(f"'{origin.where}' has changes that are not committed: they were not taken along")


def _empty(given: str, hint: str) -> BadInput:
    return BadInput(
        f"'{given}' is a repository without a commit, so there is nothing to start from",
        hint=hint,
        code="origin-empty",
        path=given,
    )


def _is_here(origin: Origin) -> bool:
    return isinstance(origin.where, Path)


def _write(
    clone: Path, inside: str, target: Path, *, only: tuple[str, ...] = (), report: Report = lambda _: None
) -> None:
    """Write a commit's files; a link is a link again only when it stays within the project."""
    tree = "HEAD" if inside == "." else f"HEAD:{inside}"
    entries = _entries(git(clone, "ls-tree", "-r", "-z", "--full-tree", tree))
    if only:
        entries = [(mode, path) for mode, path in entries if path in only]
    git(clone, *CHECKED, "read-tree", tree)
    # without links first: git writes each as a text of where it leads, and none can be followed meanwhile
    plain = [path for mode, path in entries if mode != REPOSITORY and path not in NOT_COPIED]
    git(
        clone, *CHECKED, "-c", "core.symlinks=false",
        "checkout-index", "--force", "-z", "--stdin", f"--prefix={target}/",
        given="".join(f"{path}\0" for path in plain),
    )  # fmt: skip
    for mode, path in entries:
        if mode == LINK and path in plain:
            _link(target, path, report)
        elif mode == REPOSITORY:
            report(f"'{path}' is a repository of its own: left out")


def _entries(text: str) -> list[tuple[str, str]]:
    lines = [line.partition("\t") for line in text.split("\0") if line]
    return [(about.split()[0], path) for about, _, path in lines]


def _link(target: Path, path: str, report: Report) -> None:
    file = target / path
    leads = file.read_text(encoding="utf-8", errors="surrogateescape")
    file.unlink()
    if not _stays(path, leads):
        report(f"'{path}' leads out of the project: left out")
        return
    file.symlink_to(leads)


def _stays(path: str, leads: str) -> bool:
    if PurePosixPath(leads).is_absolute() or not leads:
        return False
    parts = PurePosixPath(leads).parts
    up = next((at for at, part in enumerate(parts) if part != ".."), len(parts))
    # behind a name, .. would go up from wherever another link has led
    if up > len(PurePosixPath(path).parts) - 1 or ".." in parts[up:]:
        return False
    return ".git" not in (part.lower() for part in parts)


def _copy_folder(folder: Path, target: Path, report: Report) -> None:
    for path in checking.without_data(folder, _let_through(folder), report):
        source, goal = folder / path, target / path
        found = source.lstat()
        if stat.S_ISLNK(found.st_mode):
            if not _stays(path, leads := os.readlink(source)):
                report(f"'{path}' leads out of the project: left out")
                continue
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.symlink_to(leads)
        elif stat.S_ISREG(found.st_mode):
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, goal, follow_symlinks=False)
            goal.chmod(0o755 if found.st_mode & 0o100 else 0o644)


def _let_through(folder: Path) -> Iterator[str]:
    """Yield what a .gitignore lets through, asked of git with a repository that lies elsewhere."""
    with tempfile.TemporaryDirectory(prefix="stabbur-origin-") as name:
        git(Path(name), "init", "--quiet", "--bare", "--template=", name)
        words = [word for pattern in LEFT_OUT for word in ("--exclude", pattern)]
        given = {"GIT_DIR": name, "GIT_WORK_TREE": str(folder)}
        listed = git(
            folder, "ls-files", "-z", "--others", "--exclude-standard", *words, environ=given
        )  # a repository inside is named with a / at its end and not looked into
    yield from (path for path in listed.split("\0") if path and not path.endswith("/"))


def _named(folder: Path, given: str) -> str:
    if not (folder / FILE).is_file() or not (folder / "pyproject.toml").is_file():
        raise NotFound(
            f"'{given}' is no project: it has no {FILE} with a pyproject.toml beside it",
            hint="give the folder of a project, or start anew: stabbur init NAME",
            code="origin-missing",
            path=given,
        )
    return projects.named(folder / "pyproject.toml")


def _no_history(given: str, why: str) -> BadInput:
    return BadInput(f"'{given}' {why}", hint="leave --history out", code="origin-history", path=given)
