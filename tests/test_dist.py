"""The wheel is enough: installed alone into an empty environment it does the tutorial, pages included."""

import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.docs import fences
from tests.docs.test_examples import free_port

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src" / "stabbur" / "hub" / "static"
UV = Path(sys.executable).with_name("uv")


def run(*command: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `make dist` builds."""
    assert (STATIC / "stabbur.css").is_file(), "run: python front/build.py"
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty environment's programs, with the wheel and what it needs and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    locked = ["--constraint", ROOT / "requirements.lock", "--no-verify-hashes"]
    python = folder / "venv" / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--python", python, *locked, f"{wheel}[hub]", cwd=folder)
    return python.parent


def test_wheel_holds_page_assets_and_templates(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "stabbur/hub/static/stabbur.css" in names
    assert any(name.startswith("stabbur/hub/templates/") for name in names)
    assert any(name.endswith("nb.po") for name in names)
    assert {"stabbur/hub/handbook/handbook/05-git.md", "stabbur/hub/handbook/how-to/read.md"} <= set(names)
    assert not [name for name in names if "node_modules" in name or name.startswith("tests")]


def test_tutorial_works_without_repository_or_node(installed: Path, tmp_path: Path) -> None:
    """The python of the tutorial's page runs as one script; then a server of the wheel shows what it made."""
    project = tmp_path / "demo"
    shutil.copytree(ROOT / "demo", project, ignore=shutil.ignore_patterns("build", "__pycache__"))
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    script = "\n".join(one.body for one in fences.examples(page) if one.language == "python")
    (project / "tutorial.py").write_text(script, encoding="utf-8")
    port = str(free_port())
    alone = {
        "STABBUR_HOME": str(tmp_path / "home"),
        "STABBUR_HUB__PORT": port,
        "PATH": f"{installed}:/usr/bin:/bin",
        "PYTHONPATH": "",
    }
    where = run(installed / "python", "-c", "import stabbur; print(stabbur.__file__)", cwd=project, **alone)
    assert str(ROOT) not in where
    assert run(installed / "python", "tutorial.py", cwd=project, **alone).startswith("5391369")
    run(installed / "stabbur", "up", "--detach", cwd=project, **alone)
    try:
        address = f"http://localhost:{port}/p/demo/municipalities"
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert "Population of the municipalities" in answer.read().decode()
    finally:
        run(installed / "stabbur", "down", cwd=project, **alone)
