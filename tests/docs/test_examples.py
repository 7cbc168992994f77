"""Every `python` and `console` fence of README and docs runs, page by page, in a copy of the demo."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs import fences

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNNABLE = [page for page in PAGES if any(fences.examples(page.read_text(encoding="utf-8")))]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the demo and a STABBUR_HOME into which it was published."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(ROOT / "demo", folder / "demo", ignore=shutil.ignore_patterns("build", "__pycache__"))
    (folder / "home").mkdir()
    command = [sys.executable, str(folder / "demo" / "publish.py")]
    environment = {"STABBUR_HOME": str(folder / "home"), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, check=True, env=environment, timeout=120)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(published, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work" / "demo")
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path / "work" / "home"))
    monkeypatch.setenv("STABBUR_HUB__PORT", str(free_port()))
    names: dict[str, object] = {"__name__": "example"}
    try:
        for example in fences.examples(page.read_text(encoding="utf-8")):
            run = fences.run_console if example.language == "console" else None
            wrong = run(example) if run else fences.run_python(example, names, str(page))
            assert not wrong, f"{page.relative_to(ROOT)}:{example.line}: {wrong}"
    finally:
        fences.run_console(fences.Example("console", "$ stabbur down\n", 0, None))


def test_no_example_is_hidden_from_the_tests() -> None:
    known = {"python", "console", "text", "toml", "sh", "json", "yaml", "r", "sql"}
    for page in PAGES:
        for match in fences.FENCE.finditer(page.read_text(encoding="utf-8")):
            assert match["language"] in known, f"{page}: a fence in {match['language']}"
