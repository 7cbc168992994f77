"""stabbur remove."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.projects.small import small
from tests.servers.index import Index


def test_removed_package_is_told(run: Run, packages: Index) -> None:
    small(Path.cwd())
    assert run("add", "stabbur-test-leaf").code == 0
    assert run("remove", "stabbur-test-leaf", "--json").rows == [
        {"name": "stabbur-test-leaf", "before": "1.0", "after": ""}
    ]
    done = run("remove", "stabbur-test-leaf")
    assert done.code == 3
    assert "[package-not-asked]" in done.err


def test_outside_a_project_is_an_error(run: Run) -> None:
    assert run("remove", "pandas").code == 3
