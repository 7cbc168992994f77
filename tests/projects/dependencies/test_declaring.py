"""pyproject.toml is changed in place: what was there and was not meant stays as it was."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.projects.dependencies import declaring
from stabbur.projects.dependencies.wanted import Wanted

TEXT = """\
# ours
[project]
name = "x"
dependencies = [
    "pandas>=3",  # for the tables
    "Ruamel_YAML",
]

[project.optional-dependencies]
maps = ["geopandas"]

[dependency-groups]
dev = ["pytest", { include-group = "docs" }]
docs = ["furo"]

[tool.uv.sources]
Ruamel_YAML = { path = "vendor/x.whl" }

[tool.ruff]
line-length = 110
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "pyproject.toml"
    made.write_text(TEXT, encoding="utf-8")
    return made


def test_every_need_is_found_wherever_it_stands(file: Path) -> None:
    assert declaring.declared(file) == {
        "pandas": "pandas>=3",
        "ruamel-yaml": "Ruamel_YAML",
        "geopandas": "geopandas",
        "pytest": "pytest",
        "furo": "furo",
    }
    assert declaring.sources(file) == {"ruamel-yaml": {"path": "vendor/x.whl"}}


def test_need_is_replaced_where_it_stands(file: Path) -> None:
    declaring.declare(file, [Wanted("pandas", "pandas<4")])
    assert file.read_text(encoding="utf-8") == TEXT.replace("pandas>=3", "pandas<4")


def test_what_is_added_can_be_dropped_without_a_trace(file: Path) -> None:
    source: dict[str, str | bool] = {"git": "https://git.example.no/a", "rev": "v1"}
    declaring.declare(file, [Wanted("a", "a", source), Wanted("b", "b>=1")])
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    assert found["project"]["dependencies"] == ["pandas>=3", "Ruamel_YAML", "a", "b>=1"]
    assert found["tool"]["uv"]["sources"]["a"] == source
    declaring.drop(file, ["a", "b"])
    assert tomllib.loads(file.read_text(encoding="utf-8")) == tomllib.loads(TEXT)
    assert "# for the tables" in file.read_text(encoding="utf-8")


def test_dropped_need_goes_from_every_list_with_its_source(file: Path) -> None:
    declaring.drop(file, ["ruamel-yaml", "furo"])
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    assert found["project"]["dependencies"] == ["pandas>=3"]
    assert found["dependency-groups"]["docs"] == []
    assert not found["tool"].get("uv", {}).get("sources")
    assert found["tool"]["ruff"] == {"line-length": 110}


def test_lists_that_are_not_there_yet_are_made(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\nname = "x"\n', encoding="utf-8")
    declaring.declare(file, [Wanted("a", "a")])
    declaring.declare(file, [Wanted("b", "b", {"path": "../b", "editable": True})], dev=True)
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {
        "project": {"name": "x", "dependencies": ["a"]},
        "dependency-groups": {"dev": ["b"]},
        "tool": {"uv": {"sources": {"b": {"path": "../b", "editable": True}}}},
    }


@given(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=1, max_size=5, unique=True))
def test_adding_and_dropping_gives_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    file = tmp_path_factory.mktemp("declared") / "pyproject.toml"
    file.write_text(TEXT, encoding="utf-8")
    own = set(declaring.declared(file))
    fresh = [name for name in names if name not in own]
    declaring.declare(file, [Wanted(name, f"{name}>=1") for name in fresh])
    assert set(declaring.declared(file)) == own | set(fresh)
    declaring.drop(file, fresh)
    assert tomllib.loads(file.read_text(encoding="utf-8")) == tomllib.loads(TEXT)
