"""stabbur upgrade."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.projects.small import small
from tests.servers.index import Index


def test_upgraded_package_is_told(run: Run, packages: Index) -> None:
    small(Path.cwd())
    assert run("add", "stabbur-test-leaf").code == 0
    packages.add("stabbur-test-leaf", "2.0")
    assert run("upgrade", "--json").rows == [{"name": "stabbur-test-leaf", "before": "1.0", "after": "2.0"}]
    done = run("upgrade")
    assert (done.code, done.out) == (0, "")
    assert "everything is as new as it may be" in done.err


def test_package_that_is_not_there_is_said(run: Run, packages: Index) -> None:
    small(Path.cwd())
    done = run("upgrade", "stabbur-test-leaf")
    assert done.code == 3
    assert "stabbur add stabbur-test-leaf" in done.err


def test_outside_a_project_is_an_error(run: Run) -> None:
    assert run("upgrade").code == 3
