"""The kernel of a project, as Jupyter finds it: a folder with kernel.json, named as the project."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from stabbur import settings
from stabbur.projects.names import OF_JUPYTER
from stabbur.projects.project import Project
from stabbur.settings.places import FILE

SPEC = "kernel.json"


@dataclass(frozen=True)
class Kernel:
    """A kernel that lies here; `project` is the folder that it was made for, where one is known."""

    name: str
    language: str
    project: Path | None
    program: str
    folder: Path

    @property
    def why_stale(self) -> str:
        """Why it can't start any more, or nothing."""
        if self.project and not (self.project / FILE).is_file():
            return f"the project '{self.project}' is gone"
        if not self.program or shutil.which(self.program) is None:
            return f"its program '{self.program}' is gone"
        return ""

    @property
    def stale(self) -> bool:
        """Whether what it starts is gone."""
        return bool(self.why_stale)


def data() -> Path:
    """Return the folder that JUPYTER_PATH has to name for Jupyter to see the kernels."""
    return settings.home() / "jupyter"


def personal(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the person's own Jupyter folder, by Jupyter's own rule."""
    if environ.get("JUPYTER_DATA_DIR"):
        return Path(environ["JUPYTER_DATA_DIR"])
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Jupyter"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "jupyter"


def places() -> list[Path]:
    """Return the folders that kernels are written to; the person's own only when no home is set by hand."""
    return [data()] if os.environ.get("STABBUR_HOME") else [data(), personal()]


def within(project: Project) -> Path:
    """Return the folder of kernels that the Jupyter of the project's own environment looks into first."""
    return project.environment / "share" / "jupyter"


def wanted(project: Project, name: str, *, shared: bool = True) -> list[Path]:
    """Return the folders that a kernel of a project belongs into: its environment, and those that all see.

    Where another living kernel has the name outside, it keeps it, and the project has its own inside alone;
    so it has where it is called as the kernels are that Jupyter gives to notebooks of nobody.
    """
    # Jupyter makes no difference between large and small letters
    free = name.lower() not in ("python", *OF_JUPYTER) and taken(project, name) is None
    built = (project.environment / "pyvenv.cfg").is_file()
    # what a link leads to may be the environment of others: nothing is written into that without need
    inner = built and (not project.environment.is_symlink() or (shared and not free))
    return ([within(project)] if inner else []) + (places() if shared and free else [])


def install(project: Project, *, language: str = "python", shared: bool = True) -> None:
    """Write the kernel of a project where `wanted` says; one that is as it should be is left alone."""
    words = argv(project)
    write(project, project.name, words, language=language, shared=shared, more={"debugger": True})


def argv(project: Project) -> list[str]:
    """Return what starts the project's own Python as a kernel, in Jupyter's writing."""
    return [str(project.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]


def write(
    project: Project,
    name: str,
    words: list[str],
    *,
    language: str,
    shared: bool = True,
    environ: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write a kernel of a project in any language where `wanted` says; `shared`: outside of it, too."""
    env = _environ(project) | dict(environ or {})
    spec = {
        "argv": words,
        "display_name": name,
        "language": language,
        "interrupt_mode": "signal",
        "metadata": {**(more or {}), "stabbur": {"project": str(project.root)}},
    }
    for place in wanted(project, name, shared=shared):
        # the Jupyter of the environment hands on the home that it was started with
        spec["env"] = env if place == within(project) else env | _home()
        _write(place / "kernels" / name / SPEC, json.dumps(spec, ensure_ascii=False, indent=1) + "\n")


def taken(project: Project, name: str) -> Kernel | None:
    """Return the living kernel of another project that has a name, or of a person who made it by hand."""
    found = (read(place / "kernels" / name) for place in places())
    return next((one for one in found if one and one.project != project.root and not one.stale), None)


def current(project: Project, name: str = "", *, shared: bool = True) -> bool:
    """Tell whether the project's kernel lies where `wanted` says, made for this folder."""
    name = name or project.name
    found = [read(place / "kernels" / name) for place in wanted(project, name, shared=shared)]
    return all(one is not None and one.project == project.root and not one.stale for one in found)


def remove(name: str) -> bool:
    """Remove a kernel and its copy in the person's own folder; False when there is none of that name."""
    found = [one for place in places() for one in inside(place) if one.name == name]
    home = [one for one in found if one.folder.parent.parent == data()]
    # in the person's own folder lie kernels that others made, too: only a copy of ours goes
    roots = {one.project for one in home or found} - {None}
    ours = home + [one for one in found if one not in home and one.project in roots]
    for one in ours:
        if one.folder.is_symlink():
            one.folder.unlink()
        else:
            shutil.rmtree(one.folder)
    return bool(ours)


def forget(project: Project, name: str) -> None:
    """Remove a kernel of a project in its environment and outside; that of another project stays."""
    inner = read(within(project) / "kernels" / name)
    if inner and inner.project == project.root:
        shutil.rmtree(inner.folder)
    if taken(project, name) is None:
        remove(name)


def listed() -> list[Kernel]:
    """Return the kernels that projects have here for every Jupyter, in the order of their names."""
    return list(inside(data()))


def owner(name: str) -> Path | None:
    """Return the folder of the project that a kernel belongs to; None when there is no such kernel."""
    return next((one.project for one in listed() if one.name == name), None)


def of(project: Project) -> list[Kernel]:
    """Return the kernels that a project has here for every Jupyter."""
    return [one for one in listed() if one.project == project.root]


def own(project: Project) -> list[Kernel]:
    """Return the kernels that a project's own Jupyter uses, each name once: those of its environment first."""
    inner = [one for one in inside(within(project)) if one.project == project.root]
    return list({one.name: one for one in (*of(project), *inner)}.values())


def read(folder: Path) -> Kernel | None:
    """Return the kernel of a folder; one that can't be read counts as gone."""
    file = folder / SPEC
    if not file.is_file():
        return None
    try:
        spec = json.loads(file.read_text(encoding="utf-8"))
        root = spec.get("metadata", {}).get("stabbur", {}).get("project")
        program = str((spec.get("argv") or [""])[0])
        return Kernel(
            folder.name, str(spec.get("language", "")), Path(root) if root else None, program, folder
        )
    except (ValueError, AttributeError, TypeError, LookupError):
        return Kernel(folder.name, "", None, "", folder)


def started(kernel: Kernel) -> tuple[list[str], dict[str, str]]:
    """Return the words that start a kernel, and its variables as Jupyter would fill them in."""
    spec = json.loads((kernel.folder / SPEC).read_text(encoding="utf-8"))
    filled = {key: Template(value).safe_substitute(os.environ) for key, value in spec.get("env", {}).items()}
    return [str(word) for word in spec["argv"]], filled


def inside(place: Path) -> Iterator[Kernel]:
    """Yield the kernels in a folder that JUPYTER_PATH may name."""
    kernels = place / "kernels"
    for folder in sorted(kernels.iterdir()) if kernels.is_dir() else []:
        found = read(folder)
        if found:
            yield found


def _environ(project: Project) -> dict[str, str]:
    # Jupyter puts the value of ${PATH} in, so a $ of the folder's own name is doubled
    programs = str(project.programs).replace("$", "$$")
    return {
        "PATH": programs + os.pathsep + "${PATH}",
        "VIRTUAL_ENV": str(project.environment).replace("$", "$$"),
    }


def _home() -> dict[str, str]:
    return {"STABBUR_HOME": str(settings.home()).replace("$", "$$")} if os.environ.get("STABBUR_HOME") else {}


def _write(file: Path, text: str) -> None:
    if file.is_file() and file.read_text(encoding="utf-8", errors="replace") == text:
        return
    if file.parent.is_symlink():
        file.parent.unlink()  # what it leads to is not ours to write into
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".kernel-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(draft, 0o644)
        os.replace(draft, file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
