"""A clean checkout of a commit: its files in a folder of the run, the project's own index and tree untouched."""

from pathlib import Path

from stabbur.errors import NotFound
from stabbur.projects.git import drivers
from stabbur.projects.git.command import answer, git, repository
from stabbur.projects.project import Project


def checkout(project: Project, commit: str, folder: Path) -> Path:
    """Write the files of a commit into `folder`/work and return the folder of the project in it.

    Raises
    ------
    NotFound
        The commit is gone, or did not have the project yet.
    """
    top = root(project)
    commit = known(project, commit)
    work = folder / "work"
    work.mkdir(mode=0o700)
    given = {"GIT_INDEX_FILE": str(folder / "index")}
    # programs that the repository itself names for its files are not run: they may be anybody's
    given |= drivers.instead(answer(top, *drivers.ASKED) or "")
    git(top, "read-tree", commit, environ=given)
    git(top, "checkout-index", "--all", "--quiet", f"--prefix={work}/", environ=given)
    (folder / "index").unlink()
    inside = work / project.root.relative_to(top)
    if not (inside / "pyproject.toml").is_file():
        raise NotFound(
            f"commit '{commit[:12]}' has no project in '{project.root.relative_to(top)}'",
            hint="name a later one: git log --oneline",
            code="commit-unknown",
            commit=commit,
        )
    return inside


def known(project: Project, name: str) -> str:
    """Return the whole name of a commit.

    Raises
    ------
    NotFound
        The project's repository does not have it, or there is no repository.
    """
    found = answer(
        root(project), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    if not found:
        raise NotFound(
            f"there is no commit '{name}' in the repository of '{project.name}'",
            hint="fetch it, or name another one: git log --oneline",
            code="commit-unknown",
            commit=name,
        )
    return found


def has_not(name: str, commit: str) -> NotFound:
    """Return the error of an entry that lies in the folder, and that a commit does not have."""
    return NotFound(
        f"there is no '{name}' in commit '{commit[:12]}', only in the folder: it is not committed",
        hint=f"git add {name} && git commit",
        code="entry-unknown",
        name=name,
    )


def head(project: Project) -> tuple[str, bool]:
    """Return the commit that a project stands on, and whether its files differ; nothing where there is none."""
    commit = answer(project.root, "rev-parse", "--verify", "--quiet", "HEAD") or ""
    return commit, bool(commit and answer(project.root, "status", "--porcelain", "--", "."))


def content(project: Project, commit: str, path: str) -> bytes | None:
    """Return a file of the project as a commit has it; None where it has none."""
    place = f"{commit}:{(project.root.relative_to(root(project)) / path).as_posix()}"
    found = answer(project.root, "cat-file", "-t", place)
    return git(project.root, "cat-file", "blob", place).encode() if found == "blob" else None


def root(project: Project) -> Path:
    """Return the folder of the repository that a project lies in.

    Raises
    ------
    NotFound
        It lies in none.
    """
    top = repository(project.root)
    if top is None:
        raise NotFound(
            f"'{project.name}' lies in no git repository, so it has no commits",
            hint="leave out --at, and what lies in the folder runs",
            code="commit-unknown",
        )
    return top
