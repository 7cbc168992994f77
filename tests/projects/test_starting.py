"""A whole `init`: what is there afterwards, and that nothing is left of one that fails."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from stabbur.errors import BadInput, Conflict, NotAllowed, StabburError
from stabbur.projects import project as projects
from stabbur.projects.beginning.halfway import Mark
from stabbur.projects.beginning.looking import Wishes, plan
from stabbur.projects.environment import syncing
from stabbur.projects.forges.remote import RemoteWish
from stabbur.projects.git import hooks
from stabbur.projects.git.command import answer, git
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.projects.starting import init
from stabbur.state import failpoints
from tests.projects.conftest import Made, identity
from tests.projects.forges.github_recorded import GitHubPlace
from tests.projects.small import settle, small
from tests.servers import recorded
from tests.servers.index import serve

TREE = {
    ".copier-answers.yml", ".gitattributes", ".gitignore", ".pre-commit-config.yaml", ".python-version", "LICENSE",
    "METADATA.md", "README.md", "datapackage.yaml", "notebooks/folketall.ipynb", "pyproject.toml",
    "src/folketall/__init__.py", "stabbur.toml", "uv.lock",
}  # fmt: skip


def tracked(project: Project) -> set[str]:
    return set(git(project.root, "ls-files").split())


def test_dapla_P1_whole_project_in_one_commit_on_main(project: Project, made: Made) -> None:
    assert tracked(project) >= TREE
    assert any(name.startswith("tests/test_") for name in tracked(project))
    assert [name for name in tracked(project) if name.startswith("vendor/stabbur-")]
    assert git(project.root, "log", "--format=%an <%ae> %s", "main").splitlines() == [
        "Kari Nordmann <kari@example.no> Begin folketall"
    ]
    assert answer(project.root, "symbolic-ref", "--short", "HEAD") == "main"
    ignored = git(project.root, "status", "--porcelain", "--ignored").splitlines()
    assert [one for one in ignored if "__pycache__" not in one] == ["!! .venv/"]
    assert projects.find(project.root) == project


def test_dapla_P1_environment_kernel_and_hooks_work(project: Project) -> None:
    assert syncing.current(project)
    kernel = json.loads((specs.data() / "kernels" / "folketall" / "kernel.json").read_text())
    assert kernel["argv"][0] == str(project.python)
    assert hooks.installed(project)
    words = [
        str(project.python),
        "-c",
        "import folketall, stabbur, pytest, ipykernel; print(stabbur.__version__)",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.strip()
    assert answer(project.root, "for-each-ref", "refs/stabbur/bases")


def test_each_step_is_told_with_its_seconds(made: Made) -> None:
    steps = [line.partition(":")[0] for line in made.said if line.endswith(" s)")]
    assert steps == ["files", "lock", "git", "environment", "kernel", "hooks", "check"]


def test_lock_and_files_name_neither_index_nor_machine(project: Project, made: Made) -> None:
    lock = tomllib.loads((project.root / "uv.lock").read_text())
    sources = [one["source"].get("registry") for one in lock["package"] if "registry" in one["source"]]
    assert set(sources) == {"https://packages.invalid/simple"}
    for name in tracked(project):
        if not name.endswith(".whl"):
            text = (project.root / name).read_text(encoding="utf-8")
            assert str(made.home.parent) not in text, name


def test_mark_is_gone_when_all_is_there(project: Project) -> None:
    assert not Mark(project.root).file.exists()


def test_dapla_P5_data_notebook_outputs_and_secrets_stay_out_of_git(project: Project) -> None:
    names = ["x.csv", "data.parquet", "data/deep/x.txt", "build/x", ".env", "key.pem", ".venv/x", "model.pkl"]
    found = git(project.root, "check-ignore", "--stdin", given="\n".join(names)).split()
    assert found == names
    attributes = git(project.root, "check-attr", "filter", "--", "notebooks/x.ipynb", "uv.lock").splitlines()
    assert [line.rpartition(" ")[2] for line in attributes] == ["stabbur-notebook", "stabbur-lock"]


@pytest.fixture
def small_one(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project to start from that needs no package, so that a whole start takes a second; and where to stand."""
    identity(monkeypatch, tmp_path / "gitconfig", name="Kari Nordmann", email="kari@example.no")
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    failpoints.PASSED.clear()
    root = small(tmp_path / "small").root
    with (root / ".gitignore").open("a") as file:
        file.write("__pycache__/\n")
    return root


def left(*folders: Path) -> dict[str, bytes]:
    """Return all that lies in folders, but for locks, the log and what is remembered of indexes."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if (
                not {"locks", "log", "cache"} & set(path.relative_to(folder).parts)
                and path.name != "starting"
            ):
                found[str(path)] = path.read_bytes() if path.is_file() else b""
    return found


def test_small_one_starts_a_project(small_one: Path, tmp_path: Path) -> None:
    made = init("nytt-navn", origin=str(small_one))
    assert made.root == tmp_path / "place" / "nytt-navn"
    assert (made.root / "src/nytt_navn/__init__.py").is_file()
    assert specs.owner("nytt-navn") == made.root
    assert git(made.root, "log", "--format=%s").splitlines() == ["Begin nytt-navn from small"]
    assert git(made.root, "status", "--porcelain") == ""


@pytest.mark.parametrize("tracked", [False, True])
def test_secret_of_the_origin_is_in_no_first_commit(small_one: Path, tmp_path: Path, tracked: bool) -> None:
    (small_one / "keys.py").write_text('KEY = "AKIA' + 'QWERTYUI12345678"\n')
    if tracked:
        git(small_one, "init", "-q")
        git(small_one, "add", ".")
        git(small_one, "commit", "-qm", "Begin")
    with pytest.raises(BadInput, match=r"keys\.py, line 1: secret") as caught:
        init("nytt-navn", origin=str(small_one))
    assert "QWERTY" not in str(caught.value)
    assert list((tmp_path / "place").iterdir()) == []
    with (small_one / "pyproject.toml").open("a") as file:
        file.write('[tool.stabbur.scan]\nallow = ["secret:keys.py"]\n')
    if tracked:
        git(small_one, "commit", "-qam", "Allow it")
    assert (init("nytt-navn", origin=str(small_one)).root / "keys.py").is_file()


@pytest.mark.parametrize("point", ["init.files", "init.lock", "init.build", "init.work"])
def test_dataverk_27_failure_at_any_step_leaves_what_was_there(
    small_one: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    (home / "private").mkdir()
    (home / "stabbur.toml").write_text('language = "en"\n')
    (tmp_path / "shared.toml").write_text('[packages]\nyoungest_days = 3\n[sources.x]\nkind = "sqlite"\n')
    before = left(tmp_path)
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("STABBUR_FAIL", f"{point}:raise")
    with pytest.raises(OSError, match="failpoint"):
        init("nytt-navn", origin=str(small_one), settings=str(tmp_path / "shared.toml"))
    empty = {str(home / "jupyter"), str(home / "jupyter" / "kernels")}
    assert {key: value for key, value in left(tmp_path).items() if key not in empty} == before


def prompt(*words: str, **environ: str) -> "subprocess.Popen[str]":
    """Start a command as a person does."""
    return subprocess.Popen(
        [sys.executable, "-c", "from stabbur.cli.main import main; main()", *words],
        env={**os.environ, "STABBUR_TEST": "1", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_leaves_nothing(
    small_one: Path, tmp_path: Path, home: Path, number: signal.Signals
) -> None:
    before = left(tmp_path / "place")
    process = prompt("init", "nytt-navn", "--from", str(small_one), STABBUR_FAIL="init.lock:sleep=60")
    assert process.stderr
    while "lock:" not in (line := process.stderr.readline()):
        assert line, "it ended"
    assert (tmp_path / "place" / "nytt-navn" / "uv.lock").is_file()
    process.send_signal(number)
    out, said = process.communicate(timeout=30)
    assert process.returncode != 0
    assert out == ""
    assert "stopped: what was made is taken back" in said
    assert left(tmp_path / "place") == before
    assert not Mark(tmp_path / "place" / "nytt-navn").file.exists()


def test_killed_in_the_middle_is_told_to_the_next_and_not_guessed(
    small_one: Path, tmp_path: Path, home: Path
) -> None:
    process = prompt("init", "nytt-navn", "--from", str(small_one), STABBUR_FAIL="init.lock:kill")
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    folder = tmp_path / "place" / "nytt-navn"
    before = left(folder)
    with pytest.raises(Conflict) as error:
        init("nytt-navn", origin=str(small_one))
    assert error.value.code == "project-half-way"
    assert f"rm -r {folder}" in error.value.hint
    assert left(folder) == before
    subprocess.run(["rm", "-r", folder], check=True)
    assert init("nytt-navn", origin=str(small_one)).root == folder
    with pytest.raises(Conflict) as error:
        init("nytt-navn", origin=str(small_one))
    assert error.value.code == "project-there"


def test_of_two_at_once_one_is_made_and_the_other_told(small_one: Path, tmp_path: Path, home: Path) -> None:
    both = [prompt("init", "nytt-navn", "--from", str(small_one)) for _ in range(2)]
    ended = [(one.communicate(timeout=60)[1], one.returncode) for one in both]
    assert sorted(code for _, code in ended) == [0, 2], ended
    assert any("[project-there]" in said for said, code in ended if code == 2)
    assert git(tmp_path / "place" / "nytt-navn", "status", "--porcelain") == ""
    assert specs.owner("nytt-navn") == tmp_path / "place" / "nytt-navn"


def test_git_without_identity_commits_as_the_local_person_and_says_so(
    small_one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity(monkeypatch, tmp_path / "gitconfig")
    said: list[str] = []
    made = init("nytt-navn", origin=str(small_one), kernel=False, verify=False, report=said.append)
    who = git(made.root, "log", "--format=%an <%ae>").strip()
    assert who.endswith(".invalid>")
    assert len([line for line in said if who in line and "git config --global user.name" in line]) == 1
    assert (tmp_path / "gitconfig").read_text() == ""


@pytest.fixture
def outer(small_one: Path, tmp_path: Path) -> Path:
    """A repository of somebody's with a commit, something staged and something changed; stood in."""
    place = tmp_path / "place"
    git(place, "init", "-q", "-b", "work")
    for name in ("committed", "staged"):
        (place / name).write_text(name)
        git(place, "add", name)
        if name == "committed":
            git(place, "commit", "-q", "-m", "Theirs")
    (place / "committed").write_text("changed")
    return place


def test_inside_a_repository_it_becomes_a_folder_of_it(outer: Path, small_one: Path) -> None:
    made = init("nytt-navn", origin=str(small_one))
    assert not (made.root / ".git").exists()
    assert git(outer, "log", "--format=%s").splitlines() == ["Begin nytt-navn from small", "Theirs"]
    names = git(outer, "show", "--name-only", "--format=").split()
    assert names
    assert all(name.startswith("nytt-navn/") for name in names)
    assert git(outer, "status", "--porcelain").splitlines() == [" M committed", "A  staged"]
    assert answer(outer, "symbolic-ref", "--short", "HEAD") == "work"
    with pytest.raises(BadInput, match="history of its own"):
        init("en-til", origin=str(outer), history=True)


def test_failure_inside_a_repository_leaves_it_as_it_was(
    outer: Path, small_one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_files = [
        path for path in (outer / ".git").rglob("*") if path.is_file() and "objects" not in path.parts
    ]
    before = {path: path.read_bytes() for path in git_files if path.name not in ("index", "COMMIT_EDITMSG")}
    status, refs = git(outer, "status", "--porcelain"), git(outer, "for-each-ref")
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("STABBUR_FAIL", "init.build:raise")
    with pytest.raises(OSError, match="failpoint"):
        init("nytt-navn", origin=str(small_one))
    assert git(outer, "status", "--porcelain") == status
    assert git(outer, "for-each-ref") == refs
    assert {path: path.read_bytes() for path in before} == before
    assert not (outer / ".git" / "stabbur" / "run").exists()


def test_history_of_the_origin_goes_on(small_one: Path) -> None:
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Long ago")):
        git(small_one, *words)
    made = init("nytt-navn", origin=f"file://{small_one}", history=True, kernel=False)
    assert git(made.root, "log", "--format=%s", "main").splitlines() == [
        "Begin nytt-navn from small",
        "Long ago",
    ]
    assert git(made.root, "remote") == ""
    assert "uv.lock" in git(made.root, "ls-files").split()


def test_failed_check_is_told_and_leaves_nothing(small_one: Path, tmp_path: Path) -> None:
    (small_one / "src/small/__init__.py").write_text("import nothing_of_that_name\n")
    with pytest.raises(StabburError, match="nothing_of_that_name") as error:
        init("nytt-navn", origin=str(small_one))
    assert "--no-verify" in error.value.hint
    assert not list((tmp_path / "place").iterdir())
    assert not specs.listed()
    assert init("nytt-navn", origin=str(small_one), verify=False)


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[GitHubPlace]:
    (tmp_path / "forge").mkdir()
    place = GitHubPlace(tmp_path / "forge")
    (tmp_path / "token").write_text(f"{place.good}\n")
    (tmp_path / "token").chmod(0o600)
    with recorded.serve(place.server):
        yield place


def shared(place: GitHubPlace, tmp_path: Path) -> RemoteWish:
    return RemoteWish("github", token_from=str(tmp_path / "token"), address=place.address)


def test_shared_project_is_pushed_and_protected_and_holds_no_token(
    small_one: Path, forge: GitHubPlace, tmp_path: Path, home: Path
) -> None:
    said: list[str] = []
    made = init("nytt-navn", origin=str(small_one), remote=shared(forge, tmp_path), report=said.append)
    seen = forge.seen("kari", "nytt-navn")
    assert seen
    assert (seen.private, seen.protected) == (True, True)
    assert forge.head("kari", "nytt-navn") == git(made.root, "rev-parse", "main").strip()
    assert git(made.root, "remote", "get-url", "origin").strip() == f"{forge.address}/kari/nytt-navn.git"
    written = b"".join(path.read_bytes() for path in (made.root / ".git").rglob("*") if path.is_file())
    assert forge.good.encode() not in written
    assert not [line for line in said if forge.good in line]


def test_scope_for_workflows_is_asked_of_a_token_only_where_there_is_one(
    small_one: Path, forge: GitHubPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GitHubPlace, "scopes", lambda place, token: "repo, delete_repo")
    wish = shared(forge, tmp_path)
    place = tmp_path / "place"
    assert plan("nytt-navn", place, {"origin": str(small_one), "remote": wish}).remote
    for begun in ("", ".github/workflows"):
        (small_one / begun).mkdir(parents=True, exist_ok=True)
        wishes: Wishes = {"origin": str(small_one), "remote": wish} if begun else {"remote": wish}
        with pytest.raises(NotAllowed, match="lacks the scope workflow"):
            plan("nytt-navn", place, wishes)


@pytest.mark.parametrize("known", [True, False])
def test_what_a_forge_does_not_do_is_not_told_as_done_and_nothing_is_told_twice(
    small_one: Path, forge: GitHubPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    forge.free = not known  # GitHub sells the protection of private repositories
    if not known:
        identity(monkeypatch, tmp_path / "gitconfig")
    said: list[str] = []
    init("nytt-navn", origin=str(small_one), remote=shared(forge, tmp_path), report=said.append)
    assert ("forge: main protected" in said) == known
    assert bool([line for line in said if "'main' is not protected" in line]) == (not known)
    assert len([line for line in said if "git config --global user.name" in line]) == (not known)


@pytest.mark.parametrize("point", ["push", "init.shared"])
def test_dapla_P2_forge_that_fails_half_way_is_left_with_no_repository(
    small_one: Path, forge: GitHubPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    if point == "push":
        forge.server.may_push = lambda user, token: False
    else:
        monkeypatch.setenv("STABBUR_TEST", "1")
        monkeypatch.setenv("STABBUR_FAIL", "init.shared:raise")
    with pytest.raises((StabburError, OSError)):
        init("nytt-navn", origin=str(small_one), remote=shared(forge, tmp_path))
    assert forge.seen("kari", "nytt-navn") is None
    assert any(asked.method == "DELETE" for asked in forge.server.asked)
    assert not list((tmp_path / "place").iterdir())
    assert not specs.listed()


def test_name_that_is_taken_on_the_forge_makes_nothing_here(
    small_one: Path, forge: GitHubPlace, tmp_path: Path
) -> None:
    forge.made("kari", "nytt-navn")
    with pytest.raises(Conflict, match="taken on GitHub"):
        init("nytt-navn", origin=str(small_one), remote=shared(forge, tmp_path))
    assert not list((tmp_path / "place").iterdir())
    assert forge.seen("kari", "nytt-navn")


def test_stopped_while_the_network_hangs_ends_uv_and_leaves_nothing(
    small_one: Path, tmp_path: Path, home: Path
) -> None:
    text = (
        (small_one / "pyproject.toml").read_text().replace("dependencies = []", 'dependencies = ["slow-one"]')
    )
    (small_one / "pyproject.toml").write_text(text)
    with serve() as index:
        index.wait = 60
        settle(home, index)
        process = prompt("init", "nytt-navn", "--from", str(small_one))
        while not index.asked:
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        working = psutil.Process(process.pid).children(recursive=True)
        assert [one.name() for one in working] == ["uv"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode != 0
    assert not [one for one in working if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert not list((tmp_path / "place").iterdir())
