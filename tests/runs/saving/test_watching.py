"""The watcher: whatever program saves, each new content is kept once, and what is no notebook is told once."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stabbur.errors import NotFound
from stabbur.projects.project import Project
from stabbur.runs.saving import keeping, watching
from tests.runs.saving.test_keeping import project, save

__all__ = ["project"]


def test_each_save_is_kept_and_told_once(project: Project, tmp_path: Path) -> None:
    told: list[str] = []
    (project.root / ".venv").mkdir()
    (project.root / ".venv" / "theirs.ipynb").write_text("{}")
    save(project, "x = 1")
    seen = watching.look(project, {}, told.append)
    assert told == ["'notebooks/a.ipynb' kept as version 1"]
    assert watching.look(project, seen, told.append) == seen
    (project.root / "notebooks" / "half.ipynb").write_text('{"cells": [')
    for _ in range(3):
        seen = watching.look(project, seen, told.append)
    assert len(told) == 2
    assert "'notebooks/half.ipynb' was not kept" in told[1]
    save(project, "x = 2", "half.ipynb")
    watching.look(project, seen, told.append)
    assert told[2:] == ["'notebooks/half.ipynb' kept as version 1"]


def test_it_ends_when_told_to_and_says_what_never_means(project: Project) -> None:
    (project.root / "stabbur.toml").write_text('[artefacts]\nbuild = "never"\n')
    stop, told = threading.Event(), list[str]()
    stop.set()
    watching.watch(project.root, report=told.append, stop=stop)
    assert "nothing is kept" in told[0]


def test_folder_outside_of_a_project_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="lies in no project"):
        watching.watch(tmp_path, report=print)


def test_command_keeps_until_it_is_interrupted(project: Project, tmp_path: Path) -> None:
    save(project, "x = 1")
    (project.root / "z\x1b]0;steered\x07.ipynb").write_text("{}")
    words = [sys.executable, "-m", "stabbur.cli.main", "watch", str(project.root)]
    run = "from stabbur.cli.main import main; main()"
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen([words[0], "-c", run, *words[3:]], stderr=said, env=dict(os.environ))
    try:
        until = time.monotonic() + 60
        while (tmp_path / "said").read_text().count("\n") < 3 and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
    assert code == 0
    assert (tmp_path / "said").read_text().splitlines() == [
        "watching; stop with Ctrl-C",
        "'z\\x1b]0;steered\\x07.ipynb' was not kept: 'z\\x1b]0;steered\\x07.ipynb' is kept in no version: "
        "its path is too long, or no text",
        "'notebooks/a.ipynb' kept as version 1",
    ]
    assert len(keeping.versions(project, "notebooks/a.ipynb")) == 1
