"""What git holds of a lock names no index, and the file itself may."""

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


def test_what_is_no_text_comes_back_as_it_is() -> None:
    assert lock.stored(b"\xff\xfe") == b"\xff\xfe"
