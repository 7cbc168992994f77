"""stabbur kernels: name, language, project, and whether it can start."""

import shutil
from pathlib import Path

from stabbur.projects.kernels import specs
from tests.cli.conftest import Run
from tests.projects import handmade


def test_kernels_are_listed_with_their_projects(run: Run) -> None:
    assert "stabbur build makes one" in run("kernels").err
    made = handmade.written(Path.cwd(), "folketall", git=False)
    handmade.environment(made)
    specs.install(made)
    row = {"name": "folketall", "language": "python", "project": str(made.root), "state": "alive", "why": ""}
    assert run("kernels", "--json").rows == [row]
    shutil.rmtree(made.environment)
    (stale,) = run("kernels", "--json").rows
    assert stale["state"] == "stale"
    assert "is gone" in stale["why"]
    assert "stale" in run("kernels").out
