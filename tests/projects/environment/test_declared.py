"""A pyproject.toml of a wrong shape is said with its key, by whatever reads it first."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.dependencies import add, remove, upgrade
from stabbur.projects.environment import declared, locking, syncing
from stabbur.projects.project import Project
from tests.projects.small import small

DOERS: list[Callable[[Project], object]] = [
    syncing.sync,
    locking.lock,
    lambda project: add(project, ["stabbur-test-leaf"]),
    lambda project: remove(project, ["stabbur-test-leaf"]),
    upgrade,
]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("project = 3\n", "project"),
        ('[project]\ndependencies = "x"\n', "project.dependencies"),
        ("[project]\nrequires-python = 3\n", "project.requires-python"),
        ("[project]\noptional-dependencies = [1]\n", "project.optional-dependencies"),
        ('[project.optional-dependencies]\na = "b"\n', "project.optional-dependencies.a"),
        ('dependency-groups = "x"\n', "dependency-groups"),
        ('[dependency-groups]\ndev = "x"\n', "dependency-groups.dev"),
        ("tool = 1\n", "tool"),
        ("[tool]\nuv = 3\n", "tool.uv"),
        ("[tool.uv]\nsources = 3\n", "tool.uv.sources"),
        ("[tool.uv.sources]\nx = 3\n", "tool.uv.sources.x"),
        ("[tool.uv.sources]\nx = [3]\n", "tool.uv.sources.x"),
        ("[tool.uv.sources]\nx = { path = 3 }\n", "tool.uv.sources.x.path"),
    ],
)
def test_wrong_shape_is_said_with_its_key(home: Path, tmp_path: Path, text: str, key: str) -> None:
    project = small(tmp_path / "small")
    (project.root / "pyproject.toml").write_text(text, encoding="utf-8")
    for does in DOERS:
        with pytest.raises(BadInput) as error:
            does(project)
        assert str(error.value).startswith(f"'{key}' in '{project.root / 'pyproject.toml'}' must be ")
        assert error.value.code == "project-bad"
        assert error.value.hint
    assert (project.root / "pyproject.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("content", [b"[project\n", b"\xff\xfe", b"x = 1\nx = 2\n"])
def test_what_is_not_toml_is_said(home: Path, tmp_path: Path, content: bytes) -> None:
    project = small(tmp_path / "small")
    (project.root / "pyproject.toml").write_bytes(content)
    for does in DOERS:
        with pytest.raises(BadInput, match="is not TOML"):
            does(project)


def test_sources_are_told_one_by_one(tmp_path: Path, home: Path) -> None:
    more = '[tool.uv.sources]\na = { path = "x" }\nb = [{ git = "y" }, { path = "z" }]\n'
    told = declared.read(small(tmp_path / "small", more=more))
    assert list(declared.sources(told)) == [
        ("a", {"path": "x"}),
        ("b", {"git": "y"}),
        ("b", {"path": "z"}),
    ]
    assert list(declared.sources({})) == []
