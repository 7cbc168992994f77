"""What a clone draws in, or lies in, does not say where packages come from either: the other index is never asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.environment import foreign, locking
from stabbur.projects.project import Project
from tests.projects.small import settle, small
from tests.servers.index import Index, serve

NEEDED = "stabbur-test-leaf"


@pytest.fixture
def evil(home: Path, index: Index) -> Iterator[Index]:
    """An index of somebody else that has a newer release of what is needed."""
    settle(home, index)
    with serve() as running:
        running.add(NEEDED, "9.0")
        yield running


def redirected(evil: Index, need: str = NEEDED) -> str:
    return (
        f'\n[[tool.uv.index]]\nname = "evil"\nurl = "{evil.url}"\nexplicit = true\n'
        f'\n[tool.uv.sources]\n{need} = {{ index = "evil" }}\n'
    )


def refused(project: Project, evil: Index, file: Path, why: str = "where packages come from") -> None:
    with pytest.raises(BadInput, match=why) as error:
        locking.lock(project)
    assert error.value.code == "project-index"
    assert str(file) in str(error.value)
    assert not evil.asked
    assert not list(project.root.parent.rglob("uv.lock"))


@pytest.mark.parametrize("member", ["clone", "./clone", "*", "../top/clone/", "c[l]one", "{clone,x}"])
def test_A28_workspace_above_a_project_does_not_say_where_packages_come_from(
    tmp_path: Path, evil: Index, member: str
) -> None:
    top = tmp_path / "top"
    project = small(top / "clone", NEEDED)
    outer = f'[tool.uv.workspace]\nmembers = ["{member}"]\n' + redirected(evil)
    (top / "pyproject.toml").write_text(outer, encoding="utf-8")
    refused(project, evil, top / "pyproject.toml", "is a member of the workspace")


@pytest.mark.parametrize("far", [False, True])
def test_A28_path_that_a_project_draws_in_does_not_say_where_packages_come_from(
    tmp_path: Path, evil: Index, far: bool
) -> None:
    dep = small(tmp_path / "clone" / "dep", NEEDED, name="dep", more=redirected(evil))
    source = '\n[tool.uv.sources]\n{0} = {{ path = "{1}" }}\n'
    if far:
        small(tmp_path / "clone" / "near", "dep", name="near", more=source.format("dep", "../dep"))
    named = "near" if far else "dep"
    project = small(tmp_path / "clone" / "own", named, more=source.format(named, f"../{named}"))
    refused(project, evil, dep.root / "pyproject.toml")


def test_A28_member_of_a_projects_own_workspace_does_not_say_it(tmp_path: Path, evil: Index) -> None:
    more = '\n[tool.uv.workspace]\nmembers = ["parts/*"]\n\n[tool.uv.sources]\ndep = { workspace = true }\n'
    project = small(tmp_path / "own", "dep", more=more)
    dep = small(project.root / "parts" / "dep", NEEDED, name="dep", more=redirected(evil))
    refused(project, evil, dep.root / "pyproject.toml")


def test_A28_workspace_of_what_is_drawn_in_does_not_say_it(tmp_path: Path, evil: Index) -> None:
    small(tmp_path / "ws" / "dep", NEEDED, name="dep")
    outer = tmp_path / "ws" / "pyproject.toml"
    outer.write_text('[tool.uv.workspace]\nmembers = ["dep"]\n' + redirected(evil), encoding="utf-8")
    project = small(tmp_path / "own", "dep", more='\n[tool.uv.sources]\ndep = { path = "../ws/dep" }\n')
    refused(project, evil, outer)


def test_project_beside_or_left_out_of_a_workspace_is_its_own(tmp_path: Path, evil: Index) -> None:
    outer = tmp_path / "pyproject.toml"
    outer.write_text('[tool.uv.workspace]\nmembers = ["packages/*"]\n', encoding="utf-8")
    project = small(tmp_path / "clone", NEEDED)
    foreign.refuse(project)
    outer.write_text('[tool.uv.workspace]\nmembers = ["*"]\nexclude = ["clone"]\n', encoding="utf-8")
    foreign.refuse(project)
    assert locking.lock(project)
    assert (project.root / "uv.lock").is_file()
    assert not (tmp_path / "uv.lock").exists()


def test_two_projects_that_draw_each_other_in_are_looked_at_once(tmp_path: Path, home: Path) -> None:
    more = '\n[tool.uv.sources]\n{0} = {{ path = "../{0}" }}\n'
    project = small(tmp_path / "a", name="a", more=more.format("b"))
    small(tmp_path / "b", name="b", more=more.format("a"))
    foreign.refuse(project)
