"""Who commits: what git knows, or the local person, who is told apart from it."""

from pathlib import Path

import pytest

from stabbur.projects.git.identity import identity
from tests.projects.git.repositories import person


def test_person_of_git_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, tmp_path, "[user]\nname = Åse Ødegård\nemail = ase@example.org\n")
    found = identity(tmp_path)
    assert (found.name, found.email, found.given) == ("Åse Ødegård", "ase@example.org", True)


@pytest.mark.parametrize("half", ["[user]\nname = Kari\n", "[user]\nemail = kari@example.org\n", "[core]\n"])
def test_without_a_whole_identity_it_is_the_local_person(
    half: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path, half)
    for variable in ("EMAIL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(variable, raising=False)
    found = identity(tmp_path)
    # git's settings are not taken by halves: a name with a made-up address would look like the person's own
    assert not found.given
    assert found.email.endswith(".invalid")
    assert found.environ["GIT_COMMITTER_EMAIL"] == found.email


def test_variables_of_git_count_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, tmp_path, "[core]\n")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ola")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ola@example.org")
    assert identity(tmp_path).given
