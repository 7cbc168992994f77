"""Add, remove and upgrade packages: all of it, or pyproject.toml, lock and environment are as they were."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from packaging.utils import canonicalize_name

from stabbur import settings as all_settings
from stabbur.errors import BadInput, NotFound, meant
from stabbur.projects.dependencies import declaring, names, telling, wanted
from stabbur.projects.dependencies.changes import Change, Release, between, releases
from stabbur.projects.dependencies.looking import resolved
from stabbur.projects.dependencies.wanted import Wanted
from stabbur.projects.environment import declared, index, locking, merging, syncing, vendor
from stabbur.projects.project import Project
from stabbur.projects.undoing import all_or_nothing
from stabbur.settings import Settings

Report = Callable[[str], None]


def add(
    project: Project,
    requirements: Sequence[str],
    *,
    dev: bool = False,
    accept: Collection[str] = (),
    settings: Settings | None = None,
    report: Report = lambda line: None,
) -> list[Change]:
    """Add packages to a project and install them, so that its kernel has them at once.

    Parameters
    ----------
    project
        Where to.
    requirements
        Names with or without versions, such as `pandas` or `pandas>=3`; a repository as `git+https://…@v1`;
        the folder of another project.
    dev
        Whether they are for the work on the project only, such as a linter.
    accept
        Checks whose finding does not stop it: `name`, `age` or `advisories`.
    settings
        Without them those that hold in the project's folder.
    report
        Told what happens, a line each.

    Raises
    ------
    BadInput
        It is no name, looks like another one, is too young, vulnerable, or fits nothing that is there.
    NotFound
        The index has no package of that name.
    NotAllowed
        The rules of the installation exclude it, or the index refuses who signs in.
    Unavailable
        The index does not answer.
    """
    settings = settings or all_settings.load(project.root)
    declared.read(project)
    asked = [wanted.read(text, project) for text in requirements]
    file = project.root / "pyproject.toml"
    elsewhere = declaring.sources(file)
    _let_in([one for one in asked if one.name not in elsewhere], file, settings, accept)
    mine = [one.name for one in asked]
    with _changing(project, settings, report) as step:
        stood = declaring.standing(file, dev=dev)
        new = [one for one in (declaring.beside(one, stood) for one in asked) if one]
        if new:
            declaring.declare(file, new, dev=dev)
        if new or not {*mine} <= {one.name for one in step.before}:
            try:
                resolved(project, settings, step.before, named=mine, accept=accept, report=report)
            except BadInput as error:
                raise _unknown(error, mine, settings) or error from None
        chosen = {one.name: one.version for one in _locked(project)}
        lowest = [one.at_least(chosen[one.name]) for one in new if one.open and one.name not in elsewhere]
        if lowest:
            declaring.declare(file, lowest, dev=dev)
            locking.resolve(project, settings, asked=True)
    telling.added(asked, new, stood, step.changes, report)
    return step.changes


def remove(
    project: Project,
    packages: Sequence[str],
    *,
    settings: Settings | None = None,
    report: Report = lambda line: None,
) -> list[Change]:
    """Take packages out of a project and its environment, with what only they needed.

    Raises
    ------
    NotFound
        The project's pyproject.toml does not name it.
    """
    settings = settings or all_settings.load(project.root)
    declared.read(project)
    file = project.root / "pyproject.toml"
    own = declaring.declared(file)
    gone = [canonicalize_name(name) for name in packages]
    for name in gone:
        if name not in own:
            raise NotFound(
                f"'{project.name}' does not ask for '{name}'",
                hint=meant(name, own) or f"it asks for {', '.join(own) or 'nothing'}",
                code="package-not-asked",
                package=name,
            )
    with _changing(project, settings, report) as step:
        declaring.drop(file, gone)
        # nothing new can come by that, so that no index need be asked
        locking.resolve(project, settings, asked=True)
    telling.removed(project, gone, report)
    return step.changes


def upgrade(
    project: Project,
    packages: Sequence[str] = (),
    *,
    accept: Collection[str] = (),
    settings: Settings | None = None,
    report: Report = lambda line: None,
) -> list[Change]:
    """Bring packages to their newest version that fits and is old enough; without names all of them.

    A Stabbur that lies in the project's vendor/ becomes the one that runs.

    Raises
    ------
    NotFound
        The project has no package of that name.
    BadInput
        What it would become has a known vulnerability.
    """
    settings = settings or all_settings.load(project.root)
    declared.read(project)
    asked = [canonicalize_name(name) for name in packages]
    with _changing(project, settings, report) as step:
        have = {one.name for one in step.before}
        for name in asked:
            if name not in have:
                raise NotFound(
                    f"'{project.name}' has no package '{name}'",
                    hint=meant(name, have) or f"stabbur add {name}",
                    code="package-not-asked",
                    package=name,
                )
        if "stabbur" in (asked or have):
            _own(project)
        resolved(project, settings, step.before, upgrade=asked, accept=accept, report=report)
    return step.changes


@dataclass
class Step:
    """What a project had before, and what became of it."""

    before: list[Release]
    changes: list[Change] = field(default_factory=list)


@contextmanager
def _changing(project: Project, settings: Settings, report: Report) -> Iterator[Step]:
    """Hold a project alone while its needs are changed, then install; put all back when anything fails."""
    files = [project.root / "pyproject.toml", project.root / locking.FILE]
    files += (project.root / vendor.FOLDER).glob("stabbur-*.whl")
    own = vendor.wheel()
    files += [project.root / vendor.FOLDER / own.name] if own else []
    # held until all is put back, which nobody else may come between
    with locking.alone(project), all_or_nothing(report) as undo:
        undo.add(
            locking.standing(*files),
            by_hand=f"git -C {quote(str(project.root))} checkout -- pyproject.toml uv.lock",
        )
        merging.settle(project, report)
        if not files[1].is_file():
            locking.resolve(project, settings)
            report("uv.lock was missing and has been written anew: commit it, so that others get the same")
        step = Step(_locked(project))
        yield step
        step.changes = between(step.before, _locked(project))
        syncing.install(project, settings, report)


def _let_in(asked: Sequence[Wanted], file: Path, settings: Settings, accept: Collection[str]) -> None:
    """Look at the names of what comes from outside: another project on this machine is the person's own."""
    own = declaring.declared(file)
    for one in asked:
        if not one.own:
            names.ruled(one.name, settings)
        if one.source is None and "name" not in accept:
            names.distinct(one.name, own)


def _locked(project: Project) -> list[Release]:
    return releases((project.root / locking.FILE).read_text(encoding="utf-8"))


def _own(project: Project) -> None:
    """Let the Stabbur in a project's vendor/ be the one that runs."""
    file = project.root / "pyproject.toml"
    source = declaring.sources(file).get("stabbur", {})
    if str(source.get("path", "")).startswith(f"{vendor.FOLDER}/") and (name := vendor.vendored(project)):
        declaring.source(file, "stabbur", {"path": f"{vendor.FOLDER}/{name}"})


def _unknown(error: BadInput, asked: Sequence[str], settings: Settings) -> NotFound | None:
    """Return the error for a name that the index does not have."""
    for name in asked:
        if re.search(rf"\b{re.escape(name)} was not found in the package registry", str(error)):
            return NotFound(
                f"{index.shown(settings)} has no package '{name}'",
                hint=meant(name, names.known()) or "look at the spelling",
                code="package-unknown",
                package=name,
            )
    return None
