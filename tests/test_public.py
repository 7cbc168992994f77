"""The public face: light to import, and the same for Python and for the type checker."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import stabbur

HEAVY = {"polars", "duckdb", "pyarrow", "pandas", "numpy", "pydantic", "sqlalchemy", "stabbur.hub"}
STUB = Path(stabbur.__file__).with_suffix(".pyi")
QUICK = 0.2  # seconds


def test_import_is_light_and_quick() -> None:
    code = (
        "import time; start = time.process_time(); import stabbur; spent = time.process_time() - start\n"
        "import json, sys; print(json.dumps([spent, sorted(sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    spent, modules = json.loads(done.stdout)
    assert not set(modules) & HEAVY
    assert spent < QUICK


def test_stub_has_the_names_of_the_face_and_no_others() -> None:
    imported = {
        str(alias.asname): str(node.module)
        for node in ast.parse(STUB.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(imported) == set(stabbur.PUBLIC)
    for name, module in imported.items():
        assert module.startswith(stabbur.PUBLIC[name]), name


@pytest.mark.parametrize("name", sorted(stabbur.PUBLIC))
def test_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(stabbur, name).__doc__
    assert name in dir(stabbur)


def test_wrong_name_lists_the_right_ones() -> None:
    with pytest.raises(AttributeError, match="stabbur has no 'raed_file': it has"):
        getattr(stabbur, "_".join(["raed", "file"]))
