"""A small project with entries to run."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PARAMETERS = "year = 2021  # (2000-2030)\nmunicipality = 'Bodø'\n"
MakeProject = Callable[..., Path]


def notebook(parameters: str = PARAMETERS) -> str:
    cells = [
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": parameters, "outputs": []},
        {"cell_type": "code", "metadata": {}, "source": "print(year)", "outputs": []},
    ]
    spec = {"name": "python3", "display_name": "Python", "language": "python"}
    whole = {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)


@pytest.fixture
def make_project(home: Path, tmp_path: Path) -> MakeProject:
    """Makes a project of some name whose stabbur.toml declares what it is given."""

    def make(toml: str = "", name: str = "tall") -> Path:
        root = tmp_path / name
        (root / "notebooks").mkdir(parents=True)
        (root / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "1"\n')
        (root / "stabbur.toml").write_text(f'owner = "skatt"\n{toml}')
        (root / "notebooks" / "growth.ipynb").write_text(notebook(), encoding="utf-8")
        (root / "job.py").write_text("print(1)\n")
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        return root

    return make


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    """A project that declares nothing."""
    return make_project()
