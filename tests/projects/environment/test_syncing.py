"""An environment is what the lock says, or what it was before: whatever fails on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput, Damaged, NotAllowed, Unavailable
from stabbur.projects.environment import locking, syncing, uv
from stabbur.projects.project import Project
from tests.projects.small import settle, small
from tests.servers.index import Index


def versions(project: Project) -> dict[str, str]:
    """What is installed, asked of the environment itself."""
    code = "import json, importlib.metadata as m; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    done = subprocess.run([project.python, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture
def project(home: Path, tmp_path: Path, index: Index) -> Project:
    """A project with one need, of which the index has two releases."""
    settle(home, index)
    return small(tmp_path / "small", "stabbur-test-tree")


def test_environment_has_what_the_lock_says_and_the_project_itself(project: Project) -> None:
    said: list[str] = []
    assert syncing.sync(project, report=said.append)
    assert versions(project) == {"small": "0.1.0", "stabbur-test-tree": "2.0", "stabbur-test-leaf": "1.0"}
    assert "there was no uv.lock: locked now" in said[0]
    done = subprocess.run(
        [project.python, "-c", "import small; print(small.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == project.root / "src" / "small" / "__init__.py"
    assert not list(project.root.glob(".venv-*"))


def test_unchanged_project_asks_nothing_and_starts_nothing(
    project: Project, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncing.sync(project)
    index.asked.clear()
    monkeypatch.setattr(subprocess, "Popen", None)
    assert not syncing.sync(project)
    assert not index.asked


@pytest.mark.parametrize("file", ["uv.lock", "pyproject.toml", ".python-version"])
def test_what_an_environment_is_made_of_makes_it_anew(project: Project, file: str) -> None:
    (project.root / ".python-version").write_text(f"3.{sys.version_info.minor}\n", encoding="utf-8")
    syncing.sync(project)
    (project.root / file).write_text(
        (project.root / file).read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    assert not syncing.current(project)
    assert syncing.sync(project)
    assert syncing.current(project)


def test_what_somebody_installed_with_pip_is_gone_after_the_next(project: Project, index: Index) -> None:
    syncing.sync(project)
    index.add("stabbur-test-stray", "1.0")
    install = [
        str(uv.program()),
        "pip",
        "install",
        "--python",
        str(project.python),
        "--default-index",
        index.url,
    ]
    subprocess.run(
        [*install, "stabbur-test-stray", "stabbur-test-tree==1.0"], check=True, capture_output=True
    )
    assert not syncing.current(project)
    assert syncing.sync(project)
    assert versions(project) == {"small": "0.1.0", "stabbur-test-tree": "2.0", "stabbur-test-leaf": "1.0"}


def test_environment_whose_python_is_gone_is_built_anew(project: Project) -> None:
    syncing.sync(project)
    project.python.unlink()
    project.python.symlink_to("/nowhere/python")
    assert syncing.sync(project)
    assert versions(project)["small"] == "0.1.0"


def test_folder_that_was_moved_gets_an_environment_that_points_into_it(
    project: Project, tmp_path: Path
) -> None:
    syncing.sync(project)
    project.root.rename(tmp_path / "moved")
    moved = Project(tmp_path / "moved", project.name)
    assert syncing.sync(moved)
    done = subprocess.run(
        [moved.python, "-c", "import small; print(small.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(str(tmp_path / "moved"))


def test_package_that_the_lock_drops_is_gone(project: Project) -> None:
    syncing.sync(project)
    file = project.root / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"stabbur-test-tree"', ""), encoding="utf-8")
    said: list[str] = []
    assert syncing.sync(project, report=said.append)
    assert versions(project) == {"small": "0.1.0"}
    assert "did not fit" in said[0]


def grown(project: Project, index: Index) -> None:
    """Build the environment, then ask for one package more, which the cache of uv has never seen."""
    syncing.sync(project)
    name = f"stabbur-test-new-{os.urandom(4).hex()}"
    index.add(name, "1.0")
    file = project.root / "pyproject.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('["stabbur-test-tree"]', f'["stabbur-test-tree", "{name}"]'),
        encoding="utf-8",
    )
    locking.lock(project)


def stands(project: Project) -> None:
    """Hold that the environment works as before, and that nothing else lies about."""
    assert versions(project) == {"small": "0.1.0", "stabbur-test-tree": "2.0", "stabbur-test-leaf": "1.0"}
    assert not list(project.root.glob(".venv-*"))
    assert not syncing.current(project)


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"cut": True}])
def test_index_that_breaks_half_way_leaves_the_environment(
    project: Project, index: Index, fault: dict[str, object]
) -> None:
    grown(project, index)
    before = (project.root / "uv.lock").read_bytes()
    for name, value in fault.items():
        setattr(index, name, value)
    with pytest.raises(Unavailable, match="does not answer as it should") as error:
        _without_cache(project)
    assert error.value.code == "index-unreachable"
    assert index.url in str(error.value)
    stands(project)
    assert (project.root / "uv.lock").read_bytes() == before


def _without_cache(project: Project) -> None:
    """Sync as on a machine that has never seen these packages."""
    kept = os.environ.get("UV_CACHE_DIR")
    os.environ["UV_CACHE_DIR"] = str(project.root.parent / "cache")
    try:
        syncing.sync(project)
    finally:
        os.environ.pop("UV_CACHE_DIR")
        if kept is not None:
            os.environ["UV_CACHE_DIR"] = kept


def test_package_that_was_changed_after_it_was_locked_is_refused(project: Project, index: Index) -> None:
    grown(project, index)
    for files in index.packages.values():
        changed = [type(one)(one.name, one.content + b"\0", one.uploaded) for one in files]
        files[:] = changed
    with pytest.raises(Damaged) as error:
        _without_cache(project)
    assert error.value.code == "package-changed"
    stands(project)


def test_wrong_password_names_index_and_user_and_never_the_password(
    project: Project, index: Index, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(project, index)
    index.user, index.password = "kari", "the-right-one"
    settle(home, index)
    monkeypatch.setenv("STABBUR_SECRET_NEXUS_PASSWORD", "some-wrong-word")
    with pytest.raises(NotAllowed) as error:
        _without_cache(project)
    told = f"{error.value} {error.value.hint} {error.value.params}"
    assert "'kari'" in told
    assert index.url in told
    assert "stabbur secrets set nexus/password" in told
    assert "some-wrong-word" not in told
    stands(project)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_signal_leaves_the_environment_and_stops_uv(
    project: Project, index: Index, stop: signal.Signals
) -> None:
    process = half_way(project, index)
    process.send_signal(stop)
    process.communicate(timeout=20)
    assert process.returncode
    stands(project)


def test_kill_leaves_the_environment_and_the_next_tidies_up(project: Project, index: Index) -> None:
    process = half_way(project, index)
    process.kill()
    process.communicate(timeout=20)
    assert list(project.root.glob(".venv-*"))
    index.wait = 0
    (project.root / ".venv-of-mine").mkdir()
    assert syncing.sync(project)
    assert [one.name for one in project.root.glob(".venv-*")] == [".venv-of-mine"]


def half_way(project: Project, index: Index) -> subprocess.Popen[bytes]:
    """Start a process that builds the environment, and return it when the index has been asked."""
    grown(project, index)
    index.wait = 3
    code = "import sys; from pathlib import Path; from stabbur.projects.environment import syncing\n"
    code += "from stabbur.projects.project import find; syncing.sync(find(Path.cwd()))"
    cold = {**os.environ, "UV_CACHE_DIR": str(project.root.parent / "cache")}
    index.asked.clear()
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=project.root, env=cold, stderr=subprocess.PIPE
    )
    while not index.asked and process.poll() is None:
        time.sleep(0.05)
    return process


def test_kill_between_two_renames_is_mended_by_the_next(project: Project) -> None:
    syncing.sync(project)
    project.environment.rename(project.root / ".venv-before")
    assert not syncing.sync(project)
    assert versions(project)["small"] == "0.1.0"
    assert not list(project.root.glob(".venv-*"))


def test_kill_before_the_old_one_was_removed_is_mended_by_who_holds_the_project(project: Project) -> None:
    syncing.sync(project)
    shutil.copytree(project.environment, project.root / ".venv-before", symlinks=True)
    file = project.root / "pyproject.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"stabbur-test-tree"', ""), encoding="utf-8")
    with locking.alone(project):
        assert syncing.install(project, settings.load(project.root), lambda line: None)
    assert versions(project) == {"small": "0.1.0"}
    assert not list(project.root.glob(".venv-*"))


def test_two_at_once_build_one_environment(project: Project) -> None:
    locking.lock(project)
    done: list[bool] = []
    threads = [threading.Thread(target=lambda: done.append(syncing.sync(project))) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == [False, False, True]
    assert versions(project)["small"] == "0.1.0"


def test_file_in_the_place_of_the_environment_is_replaced(project: Project) -> None:
    project.environment.write_text("in the way", encoding="utf-8")
    assert syncing.sync(project)
    assert not list(project.root.glob(".venv-*"))
    assert versions(project)["small"] == "0.1.0"


def test_environment_that_was_a_link_is_replaced_and_nothing_behind_it(
    project: Project, tmp_path: Path
) -> None:
    for target in ("theirs", "nowhere"):
        project.environment.symlink_to(tmp_path / target)
        (tmp_path / "theirs").mkdir(exist_ok=True)
        (tmp_path / "theirs" / "kept.txt").write_text("kept", encoding="utf-8")
        assert syncing.sync(project)
        assert not project.environment.is_symlink()
        shutil.rmtree(project.environment)
    assert (tmp_path / "theirs" / "kept.txt").is_file()


def test_folder_with_spaces_and_letters_of_ours_works(home: Path, tmp_path: Path, index: Index) -> None:
    settle(home, index)
    project = small(tmp_path / "Mine dokumenter" / "blåbær (2)", "stabbur-test-tree")
    assert syncing.sync(project)
    assert versions(project)["stabbur-test-tree"] == "2.0"


@pytest.mark.only_as("user")
def test_read_only_folder_is_said(project: Project) -> None:
    locking.lock(project)
    project.root.chmod(0o555)
    try:
        with pytest.raises((BadInput, Unavailable, PermissionError)):
            syncing.sync(project)
    finally:
        project.root.chmod(0o755)


def test_clone_whose_lock_is_broken_says_how_to_go_on(project: Project) -> None:
    syncing.sync(project)
    (project.root / "uv.lock").write_text("<<<<<<< HEAD\nversion = 1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="is not whole"):
        syncing.sync(project)
    assert versions(project)["small"] == "0.1.0"
