"""Git with a project's hooks, filters and drivers, asked as a person asks it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest

from stabbur.errors import BadInput, Conflict
from stabbur.projects.git import hooks
from stabbur.projects.notebooks import saved
from stabbur.projects.project import Project
from tests.projects.git.repositories import asked, borrow, person, project

FORMAT: Any = nbformat


@pytest.fixture
def made(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project in a repository of its own, installed and with one commit."""
    person(monkeypatch, tmp_path)
    found = project(tmp_path / "folk etall")
    asked(found.root, "init", "-q", "-b", "main")
    assert hooks.install(found) == ""
    asked(found.root, "add", "-A")
    asked(found.root, "commit", "-nqm", "Begin")
    return found


def notebook(*sources: str, printed: bool = True, count: int | None = 1) -> str:
    out = [{"output_type": "stream", "name": "stdout", "text": ["42\n"]}] if printed else []
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": source.splitlines(keepends=True),
            "outputs": out,
            "execution_count": count,
        }
        for number, source in enumerate(sources)
    ]
    meta = {"kernelspec": {"display_name": "x", "language": "python", "name": "x"}}
    return json.dumps({"cells": cells, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def blob(root: Path, name: str, at: str = "HEAD") -> str:
    return asked(root, "cat-file", "blob", f"{at}:{name}")


def test_dapla_P5_outputs_stay_out_of_git_and_in_the_working_copy(made: Project) -> None:
    file = made.root / "nb.ipynb"
    file.write_text(notebook("print(42)"), encoding="utf-8")
    asked(made.root, "add", "nb.ipynb")
    asked(made.root, "commit", "-nqm", "Add a notebook")
    stored = json.loads(blob(made.root, "nb.ipynb"))
    assert stored["cells"][0]["outputs"] == []
    assert stored["cells"][0]["execution_count"] is None
    assert json.loads(file.read_text(encoding="utf-8"))["cells"][0]["outputs"] != []


def test_running_a_notebook_makes_no_phantom_change(made: Project) -> None:
    file = made.root / "nb.ipynb"
    file.write_text(notebook("print(42)", printed=False), encoding="utf-8")
    asked(made.root, "add", "nb.ipynb")
    asked(made.root, "commit", "-nqm", "Add a notebook")
    # Jupyter tells us that it has saved: git would go by the size of the file
    file.write_text(notebook("print(42)", count=7), encoding="utf-8")
    saved.forget(file)
    assert asked(made.root, "status", "--short") == ""
    assert asked(made.root, "diff") == ""
    file.write_text(notebook("print(43)", count=8), encoding="utf-8")
    saved.forget(file)
    assert asked(made.root, "status", "--short") == " M nb.ipynb\n"


def test_commit_of_another_file_leaves_the_outputs_of_unstaged_work(made: Project) -> None:
    file = made.root / "nb.ipynb"
    file.write_text(notebook("1"), encoding="utf-8")
    asked(made.root, "add", "nb.ipynb")
    asked(made.root, "commit", "-nqm", "Add a notebook")
    edited = notebook("hours_of_work()")
    file.write_text(edited, encoding="utf-8")
    (made.root / "a.py").write_text("1\n", encoding="utf-8")
    asked(made.root, "add", "a.py")
    asked(made.root, "commit", "-qm", "Add a module")
    assert file.read_text(encoding="utf-8") == edited


def test_differences_are_shown_by_cells(made: Project) -> None:
    file = made.root / "nb.ipynb"
    file.write_text(notebook("alder = 1", "x"), encoding="utf-8")
    asked(made.root, "add", "nb.ipynb")
    asked(made.root, "commit", "-nqm", "Add a notebook")
    file.write_text(notebook("alder = 2", "x", count=5), encoding="utf-8")
    told = asked(made.root, "-c", "color.ui=false", "--no-pager", "diff")
    assert "alder = 2" in told
    assert "cells/0/source" in told
    assert "execution_count" not in told
    assert '"alder' not in told, "no JSON"


def test_branches_that_change_different_cells_merge(made: Project) -> None:
    file = _on_two_branches(made, ("a = 1", "b = 1"), ("a = 2", "b = 1"), ("a = 1", "b = 2"))
    asked(made.root, "merge", "-q", "other")
    sources = ["".join(cell["source"]) for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]]
    assert sources == ["a = 2", "b = 2"]


def test_conflict_leaves_a_notebook_that_opens(made: Project) -> None:
    file = _on_two_branches(made, ("a = 1",), ("a = 2",), ("a = 3",))
    told = asked(made.root, "merge", "other", code=1)
    assert "CONFLICT" in told
    found = json.loads(file.read_text(encoding="utf-8"))
    FORMAT.validate(found)
    text = "".join("".join(cell["source"]) for cell in found["cells"])
    assert "a = 2" in text
    assert "a = 3" in text


def _on_two_branches(made: Project, *contents: tuple[str, ...]) -> Path:
    """Commit the first content, the second on main and the third on another branch; stand on main."""
    file = made.root / "nb.ipynb"
    for branch, content in zip(("", "other", ""), (contents[0], contents[2], contents[1]), strict=True):
        if branch:
            asked(made.root, "switch", "-q", "-c", branch)
        file.write_text(notebook(*content), encoding="utf-8")
        asked(made.root, "add", "nb.ipynb")
        asked(made.root, "commit", "-nqm", "x")
        if branch:
            asked(made.root, "switch", "-q", "main")
    return file


def test_dapla_P5_data_and_secrets_are_not_committed(made: Project) -> None:
    (made.root / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    asked(made.root, "add", "x.csv")
    told = asked(made.root, "commit", "-m", "x", code=1)
    assert "x.csv  data: table" in told
    assert "git restore --staged -- x.csv" in told
    asked(made.root, "restore", "--staged", "--", "x.csv")
    (made.root / "a.py").write_text("password = " + '"Sommer' + '2021!"\n', encoding="utf-8")
    asked(made.root, "add", "a.py")
    os.unlink(made.root / "a.py")
    told = asked(made.root, "commit", "-m", "x", code=1)
    assert "a.py  line 1  secret" in told
    assert "Sommer" not in told


def test_own_hook_of_the_person_stays_and_runs_first(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path)
    found = project(tmp_path / "folketall")
    asked(found.root, "init", "-q", "-b", "main")
    hook = found.root / ".git" / "hooks" / "pre-commit"
    own = "#!/bin/sh\necho my own word\ntest ! -e stop\n"
    hook.write_text(own, encoding="utf-8")
    hook.chmod(0o755)
    hooks.install(found)
    hooks.install(found)
    assert hook.with_name("pre-commit.legacy").read_text(encoding="utf-8") == own
    asked(found.root, "add", "-A")
    assert "my own word" in asked(found.root, "commit", "-m", "x")
    (found.root / "stop").touch()
    asked(found.root, "add", "stop")
    asked(found.root, "commit", "-m", "x", code=1)
    # a second one comes: neither it nor the first is lost
    hook.write_text(own + "# newer\n", encoding="utf-8")
    with pytest.raises(Conflict, match="is there already"):
        hooks.install(found)
    assert "newer" in hook.read_text(encoding="utf-8")


def test_hooks_kept_elsewhere_are_not_touched(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "my hooks"
    elsewhere.mkdir()
    file = person(monkeypatch, tmp_path)
    file.write_text(file.read_text() + f"[core]\nhooksPath = {elsewhere}\n", encoding="utf-8")
    told = hooks.install(made)
    assert list(elsewhere.iterdir()) == []
    command = told.partition("let them: ")[2]
    hook = elsewhere / "pre-commit"
    hook.write_text("#!/bin/sh\n", encoding="utf-8")
    subprocess.run(["sh", "-c", command], check=True)
    assert hooks.install(made) == ""
    (made.root / "x.csv").write_text("a\n", encoding="utf-8")
    asked(made.root, "add", "x.csv")
    assert "data: table" in asked(made.root, "commit", "-m", "x", code=1)


def test_installed_sees_what_is_missing(made: Project) -> None:
    assert hooks.installed(made)
    for breaking in (
        lambda: (made.root / ".git" / "hooks" / "pre-commit").unlink(),
        lambda: (made.root / ".git" / "stabbur" / "notebook.py").write_text("", encoding="utf-8"),
        lambda: asked(made.root, "config", "--local", "--unset", "filter.stabbur-notebook.clean"),
    ):
        breaking()
        assert not hooks.installed(made)
        assert hooks.install(made) == ""
        assert hooks.installed(made)


def test_folder_without_git_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, tmp_path)
    found = project(tmp_path / "folketall")
    assert "git init" in hooks.install(found)
    assert hooks.installed(found)


def test_line_break_in_the_path_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, tmp_path)
    found = project(tmp_path / "folke\ntall")
    asked(found.root, "init", "-q", "-b", "main")
    with pytest.raises(BadInput, match="line break"):
        hooks.install(found)


def test_without_the_environment_git_works_on_and_a_commit_says_what_to_do(made: Project) -> None:
    file = made.root / "nb.ipynb"
    file.write_text(notebook("1"), encoding="utf-8")
    shutil.rmtree(made.environment)
    asked(made.root, "add", "nb.ipynb")
    assert '"outputs": []' in blob(made.root, "nb.ipynb", "")
    asked(made.root, "status")
    assert "stabbur build" in asked(made.root, "commit", "-m", "x", code=1)


def test_clone_works_as_soon_as_it_is_built(made: Project, tmp_path: Path) -> None:
    asked(tmp_path, "clone", "-q", str(made.root), "clone")
    clone = Project(tmp_path / "clone", made.name)
    assert not hooks.installed(clone)
    borrow(clone)
    hooks.install(clone)
    (clone.root / "nb.ipynb").write_text(notebook("1"), encoding="utf-8")
    (clone.root / "x.csv").write_text("a\n", encoding="utf-8")
    asked(clone.root, "add", "-A")
    assert '"outputs": []' in blob(clone.root, "nb.ipynb", "")
    asked(clone.root, "commit", "-m", "x", code=1)


def test_two_projects_of_a_repository_check_their_own_files(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path)
    top = tmp_path / "both"
    one, two = project(top / "one", "one-project"), project(top / "two", "two-project")
    for found in (one, two):
        text = (found.root / ".pre-commit-config.yaml").read_text(encoding="utf-8")
        text += f"      - {{id: told, name: checked {found.name}, entry: 'true', language: system, always_run: true}}\n"
        (found.root / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    asked(top, "init", "-q", "-b", "main")
    hooks.install(one)
    hooks.install(two)
    assert hooks.installed(one)
    asked(top, "add", "one")
    told = asked(top, "commit", "-m", "x")
    assert ("checked one-project" in told, "checked two-project" in told) == (True, False)
    (top / "two" / "a.py").write_text("1\n", encoding="utf-8")
    asked(top / "two", "add", ".")
    told = asked(top / "two", "commit", "-m", "x")
    assert ("checked one-project" in told, "checked two-project" in told) == (False, True)
    shutil.rmtree(two.environment)
    (top / "two" / "a.py").write_text("2\n", encoding="utf-8")
    told = asked(top, "commit", "-am", "x", code=1)
    assert f"cd '{two.root}' && stabbur build" in told


def test_A26_module_of_the_repository_is_not_run_by_a_hook(made: Project) -> None:
    ran = made.root / "ran"
    for name in ("json.py", "stabbur.py", "nbdime.py", "pre_commit.py", "detect_secrets.py"):
        (made.root / name).write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    (made.root / "nb.ipynb").write_text(notebook("1"), encoding="utf-8")
    asked(made.root, "add", "-A")
    asked(made.root, "commit", "-qm", "x")
    (made.root / "nb.ipynb").write_text(notebook("2"), encoding="utf-8")
    asked(made.root, "--no-pager", "diff")
    assert not ran.exists()


def test_linked_worktree_has_the_filter_too(made: Project, tmp_path: Path) -> None:
    asked(made.root, "worktree", "add", "-q", "-b", "other", str(tmp_path / "beside"))
    (tmp_path / "beside" / "nb.ipynb").write_text(notebook("1"), encoding="utf-8")
    asked(tmp_path / "beside", "add", "nb.ipynb")
    assert '"outputs": []' in blob(tmp_path / "beside", "nb.ipynb", "")
    assert "stabbur build" in asked(tmp_path / "beside", "commit", "-m", "x", code=1)
