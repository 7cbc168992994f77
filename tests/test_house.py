"""Rules for every tracked file: no registry is named, nothing is unfinished, line one says what it is."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOSTS = ["pypi." + "org", "python" + "hosted", "registry.npm" + "js", "deb." + "debian"]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def tracked() -> list[Path]:
    """Every text file of the repository; without git, every file of the source tree."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The text of a file; pictures and archives have none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked()
        for host in HOSTS
        if host in text_of(path).lower()
    ]
    assert not found, found


def test_nothing_is_marked_as_unfinished() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in SOURCES
        for word in UNFINISHED
        if word in path.read_text(encoding="utf-8")
    ]
    assert not found, found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_file_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
    assert text.count("\n") <= 500, f"{path} is {text.count(chr(10))} lines: is it one thing?"


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core", "misc"])
def test_no_file_is_named_for_nothing(word: str) -> None:
    assert not [path for path in SOURCES if word in path.relative_to(ROOT).parts or path.stem == word]
