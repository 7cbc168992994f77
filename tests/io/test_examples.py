"""Every example in the docstrings of io runs as it stands."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "name", ["stabbur.frames.incoming", "stabbur.io.file", "stabbur.io.database", "stabbur.io.service"]
)
def test_examples_run(name: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(import_module(name))
    assert result.failed == 0
    assert result.attempted or name == "stabbur.io.service"
