"""uv is found where it is, and who has none is told which extra brings it."""

import os
import sys
from pathlib import Path

import pytest

from stabbur.errors import MissingExtra
from stabbur.projects.environment import uv
from stabbur.settings import Settings


def test_uv_lies_beside_this_python() -> None:
    assert uv.program() == Path(sys.executable).with_name("uv")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without uv."""
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def test_uv_on_the_path_will_do(nowhere: Path) -> None:
    (nowhere / "bin").mkdir()
    (nowhere / "bin" / "uv").write_text('#!/bin/sh\necho "$1 $UV_PYTHON_DOWNLOADS"\n', encoding="utf-8")
    (nowhere / "bin" / "uv").chmod(0o755)
    os.environ["PATH"] += ":/bin"
    assert uv.uv(nowhere, "lock", settings=Settings()) == "lock never\n"


def test_A26_uv_which_runs_what_builds_packages_gets_none_of_the_secrets(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "bin").mkdir()
    (nowhere / "bin" / "uv").write_text("#!/bin/sh\nenv\n", encoding="utf-8")
    (nowhere / "bin" / "uv").chmod(0o755)
    os.environ["PATH"] += ":/bin:/usr/bin"
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "hemmelig-dvh")
    said = uv.uv(nowhere, "lock", settings=Settings())
    assert "UV_PYTHON_DOWNLOADS" in said
    assert "hemmelig-dvh" not in said


def test_machine_without_uv_names_the_extra(nowhere: Path) -> None:
    with pytest.raises(MissingExtra, match="'uv'") as error:
        uv.program()
    assert error.value.hint == 'pip install "stabbur[projects]"'
