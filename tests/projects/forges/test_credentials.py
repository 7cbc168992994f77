"""The token of a forge: whole, from each place that keeps it, and from none that others may read."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.projects.forges.credentials import token
from stabbur.settings import Settings

PAGE = "https://git.example.no/tokens"
ADDRESS = "https://git.example.no"
WHOLE = "github_pat_11AB.c-d_e~F+/=9"


def found(token_from: str = "", address: str = ADDRESS, program: str = "") -> str:
    return token(token_from, address, program=program, page=PAGE, settings=Settings()).reveal()


@pytest.fixture(autouse=True)
def person(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person whose git knows nothing."""
    folder = tmp_path / "person"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("GIT_CONFIG_COUNT", raising=False)
    return folder


def kept(person: Path, *lines: str) -> None:
    """Let git's own store keep something."""
    (person / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    (person / ".git-credentials").write_text("".join(f"{line}\n" for line in lines))


def a_program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\n\n"])
def test_dapla_4b_token_in_a_file_is_taken_whole(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "token"
    file.write_text(WHOLE + ending)
    file.chmod(0o600)
    assert found(str(file)) == WHOLE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=200))
def test_dapla_4b_every_token_of_printed_characters_is_taken_whole(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text)
    file.chmod(0o600)
    assert found(str(file)) == text


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
def test_file_that_others_may_read_is_refused_with_the_command(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "token"
    file.write_text(WHOLE)
    file.chmod(mode)
    with pytest.raises(NotAllowed, match="others on this machine") as error:
        found(str(file))
    assert f"chmod 600 {file}" in error.value.hint
    assert WHOLE not in f"{error.value} {error.value.hint}"


@pytest.mark.parametrize("text", ["", "\n", "two words", "one\ntwo", "nøkkel", "a\tb", "a\x00b", "a\x1bb"])
def test_file_without_one_word_is_no_token(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(BadInput, match="is no token") as error:
        found(str(file))
    assert PAGE in error.value.hint


def test_file_of_bytes_that_are_no_text_is_no_token(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"\xff\xfe")
    file.chmod(0o600)
    with pytest.raises(BadInput, match="is no token"):
        found(str(file))


def test_file_that_is_not_there_says_where_a_token_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="No such file") as error:
        found(str(tmp_path / "token"))
    assert PAGE in error.value.hint


def test_folder_and_pipe_are_no_token_and_nobody_waits(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("folder", "pipe"):
        with pytest.raises(StabburError):
            found(str(tmp_path / name))


def test_secret_store_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_GITHUB_TOKEN", WHOLE)
    assert found("secret:github/token") == WHOLE
    with pytest.raises(NotFound, match="no secret 'github/other'"):
        found("secret:github/other")
    with pytest.raises(BadInput, match="can't be the name of a secret"):
        found("secret:-x y")


def test_dapla_4b_helper_of_git_gives_it_whole(person: Path) -> None:
    kept(person, "https://kari:ghp_a.b-c_d@git.example.no")
    assert found() == "ghp_a.b-c_d"


def test_helper_gives_no_token_of_another_host_port_or_scheme(person: Path) -> None:
    kept(person, f"https://kari:{WHOLE.replace('/', '%2f')}@git.example.no")
    for address in ("https://git.example.net", "https://git.example.no:8443", "http://127.0.0.1:9"):
        with pytest.raises(NotFound, match="have no token"):
            found(address=address)


def test_nothing_kept_says_where_to_make_one_and_how_to_give_it() -> None:
    with pytest.raises(NotFound, match=r"no token for 'git\.example\.no'") as error:
        found()
    assert PAGE in error.value.hint
    assert "--token-from FILE" in error.value.hint


def test_program_of_the_forge_is_asked_where_git_knows_nothing(
    person: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = '[ "$*" = "auth git-credential get" ] && grep -q "^host=git.example.no$"'
    a_program(tmp_path, "gh", f'{asked} && echo "username=x" && echo "password={WHOLE}"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert found(program="gh") == WHOLE
    kept(person, "https://kari:of-git@git.example.no")
    assert found(program="gh") == "of-git"


def test_program_that_is_not_signed_in_is_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_program(tmp_path, "gh", "echo not signed in >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NotFound, match="have no token"):
        found(program="gh")


def test_nobody_is_asked_in_a_window_or_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_program(tmp_path, "window", f"touch '{tmp_path}/asked'; echo typed")
    monkeypatch.setenv("GIT_ASKPASS", str(tmp_path / "window"))
    monkeypatch.setenv("SSH_ASKPASS", str(tmp_path / "window"))
    with pytest.raises(NotFound):
        found()
    assert not (tmp_path / "asked").exists()


def test_A26_helper_that_the_repository_around_names_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    clone.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=clone, check=True)
    evil = f"!f() {{ touch '{tmp_path}/ran'; echo password=evil; }}; f"
    subprocess.run(["git", "config", "credential.helper", evil], cwd=clone, check=True)
    monkeypatch.chdir(clone)
    with pytest.raises(NotFound):
        found()
    assert not (tmp_path / "ran").exists()
