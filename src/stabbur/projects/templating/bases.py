"""What a template last gave each project of a repository: the base of the next merge, in a git ref of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stabbur.errors import Conflict, StabburError
from stabbur.projects.git.command import answer, git
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating.trees import Desk, Tree

REF = "refs/stabbur/template"
# apart from our own, so that fetching never takes away a base that is not pushed yet
FETCHED = "refs/stabbur-origin/template"
# by a star, since git refuses to fetch at all when a ref that is named is not there
FETCHING = "+refs/stabbur/*:refs/stabbur-origin/*"
ORIGIN = "origin"
TRIES = 5


def within(repository: Path, root: Path) -> str:
    """Return where in its repository a project lies: nothing, or a path that ends with `/`."""
    path = root.resolve().relative_to(repository.resolve()).as_posix()
    return "" if path == "." else f"{path}/"


def tips(desk: Desk, repository: Path) -> list[str]:
    """Return the last commits with bases, our own first."""
    found = [answer(repository, "rev-parse", "--verify", "--quiet", ref) for ref in (REF, FETCHED)]
    return list(dict.fromkeys(one for one in found if one))


def of(desk: Desk, repository: Path, place: str, mark: str) -> Tree | None:
    """Return the files that the template of that mark gave a project, or None when that is not known."""
    last = tips(desk, repository)
    for commit in desk.git("rev-list", *last).split() if last else []:
        tree = desk.tree(f"{commit}:{place.rstrip('/')}")
        if kept.FILE in tree and told(desk, tree).get("mark") == mark:
            return tree
    return None


def told(desk: Desk, tree: Tree) -> dict[str, Any]:
    """Return the answers that a tree was rendered from."""
    return kept.parsed(desk.content(tree[kept.FILE]).decode(), kept.FILE)


def keep(desk: Desk, repository: Path, place: str, tree: Tree) -> None:
    """Make the files the base of a project; those of other projects in the repository stay.

    Raises
    ------
    Conflict
        Others wrote it all the time in between.
    """
    for _ in range(TRIES):
        parents = tips(desk, repository)
        before = answer(repository, "rev-parse", "--verify", "--quiet", REF) or ""
        whole = desk.tree(parents[0]) if parents else {}
        others = {path: entry for path, entry in whole.items() if not owned(path, place, whole)}
        files = others | {place + path: entry for path, entry in tree.items()}
        if parents and files == whole and before:
            return
        commit = desk.commit(files, parents, "What the template gave")
        try:
            git(repository, "update-ref", REF, commit, before or "0" * len(commit))
        except StabburError:
            continue
        return
    raise Conflict(
        f"'{REF}' of '{repository}' is being written by others", hint="try again", code="base-busy"
    )


def owned(path: str, place: str, tree: Mapping[str, object]) -> bool:
    """Tell whether a file is of the project at a place, and not of one that lies deeper."""
    if not path.startswith(place):
        return False
    folders = [f"{path[:at]}/" for at, letter in enumerate(path) if letter == "/" and at >= len(place)]
    return not any(folder + kept.FILE in tree for folder in folders)


def followed(folder: Path) -> bool:
    """Tell whether `refspecs` has nothing to do."""
    if answer(folder, "config", "--get", f"remote.{ORIGIN}.url") is None:
        return True
    return FETCHING in (answer(folder, "config", "--get-all", f"remote.{ORIGIN}.fetch") or "").split()


def refspecs(folder: Path) -> None:
    """Let `git fetch` and `git push` take the bases along, so that a clone knows them; nothing without an origin."""
    if followed(folder):
        return
    git(folder, "config", "--add", f"remote.{ORIGIN}.fetch", FETCHING)
    # whoever has said what is pushed is not overruled
    if answer(folder, "config", "--get-all", f"remote.{ORIGIN}.push") is None:
        for pushed in ("HEAD", "+refs/stabbur/*:refs/stabbur/*"):
            git(folder, "config", "--add", f"remote.{ORIGIN}.push", pushed)


def fetch(repository: Path) -> None:
    """Get the bases from where the repository came from; that it has none, or does not answer, is no error."""
    if answer(repository, "config", "--get", f"remote.{ORIGIN}.url") is not None:
        answer(repository, "fetch", "--quiet", "--no-tags", ORIGIN, FETCHING)
