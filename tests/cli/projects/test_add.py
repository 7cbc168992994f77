"""stabbur add."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.projects.small import small
from tests.servers.index import Index


def test_added_package_is_told_as_a_table_and_as_json(run: Run, packages: Index) -> None:
    small(Path.cwd())
    done = run("add", "stabbur-test-leaf")
    assert (done.code, done.out.splitlines()[-1].split()) == (0, ["stabbur-test-leaf", "1.0"])
    assert "environment of Python" in done.err
    assert run("add", "stabbur-test-leaf", "--json").rows == []
    packages.add("stabbur-test-leaf", "2.0")
    assert run("add", "stabbur-test-leaf>=2", "--json").rows == [
        {"name": "stabbur-test-leaf", "before": "1.0", "after": "2.0"}
    ]


def test_what_looks_like_another_says_how_to_go_on(run: Run, packages: Index) -> None:
    small(Path.cwd())
    done = run("add", "pandsa")
    assert (done.code, done.out) == (2, "")
    assert "'pandsa' looks like 'pandas', which is another package [package-alike]" in done.err
    assert "stabbur add pandsa --accept name" in done.err
    packages.add("pandsa", "1.0")
    assert run("add", "pandsa", "--accept", "name").code == 0


def test_outside_a_project_is_an_error(run: Run) -> None:
    done = run("add", "pandas")
    assert done.code == 3
    assert "[project-missing]" in done.err
    assert run("add").code == 2


def test_rules_of_the_installation_are_in_no_project(run: Run) -> None:
    small(Path.cwd())
    Path("stabbur.toml").write_text(
        '[packages]\nindex = "https://elsewhere.example.no/simple"\n', encoding="utf-8"
    )
    done = run("add", "pandas")
    assert done.code == 2
    assert "'packages.index' in" in done.err
    assert "can't be set by a project [settings-not-in-project]" in done.err
    assert "STABBUR_HOME" in done.err
