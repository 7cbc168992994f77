"""Which files of a project a pattern of its settings names: inside of it alone, whatever links and `..` say."""

import os
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath

from stabbur.errors import BadInput
from stabbur.projects.project import Project

MOST = 1000  # notebooks of one project; a pattern that finds more is a mistake
APART = {".venv", ".git", ".ipynb_checkpoints", "node_modules", "renv"}
ODD = re.compile(r"[^\w.æøåÆØÅ-]+")


def notebooks(project: Project, patterns: Iterable[str]) -> list[Path]:
    """Return the notebooks that patterns name, seen from the project, in the order of their paths.

    Raises
    ------
    BadInput
        A pattern leads out of the project, or finds more files than a project has.
    """
    root = project.root.resolve()
    found: dict[str, Path] = {}
    for pattern in patterns:
        parts = PurePosixPath(pattern).parts
        if not parts or pattern.startswith(("/", "~")) or ".." in parts or "\0" in pattern:
            raise BadInput(
                f"'{pattern[:80]}' leads out of the project",
                hint="name notebooks of the project in stabbur.toml, such as notebooks/*.ipynb",
                code="artefact-pattern",
                pattern=pattern[:80],
            )
        for file in root.glob(pattern):
            if file.suffix == ".ipynb" and inside(root, file):
                found[file.relative_to(root).as_posix()] = file.relative_to(root)
    if len(found) > MOST:
        raise BadInput(
            f"'{', '.join(patterns)[:80]}' finds {len(found)} notebooks, and at most {MOST} are built",
            hint="name fewer in artefacts.notebooks of stabbur.toml",
            code="artefact-pattern",
        )
    return [found[name] for name in sorted(found)]


def inside(root: Path, file: Path) -> bool:
    """Tell whether a file is a regular one that lies where its path says, in no folder of a program's."""
    # a link of a clone may lead to any file of this machine, and what is made of it would be shown
    if os.path.realpath(file) != str(root / file.relative_to(root)) or not file.is_file():
        return False
    return not APART & set(file.relative_to(root).parts)


def plainly(name: str) -> str:
    """Return a name with nothing in it that a path or a bucket reads otherwise.

    >>> plainly("første"), plainly("../første notat")
    ('første', 'første-notat-60f7c838')
    """
    plain = ODD.sub("-", name).strip("-.")[:80]
    if plain == name:
        return name
    # `a b` and `a-b` are two names, and stay two
    return f"{plain or 'unnamed'}-{sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


def placed(place: Path, kind: str, of: Path, ending: str) -> Path:
    """Return where what is made of a notebook lies, its folder made: below the place, as the notebook is below its project."""
    parts = [plainly(part) for part in of.with_suffix("").parts]
    file = place.joinpath(kind, *parts[:-1], parts[-1] + ending)
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
