"""`make measure`: the figures say what is in the files."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "measure.py"
SOURCE = '''"""One file."""

# why it is so
def shown(text: str, /, *, loud: bool) -> str:
    """Say it."""
    return text


class Bare:
    def plain(self, text):  # noqa: D102
        return text
'''


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("measure", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["measure"] = module
    spec.loader.exec_module(module)
    return module


def figures(measure: ModuleType, tmp_path: Path, *tests: str) -> dict[str, str]:
    (tmp_path / "src").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "src" / "one.py").write_text(SOURCE, encoding="utf-8")
    for name in tests:
        (tmp_path / "tests" / name).write_text('"""A test."""\n', encoding="utf-8")
    found = measure.figures(measure.read(tmp_path / "src"), measure.read(tmp_path / "tests"))
    return {name: value for name, value, _ in found}


def test_figures_of_one_file(measure: ModuleType, tmp_path: Path) -> None:
    found = figures(measure, tmp_path, "test_one.py")
    assert found["lines"] == "11"
    assert found["lines per function, most"] == "3"
    assert found["functions with every type"] == "50 %"
    assert found["public without a docstring"] == "67 %"
    assert found["comments per 100 lines of code"] == f"{100 / 7:.1f}"
    assert found["suppressions per 1000 lines"] == f"{1000 / 11:.1f}"
    assert found["source files with a test of their name"] == "100 %"


def test_file_without_a_test_of_its_name_counts(measure: ModuleType, tmp_path: Path) -> None:
    assert figures(measure, tmp_path, "test_two.py")["source files with a test of their name"] == "0 %"


def test_every_figure_of_this_repository_is_printed() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 14


def test_makefile_has_at_most_twelve_targets_and_says_what_each_does() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    shown = {line.split()[0] for line in done.stdout.splitlines()}
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (listed,) = [line for line in text.splitlines() if line.startswith(".PHONY: ")]
    assert shown == set(listed.split()[1:])
    assert {"up", "test", "bench", "docs", "lint", "measure"} <= shown
    assert len(shown) <= 12
