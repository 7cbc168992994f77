"""Notebooks written by hand, and a project that has some."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stabbur.projects.environment import locking
from stabbur.projects.project import Project
from tests.projects import handmade

PARAMETERS = "year: int = 2021  # Year (2000-2030)"
SUM = "%timeit 1\nfrom folketall import double\nprint('result', double(year))"


def cell(source: str, *, kind: str = "code", tags: Sequence[str] = (), name: str = "a") -> dict[str, Any]:
    """Return a cell."""
    found: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {"tags": list(tags)},
        "source": source,
    }
    return found | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def notebook(*cells: dict[str, Any], kernel: str = "folketall", language: str = "python") -> str:
    """Return a notebook as text."""
    spec = {"name": kernel, "display_name": kernel, "language": language}
    for number, one in enumerate(cells):
        one["id"] = f"c{number}"
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": spec}, "cells": list(cells)}
    return json.dumps(made)


def project(folder: Path, *, dev: Sequence[str] = ("ipykernel", "pytest"), told: str = "") -> Project:
    """Write a project with a function, a test, a notebook with a parameter, and its lock."""
    made = handmade.written(folder, dev=dev, git=False)
    (made.root / "src" / "folketall" / "__init__.py").write_text("def double(n):\n    return 2 * n\n")
    (made.root / "tests").mkdir()
    tested = "from folketall import double\n\n\ndef test_double():\n    assert double(2) == 4\n"
    (made.root / "tests" / "test_double.py").write_text(tested)
    (made.root / "notebooks" / "sum.ipynb").write_text(
        notebook(cell("# The sum", kind="markdown"), cell(PARAMETERS, tags=["parameters"]), cell(SUM))
    )
    (made.root / "stabbur.toml").write_text(f"[artefacts]\n{told}\n")
    locking.lock(made)
    return made
