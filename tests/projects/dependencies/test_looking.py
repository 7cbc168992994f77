"""What is resolved is looked at before anything of it is installed."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.projects.dependencies import looking
from stabbur.projects.dependencies.changes import releases
from stabbur.projects.project import Project
from tests.projects.dependencies.test_age import ago
from tests.projects.small import small
from tests.servers.index import Index


def asking(tmp_path: Path, *needs: str) -> Project:
    return small(tmp_path / "asking", *needs, name="asking")


def test_only_what_is_new_is_returned_and_nothing_is_installed(index: Index, tmp_path: Path) -> None:
    project = asking(tmp_path, "stabbur-test-tree")
    fresh = looking.resolved(project, settings.load(), [])
    assert [(one.name, one.version) for one in fresh] == [
        ("stabbur-test-leaf", "1.0"),
        ("stabbur-test-tree", "2.0"),
    ]
    locked = releases((project.root / "uv.lock").read_text(encoding="utf-8"))
    assert looking.resolved(project, settings.load(), locked) == []
    assert not project.environment.exists()


def test_older_release_that_draws_in_a_young_one_is_looked_at_as_well(index: Index, tmp_path: Path) -> None:
    index.add("stabbur-test-tree", "3.0", uploaded=ago(1))
    index.add("stabbur-test-leaf", "2.0", uploaded=ago(1))
    index.add("stabbur-test-root", "1.0", "stabbur-test-tree")
    said: list[str] = []
    fresh = looking.resolved(asking(tmp_path, "stabbur-test-root"), settings.load(), [], report=said.append)
    assert {one.name: one.version for one in fresh} == {
        "stabbur-test-leaf": "1.0",
        "stabbur-test-root": "1.0",
        "stabbur-test-tree": "2.0",
    }
    assert [line.split()[0] for line in said] == ["stabbur-test-tree", "stabbur-test-leaf"]


def test_young_release_that_is_drawn_in_at_the_very_last_is_refused(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add("stabbur-test-tree", "3.0", uploaded=ago(1))
    monkeypatch.setattr(looking, "ROUNDS", 1)
    with pytest.raises(BadInput, match="stabbur-test-tree") as error:
        looking.resolved(asking(tmp_path, "stabbur-test-tree"), settings.load(), [])
    assert error.value.code == "package-young"


def test_what_does_not_fit_at_all_is_no_matter_of_age(index: Index, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        looking.resolved(asking(tmp_path, "stabbur-test-tree>=9"), settings.load(), [])
    assert error.value.code == "packages-unresolved"


def test_index_that_does_not_tell_the_age_is_a_warning(index: Index, tmp_path: Path) -> None:
    index.plain = True
    said: list[str] = []
    project = asking(tmp_path, "stabbur-test-leaf")
    looking.resolved(project, settings.load(), [], report=said.append)
    assert said == ["warning: the index does not tell how old these are: stabbur-test-leaf"]
    said.clear()
    looking.resolved(project, settings.load(), [], accept=["age"], report=said.append)
    assert not said
    assert "sha256:" in (project.root / "uv.lock").read_text(encoding="utf-8")
