"""Versions of saved notebooks, on both databases: each content once, whole, and nothing of anybody else."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from stabbur.errors import BadInput, NoRoom, NotFound
from stabbur.projects.project import Project
from stabbur.runs.pipelines import declaring
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import Run
from stabbur.runs.saving import keeping
from stabbur.state.engine import reading as read_state
from stabbur.state.engine import writing
from stabbur.state.tables import run, saved
from tests.runs.artefacts.written import cell, notebook

OUT = {"output_type": "stream", "name": "stdout", "text": ["row 4711"]}


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    """A project that needs no environment: nothing of it runs."""
    root = tmp_path / "folketall"
    (root / "notebooks").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "folketall"\nversion = "1"\n')
    (root / "stabbur.toml").touch()
    return Project(root, "folketall")


def save(project: Project, code: str, name: str = "a.ipynb") -> Path:
    file = project.root / "notebooks" / name
    ran = cell(code)
    ran["outputs"] = [OUT]
    draft = file.with_name(f"{uuid4().hex}.draft")  # in one step, as Jupyter saves
    draft.write_text(notebook(cell("# Title", kind="markdown"), ran))
    draft.replace(file)
    return file


def builds(engine: Engine) -> Sequence[Run]:
    return reading.listed(engine, purpose="build")


def test_each_new_content_is_a_version_with_its_script_and_without_outputs(
    project: Project, engine: Engine
) -> None:
    first = keeping.keep(save(project, "x = 1"), engine=engine, actor="kari")
    assert first
    assert keeping.keep(save(project, "x = 1"), engine=engine) is None
    second = keeping.keep(save(project, "x = 2"), engine=engine)
    assert second
    assert (first.number, second.number) == (1, 2)
    assert "4711" not in (first.folder / "notebook.ipynb").read_text()
    assert (first.folder / "notebook.py").read_text().endswith("x = 1\n")
    assert (second.folder / "notebook.py").read_text().endswith("x = 2\n")
    found = keeping.versions(project, "notebooks/a.ipynb", engine=engine)
    assert [one.number for one in found] == [2, 1]
    with read_state(engine) as connection:
        assert connection.execute(select(saved.c.actor).where(saved.c.number == 1)).scalar() == "kari"
    assert first.folder.stat().st_mode & 0o077 == 0


def test_outputs_are_kept_where_that_is_chosen(project: Project, engine: Engine) -> None:
    (project.root / "stabbur.toml").write_text("[artefacts]\nkeep_outputs = true\n")
    kept = keeping.keep(save(project, "x = 1"), engine=engine)
    assert kept
    assert "4711" in (kept.folder / "notebook.ipynb").read_text()


def test_never_keeps_and_builds_nothing(project: Project, engine: Engine) -> None:
    (project.root / "stabbur.toml").write_text('[artefacts]\nbuild = "never"\n')
    assert keeping.keep(save(project, "x = 1"), engine=engine) is None
    assert not keeping.versions(project, "notebooks/a.ipynb", engine=engine)
    assert not builds(engine)


def test_build_waits_for_a_quiet_minute_and_is_one_however_often_is_saved(
    project: Project, engine: Engine
) -> None:
    keeping.keep(save(project, "x = 0"), engine=engine)
    assert not builds(engine)  # by default a push builds
    (project.root / "stabbur.toml").write_text('[artefacts]\nbuild = "save"\n')
    keeping.keep(save(project, "x = 1"), engine=engine)
    (first,) = builds(engine)
    assert (first.cause, first.commit, first.project) == ("save", None, str(project.root))
    assert 59 < (first.not_before - first.created).total_seconds() < 61
    keeping.keep(save(project, "x = 2"), engine=engine)
    keeping.keep(save(project, "y = 2", "b.ipynb"), engine=engine)
    (later,) = builds(engine)
    assert later.id == first.id
    assert later.not_before > first.not_before
    with writing(engine) as connection:
        connection.execute(run.update().values(state="running"))
    keeping.keep(save(project, "x = 3"), engine=engine)
    assert len(builds(engine)) == 2


def test_pipelines_of_the_saved_entry_start_on_what_was_saved(project: Project, engine: Engine) -> None:
    for name in ("a", "b"):
        save(project, "0", f"{name}.ipynb")
    (project.root / "stabbur.toml").write_text(
        '[pipelines.a]\nentry = "notebooks/a.ipynb"\non_save = true\n'
        '[pipelines.b]\nentry = "notebooks/b.ipynb"\non_save = true\n'
    )
    taken = declaring.take_up(project.root, engine=engine)
    assert len(taken.made) == 2, taken.refused
    keeping.keep(save(project, "x = 1"), engine=engine)
    (started,) = reading.listed(engine, purpose="run")
    assert (started.entry, started.cause, started.commit) == ("notebooks/a.ipynb", "save", None)


def test_saves_at_once_get_a_number_each(project: Project, engine: Engine) -> None:
    def one(number: int) -> None:
        keeping.keep(save(project, f"x = {number}", f"{number % 2}.ipynb"), engine=engine)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(8)))
    for name in ("0", "1"):
        found = keeping.versions(project, f"notebooks/{name}.ipynb", engine=engine)
        assert [version.number for version in found] == list(range(len(found), 0, -1))
        assert all((version.folder / "notebook.ipynb").is_file() for version in found)


def test_the_oldest_go_when_there_are_too_many(
    project: Project, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    kept = [keeping.keep(save(project, f"x = {number}"), engine=engine) for number in range(4)]
    assert [one.number for one in keeping.versions(project, "notebooks/a.ipynb", engine=engine)] == [4, 3]
    assert [bool(one and one.folder.exists()) for one in kept] == [False, False, True, True]


@pytest.mark.parametrize("odd", ["link", "half", "other", "gone", "pipe"])
def test_what_is_no_notebook_of_the_project_is_refused_and_leaves_nothing(
    project: Project, engine: Engine, tmp_path: Path, odd: str
) -> None:
    outside = tmp_path / "secret.ipynb"
    outside.write_text(notebook(cell("'of another person'")))
    file = project.root / "notebooks" / ("odd.txt" if odd == "other" else "odd.ipynb")
    if odd == "link":
        file.symlink_to(outside)
    elif odd == "pipe":
        os.mkfifo(file)
    elif odd != "gone":
        file.write_text('{"cells": [')
    with pytest.raises(NotFound if odd == "gone" else BadInput):
        keeping.keep(file, engine=engine)
    with read_state(engine) as connection:
        assert not connection.execute(select(saved)).all()


def test_full_disk_leaves_the_versions_before_it(
    project: Project, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeping.keep(save(project, "x = 1"), engine=engine)
    assert kept

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(NoRoom):
            keeping.keep(save(project, "x = 2"), engine=engine)
    assert [path.name for path in kept.folder.parent.iterdir()] == ["v1"]
    again = keeping.keep(save(project, "x = 2"), engine=engine)
    assert again
    assert again.number == 2


def test_folder_that_a_killed_process_left_without_its_row_is_written_over(
    project: Project, engine: Engine
) -> None:
    place = keeping.folder_of(project.root, "notebooks/a.ipynb") / "v1"
    place.mkdir(parents=True)
    (place / "notebook.ipynb").write_text("half")
    kept = keeping.keep(save(project, "x = 1"), engine=engine)
    assert kept
    assert json.loads((kept.folder / "notebook.ipynb").read_text())["cells"]


def test_what_was_saved_is_kept_though_the_next_save_came_before_it(project: Project, engine: Engine) -> None:
    file = save(project, "x = 1")
    held = file.read_bytes()
    save(project, "x = 2")
    kept = [keeping.keep(file, engine=engine, held=held), keeping.keep(file, engine=engine)]
    texts = [(one.folder / "notebook.py").read_text()[-6:] for one in kept if one]
    assert texts == ["x = 1\n", "x = 2\n"]
