"""Which program runs an entry, and how it gets its values."""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stabbur.errors import MissingExtra, Unavailable
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.runs.execution import start
from stabbur.runs.parameters import entry as entries
from stabbur.runs.parameters import writing
from stabbur.runs.parameters.entry import Entry
from stabbur.runs.parameters.other_languages import R

INSTALL = {
    "Rscript": "apt-get install r-base-core, or from https://cran.r-project.org",
    "bash": "apt-get install bash",
    "quarto": "get it from https://quarto.org/docs/get-started and try again",
}
PROGRAMS = {".qmd": "quarto", ".r": "Rscript", ".sh": "bash", ".bash": "bash"}


@dataclass
class Command:
    """What is started: its words, further variables, and for a notebook the kernel that is not Python's."""

    words: list[str]
    environ: dict[str, str] = field(default_factory=dict)
    kernel: list[str] = field(default_factory=list)


def command(
    entry: Entry, values: Mapping[str, Any], job: start.Job, folder: Path, root: Path, path: str
) -> Command:
    """Return what runs an entry; `path` is where programs are looked for.

    Raises
    ------
    MissingExtra
        A program that it needs is not installed.
    Unavailable
        The project has no kernel for the notebook's language.
    """
    file, python = str(root / entry.path), shutil.which("python", path=path) or "python"
    if entry.kind == "notebook":
        return _notebook(entry, job, folder)
    if entry.kind == "function" or (entry.kind == "python" and values):
        return Command([python, start.INSIDE, str(folder)])
    if entry.kind == "python":
        return Command([python, file])
    if entry.kind == "shell":
        return Command([_program("bash", path), file], {name: _word(one) for name, one in values.items()})
    if entry.kind == "r":
        return Command([_program("Rscript", path), _r(file, values, folder)])
    words = [_program("quarto", path), "render", file, "--output-dir", str(folder / "artefacts")]
    return Command(
        [*words, *(word for name, one in values.items() for word in ("-P", f"{name}:{_word(one)}"))]
    )


def at_hand(root: Path, name: str) -> None:
    """Raise when the program that runs a file of a project's folder is not here, and no package of it brings it.

    Raises
    ------
    MissingExtra
        It is not installed.
    """
    program = PROGRAMS.get(Path(name).suffix.lower())
    if program is None or program in (root / "pyproject.toml").read_text("utf-8", "replace"):
        return
    _program(program, os.pathsep.join([f"{root}/.venv/bin", os.environ.get("PATH", os.defpath)]))


def _program(name: str, path: str) -> str:
    found = shutil.which(name, path=path)
    if found is None:
        raise MissingExtra(
            f"this needs '{name}', which is not installed here",
            hint=INSTALL[name],
            code="program-missing",
            name=name,
        )
    return found


def _notebook(entry: Entry, job: start.Job, folder: Path) -> Command:
    words = start.notebook(job, str(folder))
    if entry.language == "python":
        return Command(words)
    project = Project(Path(job["project"]), "")
    for one in specs.own(project):
        if one.language.lower() == entry.language.lower():
            told = specs.started(one)
            return Command(words, told[1], told[0])
    raise Unavailable(
        f"'{entry.name}' is a notebook in {entry.language}, and the project has no kernel for it",
        hint="stabbur build",
        code="kernel-missing",
        language=entry.language,
    )


def _r(file: str, values: Mapping[str, Any], folder: Path) -> str:
    """Return the script; with other values in its cell of parameters, as a copy in the run's folder."""
    if not values:
        return file
    text = Path(file).read_text(encoding="utf-8")
    within, lines = entries.cell_lines(text), text.splitlines()
    for number in within:
        found = R.match(lines[number - 1].strip())
        if found and found["name"] in values:
            lines[number - 1] = writing.r({found["name"]: values[found["name"]]})
    copy = folder / "script.R"
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(copy)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else re.sub(r"\0", "", str(value))
