"""Every example in the docstrings of disclosure runs as it stands, and every public name has one."""

import doctest
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import stabbur.disclosure as disclosure

MODULES = sorted(
    found.name for found in walk_packages(disclosure.__path__, f"{disclosure.__name__}.") if not found.ispkg
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", sorted(set(vars(disclosure)["PUBLIC"]) - {"rules"}))
def test_public_name_has_an_example(name: str) -> None:
    assert ">>> " in (getattr(disclosure, name).__doc__ or ""), f"disclosure.{name} shows no example"
