"""One environment for the projects of all templates: locked and installed as a project's own is."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from stabbur.projects.environment import locking, syncing, vendor
from stabbur.projects.project import Project
from stabbur.projects.templating.rendering import render, templates

NAME = "folketall"


KERNEL = ("-m", "ipykernel_launcher", "-f", "{connection_file}")


def opened(file: Path) -> Any:
    """A notebook, known to be one by the rules of Jupyter's own format."""
    read: Callable[..., Any] = nbformat.read
    book = read(str(file), as_version=4)
    nbformat.validate(book)
    return book


@dataclass(frozen=True)
class Begun:
    """A project of a template, in an environment that has what all of them need, and a Stabbur of its own."""

    root: Path
    home: Path
    python: Path

    @property
    def environ(self) -> dict[str, str]:
        """The variables that its programs get."""
        given = {"STABBUR_HOME": str(self.home), "PYTHONPATH": str(self.root / "src")}
        return {key: value for key, value in os.environ.items() if key != "MPLBACKEND"} | given

    def run(self, *words: str | Path) -> str:
        """What the project's Python wrote."""
        done = subprocess.run(
            [self.python, *words],
            cwd=self.root,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert "without encryption" not in done.stderr
        return done.stdout

    @property
    def notebook(self) -> Path:
        """Its first notebook."""
        return self.root / "notebooks" / f"{NAME}.ipynb"

    def execute(self) -> Any:
        """Its notebook with what it shows, run where it lies in the project's environment."""
        book = opened(self.notebook)
        kernel = KernelManager()
        kernel._kernel_spec = KernelSpec(argv=[str(self.python), *KERNEL])
        client = NotebookClient(book, km=kernel, timeout=120)
        client.owns_km = True  # so that it closes what it opened
        client.execute(cwd=str(self.notebook.parent), env=self.environ)
        return book


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with what the projects of all templates need."""
    root = tmp_path_factory.mktemp("templates") / NAME
    root.mkdir()
    wheel = vendor.wheel()
    assert wheel is not None, "make test builds it: python scripts/wheel.py"
    render("package", root, {"name": NAME, "stabbur_wheel": wheel.name})
    needs = sorted({need for one in templates() for need in one.dependencies})
    declared = root / "pyproject.toml"
    text = declared.read_text()
    listed = "".join(f'    "{need}",\n' for need in needs)
    assert '    "pandas>=2.2",\n' in text
    declared.write_text(text.replace('    "pandas>=2.2",\n', listed))
    project = Project(root, NAME)
    vendor.vendored(project)
    locking.lock(project)
    assert syncing.sync(project)
    return project.python


def of(template: str, folder: Path, python: Path, language: str = "nb", name: str = NAME) -> Begun:
    """A project of a template, its Stabbur empty."""
    (folder / name).mkdir()
    (folder / "home").mkdir(exist_ok=True)
    render(template, folder / name, {"name": name, "owner": "demo", "language": language})
    return Begun(folder / name, folder / "home", python)
