"""A release that nobody has had the time to look at is not taken unasked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.dependencies import Change, add, age, upgrade
from stabbur.projects.dependencies.changes import Release
from stabbur.projects.project import Project
from stabbur.settings import Settings
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle
from tests.servers.index import Index


def ago(days: float) -> str:
    """A time as an index tells it."""
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_release_is_young_until_its_days_are_over() -> None:
    def release(days: float) -> Release:
        return Release("x", "1", True, datetime.now(UTC) - timedelta(days=days))

    given = [release(0), release(2.9), release(3.1), Release("y", "1", True, None)]
    assert age.young(given, Settings()) == given[:2]
    assert age.young(given, Settings.model_validate({"packages": {"youngest_days": 0}})) == []
    assert [age.told(one) for one in [*given, release(1.5)]] == [
        "0 days",
        "2 days",
        "3 days",
        "0 days",
        "1 day",
    ]


def test_young_release_that_is_named_is_refused_with_the_older_one(project: Project, index: Index) -> None:
    index.add("stabbur-test-tree", "3.0", uploaded=ago(1.5))
    before = (project.root / "pyproject.toml").read_bytes()
    with pytest.raises(BadInput, match=r"'stabbur-test-tree' 3.0 is 1 day old") as error:
        add(project, ["stabbur-test-tree"])
    assert error.value.code == "package-young"
    assert error.value.hint == (
        "stabbur add 'stabbur-test-tree<3.0', or take it all the same with --accept age"
    )
    assert (project.root / "pyproject.toml").read_bytes() == before
    assert not (project.root / "uv.lock").exists()
    add(project, ["stabbur-test-tree<3.0"])
    assert versions(project)["stabbur-test-tree"] == "2.0"


def test_young_release_is_taken_by_whoever_says_so(project: Project, index: Index, home: Path) -> None:
    index.add("stabbur-test-tree", "3.0", uploaded=ago(1))
    add(project, ["stabbur-test-tree"], accept=["age"])
    assert versions(project)["stabbur-test-tree"] == "3.0"
    index.add("stabbur-test-leaf", "2.0", uploaded=ago(1.1))
    settle(home, index, 'advisories = "off"\nyoungest_days = 1\n')
    assert add(project, ["stabbur-test-leaf"]) == [Change("stabbur-test-leaf", "", "2.0")]


def test_what_is_only_drawn_in_is_taken_in_an_older_release(project: Project, index: Index) -> None:
    index.add("stabbur-test-leaf", "1.5", uploaded=ago(30))
    index.add("stabbur-test-leaf", "2.0", uploaded=ago(2))
    said: list[str] = []
    add(project, ["stabbur-test-tree"], report=said.append)
    assert versions(project)["stabbur-test-leaf"] == "1.5"
    assert said[1].startswith("stabbur-test-leaf 2.0 is 2 days old")
    lock = (project.root / "uv.lock").read_text(encoding="utf-8")
    assert "exclude-newer" not in lock
    assert upgrade(project) == []
    assert versions(project)["stabbur-test-leaf"] == "1.5"


def test_young_release_that_nothing_older_can_stand_in_for_is_refused(project: Project, index: Index) -> None:
    index.add("stabbur-test-leaf", "2.0", uploaded=ago(2))
    index.add("stabbur-test-bush", "1.0", "stabbur-test-leaf>=2")
    with pytest.raises(BadInput, match="stabbur-test-leaf: no release that fits is 3 days old") as error:
        add(project, ["stabbur-test-bush"])
    assert error.value.code == "package-young"
    assert "--accept age" in error.value.hint


def test_upgrade_passes_young_releases_over_and_leaves_the_others_where_they_are(
    full: Project, index: Index
) -> None:
    index.add("stabbur-test-tree", "3.0", "stabbur-test-leaf", uploaded=ago(10))
    index.add("stabbur-test-tree", "4.0", "stabbur-test-leaf", uploaded=ago(1))
    index.add("stabbur-test-leaf", "1.1", uploaded=ago(10))
    assert upgrade(full, ["stabbur-test-tree"]) == [Change("stabbur-test-tree", "2.0", "3.0")]
    assert upgrade(full, accept=["age"]) == [
        Change("stabbur-test-leaf", "1.0", "1.1"),
        Change("stabbur-test-tree", "3.0", "4.0"),
    ]


def test_old_release_with_a_file_of_yesterday_is_young(project: Project, index: Index) -> None:
    index.add("stabbur-test-twig", "1.0")
    (old,) = index.packages["stabbur-test-twig"]
    later = type(old)("stabbur_test_twig-1.0-py2.py3-none-any.whl", old.content, ago(1))
    index.packages["stabbur-test-twig"].append(later)
    with pytest.raises(BadInput, match=r"'stabbur-test-twig' 1.0 is 1 day old"):
        add(project, ["stabbur-test-twig"])
