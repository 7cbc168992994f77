"""Take a project's kernel and environment away, and nothing else; find kernels whose project is gone."""

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from stabbur.errors import BadInput, NotFound, meant
from stabbur.projects import project as projects
from stabbur.projects.environment import locking, syncing
from stabbur.projects.git import command
from stabbur.projects.kernels import specs
from stabbur.projects.kernels.specs import Kernel
from stabbur.projects.project import Project
from stabbur.projects.r import library
from stabbur.settings.places import FILE


@dataclass(frozen=True)
class Cleaned:
    """What was taken away: names of kernels, and the environment's folder where there was one."""

    name: str
    kernels: tuple[str, ...]
    environment: Path | None


def clean(name: str | None = None, *, folder: Path | None = None) -> Cleaned:
    """Remove the kernel and the environment of a project; `build` makes them anew.

    Parameters
    ----------
    name
        The project; default: the one that the folder lies in.
    folder
        Where you stand; default: the current folder.

    Raises
    ------
    NotFound
        There is no project of that name here, in this repository or among the kernels; nothing is removed.
    BadInput
        What stands in the environment's place is none; nothing is removed.
    """
    start = (folder or Path.cwd()).resolve()
    if name is None:
        return _remove(projects.find(start))
    known = _known(start)
    if name in known:
        return _remove(known[name])
    left = {one.name: one.project for one in orphans()}
    if name not in left:
        raise _unknown(name, (*known, *left))
    # no more than its kernels are left of it, one for each language
    kernels = [one for one in _gone() if one.project == left[name]]
    for kernel in kernels:
        _delete(kernel.folder)
    return Cleaned(name, tuple(dict.fromkeys(one.name for one in kernels)), None)


def orphans() -> list[Kernel]:
    """Return the kernels whose project is gone; one that lies in two folders is told once."""
    return list({(one.name, one.project): one for one in _gone()}.values())


def remove_orphans() -> list[Kernel]:
    """Remove the kernels whose project is gone and return them."""
    found = orphans()
    # by its folder: in another one a living project may have a kernel of the same name
    for one in _gone():
        _delete(one.folder)
    return found


def _gone() -> list[Kernel]:
    found = (one for place in specs.places() for one in specs.inside(place))
    return [one for one in found if one.project and not (one.project / FILE).is_file()]


def _known(start: Path) -> dict[str, Project]:
    """The projects that a name may mean; of two with one name, the nearer."""
    found = {}
    for kernel in specs.listed():
        if kernel.project and (kernel.project / FILE).is_file():
            with suppress(BadInput, OSError):  # a project that can't be read is in nobody's way but its own
                project = Project(kernel.project, projects.named(kernel.project / "pyproject.toml"))
                found[project.name] = project
    repository = command.repository(start)
    found |= {one.name: one for one in (projects.every(repository) if repository else [])}
    try:
        here = projects.find(start)
    except NotFound:
        return found
    return found | {here.name: here}


def _unknown(name: str, known: Iterable[str]) -> NotFound:
    there = sorted(set(known))
    listed = f"there are {', '.join(there)}" if there else "there is none"
    return NotFound(
        f"no project '{name}' is built here: {listed}",
        hint=meant(name, there) or "stabbur kernels",
        code="project-unknown",
        name=name,
    )


def _remove(project: Project) -> Cleaned:
    # a build of the same project is let come to its end first
    with locking.alone(project):
        environment = _environment(project)
        library.remove(project)
        kernels = tuple(one.name for one in specs.of(project))
        for kernel in kernels:
            specs.remove(kernel)
        for place in (environment, *_left(project)):
            _delete(place)
        return Cleaned(project.name, kernels, environment)


def _delete(place: Path | None) -> None:
    if place and place.is_symlink():
        place.unlink()  # where it leads to is not the project's
    elif place:
        # the note that all is well goes first, so that no half environment is taken for a whole one
        (place / syncing.STAMP).unlink(missing_ok=True)
        shutil.rmtree(place)


def _left(project: Project) -> list[Path]:
    """The half environments of builds that were killed: nothing ever looks at them again."""
    name = project.environment.name
    return [
        place
        for place in project.root.glob(f"{name}-*")
        if re.fullmatch(re.escape(name) + "-([0-9a-f]{8}|before)", place.name)
        and (place / "pyvenv.cfg").is_file()
    ]


def _environment(project: Project) -> Path | None:
    place = project.environment
    if place.is_symlink():
        return place
    if not place.exists():
        return None
    if not (place / "pyvenv.cfg").is_file() and (not place.is_dir() or any(place.iterdir())):
        raise BadInput(
            f"'{place}' is no environment of Python: it has no pyvenv.cfg",
            hint=f"look into it, and move what you need: ls -la {quote(str(place))}",
            code="environment-strange",
            path=str(place),
        )
    return place
