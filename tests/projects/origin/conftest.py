"""A project to start from, in a repository of its own, with all that must not come along."""

import json
import subprocess
from pathlib import Path

import pytest

COVER = {
    "pyproject.toml": '[project]\nname = "old-name"\nversion = "0.1.0"\n[tool.x]\npackage = "old_name"\n',
    "stabbur.toml": 'owner = "skatt"\n',
    "README.md": "# Old name\n\nThe project old-name; not old-names, my-old-name or old-name-2.\n",
    ".gitignore": "*.csv\n.env\n.venv/\n",
    "src/old_name/__init__.py": '"""Code of old-name."""\n',
    "src/old_name/figures.py": "def double(x: int) -> int:\n    return 2 * x\n",
    "tests/test_figures.py": "from old_name.figures import double\n\nassert double(2) == 4\n",
    "notebooks/old-name.ipynb": json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": ["# Old name\n", "of old-name\n"]},
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "metadata": {},
                    "outputs": [{"name": "stdout", "output_type": "stream", "text": ["old-name\n"]}],
                    "source": ["import old_name\n", "from old_name.figures import double"],
                },
            ],
            "metadata": {
                "kernelspec": {"name": "old-name", "display_name": "old-name", "language": "python"}
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    ),
}


def git(folder: Path, *words: str) -> str:
    """Run git as somebody, and return what it wrote."""
    who = ["-c", "user.name=Kari", "-c", "user.email=kari@example.no", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def lay(folder: Path, files: dict[str, str]) -> Path:
    """Write files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def bare_folder(tmp_path: Path) -> Path:
    """The files of a project, data and a secret beside them, and no git."""
    folder = lay(tmp_path / "old-name", COVER)
    lay(folder, {"data/people.csv": "name\nKari\n", ".env": "TOKEN=canary-7", ".venv/pyvenv.cfg": "home = /"})
    (folder / "picture.png").write_bytes(b"\x89PNG\0old-name")
    return folder


@pytest.fixture
def old(bare_folder: Path) -> Path:
    """The same in a repository with two commits; what is ignored is not in it."""
    git(bare_folder, "init", "-q", "-b", "trunk")
    git(bare_folder, "add", "README.md")
    git(bare_folder, "commit", "-q", "-m", "Begin")
    git(bare_folder, "add", ".")
    git(bare_folder, "commit", "-q", "-m", "Add the rest")
    return bare_folder
