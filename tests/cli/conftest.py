"""Run a command as the prompt does, in this process, and look at its output and its end."""

import json
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stabbur.cli.main import main
from tests.projects.small import settle
from tests.servers import index, web


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The one JSON array that `--json` promises; nothing else may stand on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, list)
        assert all(isinstance(row, dict) for row in found)
        return found


Run = Callable[..., Done]


@pytest.fixture
def run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Return `run("config", "show")`; the current folder is an empty project."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)

    def call(*arguments: str) -> Done:
        capfd.readouterr()
        monkeypatch.setattr("sys.argv", ["stabbur", *arguments])
        with warnings.catch_warnings(), pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def site() -> Iterator[web.Site]:
    """A web server that answers as a test says."""
    with web.serve() as served:
        yield served


@pytest.fixture
def packages(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[index.Index]:
    """An index of packages that the person's settings name."""
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with index.serve() as running:
        running.add("stabbur-test-leaf", "1.0")
        settle(home, running, 'advisories = "off"\n')
        yield running
