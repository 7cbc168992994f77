"""Runs without a queue: a small project whose environment is that of the tests, and jobs laid into folders."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stabbur.projects.environment import syncing
from stabbur.projects.project import Project
from stabbur.runs.execution import start
from tests.projects.conftest import hangup

__all__ = ["hangup"]

STARTER = Path(start.__file__)


@dataclass(frozen=True)
class Ran:
    """How a run ended, what it said, and the folder that it left."""

    code: int
    out: str
    folder: Path

    @property
    def reason(self) -> str:
        file = self.folder / "reason"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    @property
    def cells(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "cells.jsonl").read_text().splitlines()]

    @property
    def notebook(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "notebook.ipynb").read_bytes())
        return found


Go = Callable[..., Ran]


def laid(place: Path, root: Path, entry: str, **more: object) -> Path:
    """Lay a job into a new folder of a place."""
    folder = place / f"{len(list(place.glob('*.1'))) + 1}.1"
    folder.mkdir(mode=0o700, parents=True)
    job = {"schema": 1, "run": 1, "project": str(root), "entry": entry, "parameters": {}, "commit": None}
    told = job | {"python": sys.executable, "home": os.environ["STABBUR_HOME"]} | more
    (folder / "job.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def words(folder: Path) -> list[str]:
    """Return what a shim starts."""
    return [sys.executable, "-I", "-S", str(STARTER), str(folder)]


@pytest.fixture
def go(tmp_path: Path) -> Go:
    """Run an entry of a project as its shim would."""

    def run(root: Path, entry: str, **more: object) -> Ran:
        folder = laid(tmp_path / "runs", root, entry, **more)
        done = subprocess.run(
            words(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, folder)

    return run


@pytest.fixture
def small(tmp_path: Path, home: Path) -> Path:
    """A project with an environment that passes for looked at: the tests' own Python under another name."""
    root = tmp_path / "small"
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (root / "stabbur.toml").write_text("")
    (root / "pyproject.toml").write_text('[project]\nname = "small"\nversion = "1"\n')
    (root / "src" / "small").mkdir(parents=True)
    settle(root)
    return root


def settle(root: Path) -> None:
    """Let the environment pass for one that was looked at."""
    signed = {**syncing._stamp(Project(root, "small"), root / ".venv"), "wanted": ""}
    (root / ".venv" / syncing.STAMP).write_text(json.dumps(signed))
    watched = [root / "pyproject.toml", root / ".venv" / "bin" / "python"]
    seen = {str(path): start.stamp(str(path)) for path in watched}
    (root / ".venv" / start.SEEN).write_text(json.dumps(seen))


def write_notebook(file: Path, *sources: str, parameters: str = "", language: str = "python") -> Path:
    """Write a notebook of code cells, the first one its parameters where there are any."""
    texts = [*([parameters] if parameters else []), *sources]
    tagged = [["parameters"] if parameters and at == 0 else [] for at in range(len(texts))]
    cells: list[dict[str, Any]] = [
        {
            "id": f"c{at}",
            "cell_type": "code",
            "metadata": {"tags": tags} if tags else {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for at, (text, tags) in enumerate(zip(texts, tagged, strict=True))
    ]
    spec = {"name": "small", "display_name": "small", "language": language}
    told = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": spec}, "cells": cells}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told), encoding="utf-8")
    return file
