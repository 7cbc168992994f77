"""A notebook run in its project's environment and shown as a page: a story as it is now."""

import json
import os
import shlex
import sys
import tempfile
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.packages.notebooks import notebook_html, read_notebook
from stabbur.projects.project import Project
from stabbur.projects.running import run
from stabbur.registry.publishing.stories import named
from stabbur.runs.execution.environments import AtCommit
from stabbur.settings import home

SECONDS = 1800.0


def rendered(project: Project, notebook: Path, language: str, seconds: float = SECONDS) -> str:
    """Return a notebook of a project as one page, run from its first cell to its last as any run of it is.

    Raises
    ------
    BadInput
        It is no notebook.
    StabburError
        A cell failed or took too long; nothing of what it printed is told.
    """
    read_notebook(project.root / notebook)
    with tempfile.TemporaryDirectory(prefix="stabbur-story-") as place:
        folder = Path(place)
        _lay(folder, project, notebook)
        words = [sys.executable, "-I", "-m", "stabbur.runs.execution.notebook", place]
        environ = {
            "PATH": os.pathsep.join([str(project.programs), os.environ.get("PATH", "")]),
            "VIRTUAL_ENV": str(project.environment),
        }
        if isinstance(project, AtCommit):
            environ["PYTHONPATH"] = project.sources
        try:
            run(words, folder=project.root, environ=environ, seconds=seconds)
        except StabburError as error:
            why = _reason(folder) or f"it took more than {seconds:g} s, or could not start"
            hint = f"stabbur run {shlex.quote(notebook.as_posix())}"
            raise StabburError(f"'{notebook}': {why}", hint=hint, code="artefact-story") from error
        content = read_notebook(folder / "notebook.ipynb")
    return notebook_html(content, named(content) or notebook.stem, language)


def _lay(folder: Path, project: Project, notebook: Path) -> None:
    """Write what a run of the notebook would find in its folder."""
    job = {
        "project": str(project.root),
        "entry": notebook.as_posix(),
        "python": sys.executable,
        "home": str(home()),
    }
    prepared = {"root": str(project.root), "environment": str(project.environment), "values": {}}
    for name, told in (("job", job), ("prepared", prepared)):
        (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")


def _reason(folder: Path) -> str:
    try:
        return (folder / "reason").read_text(encoding="utf-8")
    except OSError:
        return ""
