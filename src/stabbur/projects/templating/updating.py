"""A project takes up what its template has got since: the base kept, and the merge that uses it."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stabbur
from stabbur.errors import BadInput, MissingExtra, NotFound
from stabbur.projects.git.command import answer, git, repository
from stabbur.projects.project import Project
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import bases, merging
from stabbur.projects.templating.bases import refspecs
from stabbur.projects.templating.shipped import FOLDER, mark, templates
from stabbur.projects.templating.trees import Desk, Tree, desk

__all__ = ["Updated", "behind", "keep_base", "refspecs", "update"]

INSIDE = "stabbur/projects/templates/"
MOST_BYTES = 20_000_000
NAMES = ("title", "name", "package")


@dataclass(frozen=True)
class Updated:
    """What an update did to the files of a project.

    `changed` are the files that differ now, `conflicts` those among them where a person has to choose, and
    `differing` those of the template that the project has otherwise, where nothing could be merged.
    """

    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


def keep_base(
    repository: Path, root: Path, template: str, answers: Mapping[str, Any], *, source: Path = FOLDER
) -> None:
    """Keep what a template gives a project, in the repository's refs/stabbur/bases, for later updates."""
    with desk(repository) as table:
        tree = rendered(table, template, answers, source)
        bases.keep(table, repository, bases.within(repository, root), tree)


def update(project: Project, *, from_answers: bool = False, source: Path = FOLDER) -> Updated:
    """Merge what the template has got since into the working tree, and commit nothing.

    Parameters
    ----------
    project
        The project; all that git knows of it must be committed.
    from_answers
        Where nobody knows any more what the template gave, take what it gives now for that: nothing is
        merged this time, and the next update can.
    source
        The folder of templates: Stabbur's own when left out.

    Raises
    ------
    BadInput
        Something is not committed, or a file of the person's own stands where a new one would.
    NotFound
        It was made from no template, lies in no repository, or what the template gave is not known.
    """
    place = repository(project.root)
    if place is None or answer(place, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise NotFound(
            f"'{project.root}' has no commit that a newer template could be merged with",
            hint='git init && git add . && git commit -m "Begin"',
            code="commit-missing",
            path=str(project.root),
        )
    clean(project)
    found = kept.read(project.root)
    inside = bases.within(place, project.root)
    newer = current(found, source) != found["mark"]
    new = {**found, "stabbur_version": stabbur.__version__} if newer else found
    with desk(place) as table:
        after = rendered(table, str(found["template"]), new, source)
        ours = git(place, "rev-parse", f"HEAD:{inside.rstrip('/')}").strip()
        has = table.tree(ours)
        conflicts: tuple[str, ...] = ()
        differing: tuple[str, ...] = ()
        if from_answers:
            wanted = has | {kept.FILE: after[kept.FILE]}
            differing = tuple(sorted(path for path in after if wanted.get(path) != after[path]))
        else:
            before = base(table, place, inside, found, source)
            if before is None:
                raise lost(project)
            wanted, conflicts = merging.merged(table, ours, before, after)
        bases.refspecs(place)
        # first, as the next update of files that were brought in would have nothing to begin from without it
        made = bases.keep(table, place, inside, after)
        try:
            changed = merging.write(table, project.root, has, wanted)
        except BaseException:
            if made:
                bases.forget(place, made)
            raise
    return Updated(changed, conflicts, differing)


def told(done: Updated) -> list[str]:
    """Return what an update did, a line a file, and what to do next."""
    marked = dict.fromkeys(done.conflicts, "a choice to make") | dict.fromkeys(
        done.differing, "otherwise here"
    )
    lines = [f"{path}: {marked.get(path, 'changed')}" for path in sorted({*done.changed, *marked})]
    if done.conflicts:
        return [*lines, "choose between the lines marked <<<<<<< and >>>>>>>, then git add and git commit"]
    if done.differing:
        return [
            *lines,
            "nothing was merged this time: compare these files with a new project of the template",
        ]
    return [*lines, "look at it with git diff, then git commit"] if lines else ["nothing new in the template"]


def clean(project: Project) -> None:
    """Refuse a project with changes that are not committed: a merge on top of them could not be taken back."""
    # unlike git status it knows that a notebook with outputs is the one that git has without them
    quiet = ("--no-ext-diff", "--ignore-submodules=dirty")
    changed = git(project.root, "diff", "--name-only", *quiet, "--relative", "-z", "HEAD", "--", ".")
    if changed:
        listed = ", ".join(changed.split("\0")[:3]).rstrip(", ")
        raise BadInput(
            f"'{project.name}' has changes that are not committed: {listed}",
            hint='git commit --all -m "…", or git stash',
            code="changes-uncommitted",
            path=str(project.root),
        )


def behind(project: Project, *, source: Path = FOLDER) -> bool:
    """Tell whether the template of a project has got something new; not so for one made from no template."""
    try:
        found = kept.read(project.root)
    except NotFound:
        return False
    return current(found, source) not in ("", found["mark"])


def current(found: Mapping[str, Any], source: Path) -> str:
    """Return the mark that the template of these answers has now; nothing where there is no such template."""
    if found["template"] not in {one.name for one in templates(source)}:
        return ""  # a name that somebody sent may lead anywhere
    return mark(str(found["template"]), str(found.get("forge", "")), source)


def rendered(table: Desk, template: str, answers: Mapping[str, Any], source: Path = FOLDER) -> Tree:
    """Return the files that a template gives, stored among the repository's objects."""
    # Copier comes with an extra and takes its time, and whether a project is behind is asked without it
    try:
        from stabbur.projects.templating.rendering import render
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("stabbur"):
            raise
        raise MissingExtra(
            f"a template is rendered by {error.name}", hint='pip install "stabbur[projects]"', name=error.name
        ) from error

    with tempfile.TemporaryDirectory(prefix="stabbur-rendered-") as folder:
        render(template, Path(folder), answers, source=source)
        return table.stored(Path(folder))


def base(table: Desk, place: Path, inside: str, found: Mapping[str, Any], source: Path) -> Tree | None:
    """Return what the template gave the project: kept here, kept at its origin, or rendered again; or None."""
    known = bases.of(table, place, inside, str(found["mark"]))
    if known is None:
        bases.fetch(place)
        known = bases.of(table, place, inside, str(found["mark"]))
    if known is None:
        return rendered_again(table, place / inside, found, source)
    _, tree = known
    said = bases.told(table, tree)
    return merging.renamed(table, tree, {str(said.get(key, "")): str(found.get(key, "")) for key in NAMES})


def rendered_again(table: Desk, root: Path, found: Mapping[str, Any], source: Path) -> Tree | None:
    """Return what the template gave where that template is still at hand: here, or in the project's own Stabbur."""
    with ExitStack() as opened:
        wheels = sorted((root / "vendor").glob("stabbur-*.whl"))
        for folder in (source, *(opened.enter_context(shipped_in(wheel)) for wheel in wheels)):
            if _gave(folder, found):
                return rendered(table, str(found["template"]), found, folder)
    return None


def _gave(folder: Path, found: Mapping[str, Any]) -> bool:
    # a Stabbur that somebody sent may have templates of any shape
    with suppress(BadInput, KeyError, TypeError, ValueError):
        return bool(current(found, folder) == found["mark"])
    return False


@contextmanager
def shipped_in(wheel: Path) -> Iterator[Path]:
    """Unpack the templates that a Stabbur ships; a wheel that can't be read ships none."""
    with tempfile.TemporaryDirectory(prefix="stabbur-shipped-") as place:
        with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(wheel) as packed:
            listed = [one for one in packed.infolist() if one.filename.startswith(INSIDE)]
            if sum(one.file_size for one in listed) <= MOST_BYTES:
                packed.extractall(place, listed)
        yield Path(place) / INSIDE


def lost(project: Project) -> NotFound:
    """Return the error for a project whose base nobody has."""
    return NotFound(
        f"what the template gave '{project.name}' is not known: neither this repository nor its origin has "
        f"it in {bases.REFS}",
        hint="fetch it from who updated last: git fetch PLACE 'refs/stabbur/*:refs/stabbur/*'; or "
        "take what the template gives now for it, and merge from then on: stabbur template update --from-answers",
        code="base-missing",
        name=project.name,
    )
