"""A build of a commit, from the queue to its row: under the shim, with nothing of it left outside of its folder."""

import html
import json
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.buckets.opening import open_bucket
from stabbur.projects.project import Project
from stabbur.runs.artefacts import versions
from stabbur.runs.launchers.folder import of as folder_of
from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import Run
from stabbur.runs.saving.building import build_of
from stabbur.runs.worker.chores import Chores
from stabbur.runs.worker.working import Worker
from stabbur.state.engine import engine, writing
from tests.projects import handmade
from tests.runs.artefacts import written
from tests.runs.artefacts.written import cell, notebook

TELLING = """
import os
told = {name: os.environ.get(f"STABBUR_{name}") for name in ("SECRET_DVH_PASSWORD", "SECRET_OTHER", "TEST_PLACE")}
print(told, len(told["SECRET_DVH_PASSWORD"]))
"""


def built(project: Project, commit: str) -> Run:
    """Queue the build of a commit, let a worker carry it out, and return its row."""
    known = settings.load()
    made = engine(known)
    with writing(made) as connection:
        number = add(connection, build_of(project, "push", "kari", commit=commit))
    assert number
    Worker(made, known, chores=Chores()).work(until_idle=True)
    return reading.one(made, number)


def test_commit_is_built_and_not_what_lies_in_the_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_OTHER", "hush")
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "not-a-secret-0815")
    project = written.project(
        tmp_path, told='stories = ["notebooks/tell.ipynb"]\n[needs]\nsecrets = ["dvh/password"]'
    )
    (project.root / "notebooks" / "tell.ipynb").write_text(notebook(cell(TELLING)))
    handmade.committed(project.root, "Begin", init=True)
    commit = handmade.asked(project.root, "rev-parse", "HEAD").strip()
    (project.root / "notebooks" / "sum.ipynb").write_text("{not committed")
    run = built(project, commit)
    log = folder_of(run) / "log"
    assert run.state == "succeeded", (run.reason, log.read_text())
    place = folder_of(run) / "artefacts"
    told = json.loads((place / "artefacts.json").read_text())
    assert told["commit"] == commit
    assert "result" in (place / "scripts" / "notebooks" / "sum.py").read_text()
    story = (place / "stories" / "notebooks" / "tell.html").read_text()
    story = html.unescape(story)
    assert "'SECRET_OTHER': None" in story
    assert " 17\n" in story  # it has the one that it names, and the page does not show it
    assert f"{folder_of(run)}/test" in story  # what it publishes goes there
    assert "not-a-secret-0815" not in story + log.read_text()
    assert "executable 'notebooks/sum.ipynb' is version 1" in log.read_text()
    assert not (folder_of(run) / "work").exists()
    assert handmade.asked(project.root, "status", "--porcelain").split() == ["M", "notebooks/sum.ipynb"]


def test_build_fails_with_its_tests_and_for_a_commit_that_is_gone(home: Path, tmp_path: Path) -> None:
    project = written.project(tmp_path, dev=("pytest",))
    (project.root / "tests" / "test_double.py").write_text("def test_double():\n    assert 1 == 2\n")
    handmade.committed(project.root, "Begin", init=True)
    run = built(project, "HEAD")
    assert run.state == "failed"
    assert run.reason
    assert run.reason.startswith("tests of 'folketall' failed")
    gone = built(project, "c0" * 20)
    assert gone.state == "failed"
    assert "no commit" in str(gone.reason)


def test_executables_of_builds_are_versions_in_the_real_bucket_and_one_lock_is_installed_once(
    home: Path, tmp_path: Path
) -> None:
    project = written.project(tmp_path, told='notebooks = ["notebooks/sum.ipynb"]')
    handmade.committed(project.root, "Begin", init=True)
    first = built(project, handmade.asked(project.root, "rev-parse", "HEAD").strip())
    (project.root / "notebooks" / "sum.ipynb").write_text(notebook(cell("print('other')")))
    (project.root / "src" / "folketall" / "__init__.py").write_text("def double(n):\n    return n + n\n")
    handmade.committed(project.root, "Change")
    second = built(project, handmade.asked(project.root, "rev-parse", "HEAD").strip())
    logs = [(folder_of(one) / "log").read_text() for one in (first, second)]
    assert [one.state for one in (first, second)] == ["succeeded"] * 2, logs
    assert "'notebooks/sum.ipynb' is version 1" in logs[0]
    assert "'notebooks/sum.ipynb' is version 2" in logs[1]
    known = settings.load()
    kept = open_bucket(known.publish.bucket, known)
    place = versions.prefix(settings.load(project.root), project.name, "notebooks/sum.ipynb")
    assert [one["commit"] for one in versions.versions(kept, place)] == [first.commit, second.commit]
    assert [len(list((home / "shared" / "environments").iterdir()))] == [1]
    assert "installed as the lock says" in logs[0]
    assert "installed as the lock says" not in logs[1]
    assert not (project.root / ".venv").exists()
