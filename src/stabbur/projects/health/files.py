"""What belongs to a project beside its packages: kernels, hooks, template, disk, and what git has of it."""

import shutil
from collections.abc import Iterator

from stabbur.errors import StabburError
from stabbur.projects import building, cleaning
from stabbur.projects.git import hooks
from stabbur.projects.git.command import answer, repository
from stabbur.projects.health.finding import Finding, Mend
from stabbur.projects.kernels import specs, trial
from stabbur.projects.project import Project
from stabbur.projects.scanning.looking import scan
from stabbur.projects.templating import updating
from stabbur.settings import Settings

ROOM = 2_000_000_000  # free bytes below which an environment or a data set soon fails
KINDS = (
    "secret",
    "personal",
    "data",
    "large",
    "conflict",
)  # an output that was committed is a matter of taste


def kernel(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether the project's kernel is there and starts."""
    if _brought(project):
        return  # it is whoever's, and is not started; what git has is told as such
    if not specs.current(project):
        mine = specs.own(project) or [one for one in specs.listed() if one.stale]
        there = [one for one in mine if one.name == project.name]
        told = f"the kernel '{project.name}' is {'stale' if there else 'missing'}"
        why = f": {there[0].why_stale}" if there and there[0].why_stale else ""
        mend = Mend(told, f"'{project.name}' starts {project.python}", lambda: building.build(project.root))
        # a project that nobody built here lacks its kernel too, and is not broken
        status = "problem" if there or project.environment.exists() else "note"
        yield Finding("kernel", status, told + why, "stabbur build", mend)
        return
    for one in specs.own(project):
        try:
            trial.starts(project, one.name)
        except StabburError as error:
            yield Finding("kernel", "problem", str(error), error.hint, _anew(project))
        else:
            other = specs.taken(project, one.name)
            beside = f"; other Jupyters see that of '{other.project or other.folder}'" if other else ""
            yield Finding("kernel", "ok", f"'{one.name}' starts{beside}")


def hook(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether git checks what is committed."""
    if repository(project.root) is None:
        yield Finding(
            "hooks", "note", "the project is in no git repository", "git init -b main && stabbur build"
        )
    elif hooks.installed(project):
        yield Finding("hooks", "ok", "commits are checked")
    else:
        told = "the checks of commits are missing, or are of another Stabbur"
        mend = Mend(told, "hooks installed", lambda: hooks.install(project))
        yield Finding("hooks", "problem", told, "stabbur build", mend)


def tracked(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether git has data or secrets of the project."""
    top = repository(project.root)
    if top is None:
        return
    found = [
        one
        for one in scan(folder=project.root, everything=True)
        if one.kind in KINDS and (top / one.path).is_relative_to(project.root)
    ]
    brought = _brought(project)
    if brought:
        told = f"git has {len(brought)} files of .venv, which are run in place of what is built here"
        cure = "git rm -r --cached .venv && rm -r .venv && stabbur build"
        yield Finding("in git", "problem", told, cure)
    for one in found:
        place = f"{one.path}, {one.place}" if one.place else one.path
        yield Finding("in git", "problem", f"{place}: {one.found}", one.cure)
    if not found and not brought:
        yield Finding("in git", "ok", "no data and no secrets")


def template(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether the template has got something new since."""
    if updating.behind(project):
        yield Finding("template", "note", "the template has got something new", "stabbur template update")
    else:
        yield Finding("template", "ok", "nothing new")


def disk(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether the disk of the project takes more."""
    free = shutil.disk_usage(project.root).free
    if free < ROOM:
        told = f"{free // 10**6} MB left on the disk of {project.root}"
        yield Finding(
            "project disk", "problem", told, "uv cache prune, and stabbur clean in projects that rest"
        )
    else:
        yield Finding("project disk", "ok", f"{free // 10**9} GB left")


def _brought(project: Project) -> list[str]:
    """Return the files of an environment that git has: somebody else's, whatever stands in them."""
    return (answer(project.root, "ls-files", "--", ":(icase).venv") or "").splitlines()


def _anew(project: Project) -> Mend:
    """Build kernel and environment from the ground: one of the two is broken in a way that no note tells."""

    def make() -> None:
        cleaning.clean(folder=project.root)
        building.build(project.root)

    return Mend("a kernel that does not start", "environment and kernel made anew", make)
