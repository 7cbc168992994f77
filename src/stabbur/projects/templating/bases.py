"""What a template last gave each project of a repository: the base of the next merge, in git refs of its own."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from stabbur.projects.git.command import answer, git
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating.trees import Desk, Tree

# a ref for each base, named after its commit: two clones never write the same name with another content
REFS = "refs/stabbur/bases/"
# apart from our own, so that fetching never takes away a base that is not pushed yet
FETCHED = "refs/stabbur-origin/bases/"
# by a star, since git refuses to fetch at all when a ref that is named is not there
FETCHING = "+refs/stabbur/*:refs/stabbur-origin/*"
PUSHING = ("HEAD", "refs/stabbur/*:refs/stabbur/*")
ORIGIN = "origin"


def within(repository: Path, root: Path) -> str:
    """Return where in its repository a project lies: nothing, or a path that ends with `/`."""
    path = root.resolve().relative_to(repository.resolve()).as_posix()
    return "" if path == "." else f"{path}/"


def refs(repository: Path, under: str = REFS) -> dict[str, str]:
    """Return the refs of bases, each with its commit."""
    listed = (
        answer(repository, "for-each-ref", "--format=%(objecttype) %(refname) %(objectname)", under) or ""
    )
    found = (line.split(" ") for line in listed.splitlines())
    return {ref: commit for kind, ref, commit in found if kind == "commit"}


def of(desk: Desk, repository: Path, place: str, mark: str = "") -> tuple[str, Tree] | None:
    """Return the last commit with what the template of that mark, or any, gave a project, and those files."""
    tips = [*refs(repository).values(), *refs(repository, FETCHED).values()]
    for commit in desk.git("rev-list", "--topo-order", *tips).split() if tips else []:
        tree = desk.tree(f"{commit}:{place.rstrip('/')}")
        if kept.FILE in tree and mark in ("", told(desk, tree).get("mark")):
            return commit, tree
    return None


def told(desk: Desk, tree: Tree) -> dict[str, Any]:
    """Return the answers that a tree was rendered from."""
    return kept.parsed(desk.content(tree[kept.FILE]).decode(), kept.FILE)


def keep(desk: Desk, repository: Path, place: str, tree: Tree) -> str:
    """Make the files the base of a project, and return the ref that was made for it; nothing if it is there."""
    last = of(desk, repository, place)
    if last and last[1] == tree:
        commit = last[0]
    else:
        tips = {*refs(repository).values(), *refs(repository, FETCHED).values()}
        parents = desk.git("merge-base", "--independent", *sorted(tips)).split() if tips else []
        files = {place + path: entry for path, entry in tree.items()}
        commit = desk.commit(files, sorted(parents), "What the template gave")
    ref = REFS + commit
    if ref in refs(repository):
        return ""
    git(repository, "update-ref", ref, commit)
    return ref


def forget(repository: Path, ref: str) -> None:
    """Take a base away again."""
    git(repository, "update-ref", "-d", ref)


def forget_new(repository: Path, place: str, before: Collection[str]) -> None:
    """Take the bases of a project away that were not there before."""
    for ref, commit in refs(repository).items():
        inside = answer(repository, "rev-parse", "--verify", "--quiet", f"{commit}:{place.rstrip('/')}")
        if ref not in before and inside:
            forget(repository, ref)


def followed(folder: Path) -> bool:
    """Tell whether `refspecs` has nothing to do."""
    if answer(folder, "config", "--get", f"remote.{ORIGIN}.url") is None:
        return True
    return _fetching(folder) and not (_unsaid(folder) and _taken(folder))


def refspecs(folder: Path, *, taken: bool = False) -> None:
    """Let `git fetch` take the bases along, so that a clone knows them; nothing without an origin.

    `git push` takes them along, too, where the origin is known to have `taken` some, since one that refuses
    them would fail each push of whoever works there.
    """
    if answer(folder, "config", "--get", f"remote.{ORIGIN}.url") is None:
        return
    if not _fetching(folder):
        git(folder, "config", "--add", f"remote.{ORIGIN}.fetch", FETCHING)
    if _unsaid(folder) and (taken or _taken(folder)):
        for pushed in PUSHING:
            git(folder, "config", "--add", f"remote.{ORIGIN}.push", pushed)


def _fetching(folder: Path) -> bool:
    return FETCHING in (answer(folder, "config", "--get-all", f"remote.{ORIGIN}.fetch") or "").split()


def _unsaid(folder: Path) -> bool:
    """Tell whether nobody has said what is pushed: whoever has is not overruled."""
    if answer(folder, "config", "--get-all", f"remote.{ORIGIN}.push") is not None:
        return False
    return answer(folder, "config", "--get", "push.default") in (None, "simple", "current")


def _taken(folder: Path) -> bool:
    return bool(refs(folder, FETCHED))


def fetch(repository: Path) -> None:
    """Get the bases from where the repository came from; that it has none, or does not answer, is no error."""
    if answer(repository, "config", "--get", f"remote.{ORIGIN}.url") is not None:
        answer(repository, "fetch", "--quiet", "--no-tags", ORIGIN, FETCHING)
