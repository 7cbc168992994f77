"""Every example in a docstring runs, and every public function of `sb` has one."""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import stabbur as sb

SRC = Path(__file__).parents[2] / "src"
MODULES = sorted(
    ".".join(path.relative_to(SRC).with_suffix("").parts)
    for path in (SRC / "stabbur").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
FUNCTIONS = [name for name in sb.PUBLIC if not name[0].isupper()] + ["Datapackage"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings_run(
    name: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_function_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(sb, name)) or ""), f"sb.{name} has no example"
