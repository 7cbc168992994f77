"""Repositories for the tests, and git asked as a person asks it: with hooks, filters and drivers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.projects.project import Project

ATTRIBUTES = """*.ipynb filter=stabbur-notebook diff=stabbur-notebook merge=stabbur-notebook
uv.lock filter=stabbur-lock
"""
CHECKS = """repos:
  - repo: local
    hooks:
      - id: scan
        name: no secrets, no data
        entry: stabbur scan
        language: system
        pass_filenames: false
        always_run: true
"""


def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: str = "") -> Path:
    """Let git see one person's settings and no others, and return the file with them."""
    file = tmp_path / "gitconfig"
    file.write_text(settings or "[user]\nname = Kari Nordmann\nemail = kari@example.org\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return file


def asked(folder: Path, *words: str | Path, code: int = 0) -> str:
    """Return what git says to a person, and fail when it ends with another code."""
    told = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert told.returncode == code, told.stderr + told.stdout
    return told.stdout + told.stderr


def project(root: Path, name: str = "folketall") -> Project:
    """Make the folder of a project whose environment is the one of the tests."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "1"\n', encoding="utf-8")
    (root / "stabbur.toml").write_text("", encoding="utf-8")
    (root / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
    (root / ".gitignore").write_text(".venv\n.ipynb_checkpoints\n", encoding="utf-8")
    (root / ".pre-commit-config.yaml").write_text(CHECKS, encoding="utf-8")
    made = Project(root, name)
    borrow(made)
    return made


def borrow(project: Project, environment: Path = Path(sys.prefix)) -> None:
    """Give a project another environment, that of the tests; what it writes beside the programs is its own."""
    project.environment.mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        os.symlink(environment / part, project.environment / part)
