"""What git holds of a lock names no index, and the file itself may."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.projects.git import hooks, lock
from tests.projects.git.repositories import asked, person, project

LOCK = """version = 1

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://nexus.example.no/repository/simple" }
wheels = [
    { url = "https://nexus.example.no/six-1.17.0-py2.py3-none-any.whl", hash = "sha256:00", size = 11050 },
]
"""


def test_lock_of_plain_uv_is_stored_without_its_index(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path)
    found = project(tmp_path / "folketall")
    asked(found.root, "init", "-q", "-b", "main")
    hooks.install(found)
    (found.root / "uv.lock").write_text(LOCK, encoding="utf-8")
    asked(found.root, "add", "uv.lock")
    stored = asked(found.root, "cat-file", "blob", ":uv.lock")
    assert "nexus" not in stored
    assert 'hash = "sha256:00"' in stored
    assert "nexus" in (found.root / "uv.lock").read_text(encoding="utf-8")
    assert asked(found.root, "diff") == ""


def test_lock_is_stored_without_its_index_where_the_environment_is_gone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path)
    found = project(tmp_path / "folketall")
    asked(found.root, "init", "-q", "-b", "main")
    hooks.install(found)
    shutil.rmtree(found.environment)
    (found.root / "uv.lock").write_text(LOCK, encoding="utf-8")
    asked(found.root, "add", "uv.lock")
    assert "nexus" not in asked(found.root, "cat-file", "blob", ":uv.lock")


def test_filter_needs_nothing_but_python() -> None:
    words = [sys.executable, "-I", "-S", lock.__file__]
    done = subprocess.run(words, input=LOCK.encode(), capture_output=True, check=True)
    assert done.stdout == lock.stored(LOCK.encode())
    assert b"nexus" not in done.stdout


def test_what_is_no_text_comes_back_as_it_is() -> None:
    assert lock.stored(b"\xff\xfe") == b"\xff\xfe"
