"""A project: the folder with a stabbur.toml and a pyproject.toml, found from any folder inside it."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.projects import plain
from stabbur.projects.names import package_name
from stabbur.settings import places

# what Python packages may be called; folders and kernels are, too, and none of them leads out of where it belongs
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class Project:
    """A project on this machine; what it is called stands in its pyproject.toml."""

    root: Path
    name: str

    @property
    def package(self) -> str:
        """The name by which its code in src/ is imported."""
        return package_name(self.name)

    @property
    def environment(self) -> Path:
        """The folder of its own environment."""
        return self.root / ".venv"

    @property
    def programs(self) -> Path:
        """The folder of the environment's programs."""
        return self.environment / "bin"

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.programs / "python"


def find(folder: Path | None = None) -> Project:
    """Return the project that a folder lies in.

    Raises
    ------
    NotFound
        No folder upwards, to the root of the repository, has a stabbur.toml and a pyproject.toml.
    BadInput
        Its pyproject.toml can't be read, or gives no name.
    """
    start = (folder or Path.cwd()).resolve()
    file = places.project_file(start)
    root = file.parent if file else start
    if file is None or not (root / "pyproject.toml").is_file():
        raise NotFound(
            f"'{start}' lies in no project: there is no stabbur.toml with a pyproject.toml beside it, here or above",
            hint="go into a project, or start one: stabbur init NAME",
            code="project-missing",
            path=str(start),
        )
    return Project(root, named(root / "pyproject.toml"))


def called(root: Path) -> str:
    """Return what a project is called; one that is gone or can't be read by its folder."""
    try:
        return named(root / "pyproject.toml")
    except (StabburError, OSError):
        return root.name


def named(file: Path) -> str:
    """Return the name that a pyproject.toml gives."""
    try:
        name = tomllib.loads(plain.text(file))["project"]["name"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # git takes no file back that a merge stopped in, as the usual hint has it
        merged = b"\n<<<<<<< " in file.read_bytes()
        hint = "a merge stopped in it: keep the lines of both sides, take the marks out, then stabbur build"
        raise BadInput(
            f"'{file}' is not TOML: {error}", hint=hint if merged else "", code="project-bad", path=str(file)
        ) from None
    except (KeyError, TypeError):
        name = None
    if not isinstance(name, str) or not name:
        raise BadInput(f"'{file}' gives no project.name", code="project-bad", path=str(file))
    if not NAME.fullmatch(name):
        raise BadInput(
            f"'{file}' gives the project.name '{name}', and a name has letters, digits and . _ - between them",
            hint="give it another one, such as folketall-2021",
            code="project-bad",
            path=str(file),
        )
    return name


def every(repository: Path) -> list[Project]:
    """Return the projects of a repository, each folder with a stabbur.toml being one, in the order of their paths."""
    found = []
    for folder, inside, files in os.walk(repository):
        inside[:] = sorted(
            name for name in inside if not name.startswith(".") and name not in ("node_modules", "build")
        )
        if places.FILE in files and "pyproject.toml" in files:
            found.append(Project(Path(folder), named(Path(folder, "pyproject.toml"))))
    return found
