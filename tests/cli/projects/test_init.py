"""stabbur init: the options become wishes, the steps stand on stderr, and what fails ends with a code."""

import os
from pathlib import Path

import pytest

from stabbur.projects import project as projects
from stabbur.projects.git.command import git
from tests.cli.conftest import Run
from tests.projects.conftest import identity
from tests.projects.small import small


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that needs no package, so that starting from it takes a second."""
    identity(monkeypatch, tmp_path / "gitconfig", name="Kari", email="kari@example.no")
    return small(tmp_path / "small").root


def test_makes_a_project_and_says_what_is_next(run: Run, origin: Path, tmp_path: Path) -> None:
    done = run("init", "folketall", "--from", str(origin))
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[-1].startswith("'folketall' is ready (")
    assert done.err.splitlines()[-1].endswith("cd folketall && stabbur lab")
    assert projects.find(tmp_path / "project" / "folketall").name == "folketall"


def test_json_is_one_array(run: Run, origin: Path, tmp_path: Path, home: Path) -> None:
    done = run("init", "folketall", "--from", str(origin), "--no-kernel", "--no-verify", "--json")
    assert done.rows == [{"name": "folketall", "path": str(tmp_path / "project" / "folketall")}]
    assert "check" not in done.err
    assert not list((home / "jupyter").glob("kernels/folketall"))


def test_history_settings_and_secrets_are_handed_on(
    run: Run, origin: Path, tmp_path: Path, home: Path
) -> None:
    git(origin, "init", "-q")
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "Long ago")
    (tmp_path / "shared.toml").write_text('[sources.x]\nkind = "sqlite"\n')
    words = ["--from", f"file://{origin}", "--history", "--settings", str(tmp_path / "shared.toml")]
    done = run("init", "folketall", *words, "--secrets", str(tmp_path), "--no-kernel", "--no-verify")
    assert done.code == 0, done.err
    made = tmp_path / "project" / "folketall"
    assert git(made, "log", "--format=%s").splitlines() == ["Begin folketall from small", "Long ago"]
    assert "[sources.x]" in (made / "stabbur.toml").read_text()
    assert f'folder = "{tmp_path}"' in (home / "stabbur.toml").read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Folketall"], 2, "stabbur init folketall"),
        (["folketall", "--template", "none"], 3, "template-unknown"),
        (["folketall", "--from", "nowhere"], 3, "origin-missing"),
        (["folketall", "--from", "ext::sh -c x"], 2, "origin-address"),
        (["folketall", "--history"], 2, "origin-history"),
        (["folketall", "--private"], 2, "forge-unsaid"),
        (["folketall", "--gitlab", "--token-from", "nowhere"], 3, ""),
        (["folketall", "--secrets", "/etc/hostname"], 2, "secrets-file"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_ends_with_a_code_and_makes_nothing(
    run: Run, origin: Path, tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    done = run("init", *words)
    assert (done.code, done.out) == (code, ""), done.err
    assert said in done.err
    assert "hint:" in done.err or "Usage" in done.err
    assert os.listdir(tmp_path / "project") == []


def test_folder_that_is_there_is_not_touched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "project" / "folketall").mkdir()
    (tmp_path / "project" / "folketall" / "README.md").write_text("mine")
    done = run("init", "folketall")
    assert done.code == 2
    assert "nothing in it was touched [project-there]" in done.err
    assert (tmp_path / "project" / "folketall" / "README.md").read_text() == "mine"


def test_help_names_every_flag_of_a_group(run: Run) -> None:
    done = run("init", "--help")
    for word in ("--private", "--internal", "--public", "--github", "--gitlab", "--token-from", "--history"):
        assert word in done.out
