"""A project, what its template gave it and what that gives now, merged three ways into the working tree."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from stabbur.errors import BadInput
from stabbur.projects.templating.trees import LINK, Desk, Entry, Tree


def merged(desk: Desk, ours: str, base: Tree, theirs: Tree) -> tuple[Tree, tuple[str, ...]]:
    """Return the merge of two trees with a common base, and the files where a person has to choose.

    Parameters
    ----------
    ours
        The id of the tree that the project has.
    base
        What the template gave before.
    theirs
        What it gives now.
    """
    above = desk.commit(base, [], "base")
    left = desk.git("commit-tree", ours, "-p", above, "-m", "project").strip()
    right = desk.commit(theirs, [above], "template")
    tree, conflicts = desk.merge(left, right)
    found = desk.tree(tree)
    had = desk.tree(ours)
    for path in [one for one in conflicts if one.endswith(".ipynb")]:
        sides = [side.get(path) for side in (base, had, theirs)]
        made = notebook(desk, [side for side in sides if side is not None])
        if made is not None:
            found[path], chosen = made
            conflicts = conflicts if chosen else tuple(one for one in conflicts if one != path)
    return found, conflicts


def notebook(desk: Desk, sides: list[Entry]) -> tuple[Entry, bool] | None:
    """Return a notebook merged cell by cell, since marks between its lines would leave it unreadable."""
    if len(sides) != 3:
        return None  # it was deleted on one side, which is a choice of its own
    try:
        # nbdime takes a second to load, and most updates need no choice
        from stabbur.projects.templating import cells

        content, chosen = cells.merged(*map(desk.content, sides))
    except (ImportError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Entry(sides[1].mode, desk.keep(content)), chosen


def renamed(desk: Desk, tree: Tree, words: dict[str, str]) -> Tree:
    """Return what a template gave under other names, for a project that has got another name since."""
    changed = {old: new for old, new in words.items() if old != new and old and new}
    if not changed:
        return tree
    found = {}
    for path, entry in tree.items():
        content = desk.content(entry)
        for old, new in changed.items():
            path = path.replace(old, new)
            content = content.replace(old.encode(), new.encode())
        found[path] = Entry(entry.mode, desk.keep(content))
    return found


def write(desk: Desk, root: Path, before: Tree, after: Tree) -> tuple[str, ...]:
    """Bring the files of a project from one tree to another, all or none, and return those that changed.

    Raises
    ------
    BadInput
        A file that git does not know stands where a new one would, or a folder on the way is a link.
    """
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    check(desk, root, changed, before, after)
    with tempfile.TemporaryDirectory(prefix=".stabbur-update-", dir=root) as place:
        ready = {
            path: prepared(desk, after[path], Path(place) / str(at))
            for at, path in enumerate(changed)
            if path in after
        }
        done: list[str] = []
        try:
            for path in changed:
                done.append(path)
                put(root / path, ready.get(path))
        except BaseException:
            for path in done:
                again = Path(place) / "again"
                put(root / path, prepared(desk, before[path], again) if path in before else None)
            raise
    return tuple(changed)


def check(desk: Desk, root: Path, changed: Iterable[str], before: Tree, after: Tree) -> None:
    """Refuse to write where something stands that git does not know, or out of the project."""
    for path in changed:
        target = root / path
        outside = not target.parent.resolve().is_relative_to(root.resolve())
        if outside or LINK in {tree[path].mode for tree in (before, after) if path in tree}:
            reason = "it leads out of the project" if outside else "it is a link"
        elif path not in before and os.path.lexists(target) and not same(desk, target, after[path]):
            reason = "there is one already that git does not know"
        else:
            continue
        raise BadInput(
            f"'{path}' can't be brought in from the template: {reason}",
            hint=f"move it away, then stabbur template update: {path}",
            code="update-blocked",
            path=path,
        )


def same(desk: Desk, file: Path, entry: Entry) -> bool:
    """Tell whether a file is the one that would be written, such as by an update that was thrown away."""
    return file.is_file() and not file.is_symlink() and file.read_bytes() == desk.content(entry)


def prepared(desk: Desk, entry: Entry, place: Path) -> Path:
    """Return a file with the content and the mode of an entry."""
    place.write_bytes(desk.content(entry))
    place.chmod(0o755 if entry.mode == "100755" else 0o644)
    return place


def put(target: Path, ready: Path | None) -> None:
    """Put a file in its place; without one, take away what stands there, and folders that it leaves empty."""
    if ready is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(ready, target)
        return
    target.unlink(missing_ok=True)
    folder = target.parent
    while folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
