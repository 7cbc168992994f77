"""Where a project is shared when little is said, and what is refused before anybody is asked."""

import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput, Conflict, NotFound, StabburError, Unavailable
from stabbur.projects.forges.base import Account, Repository, Wanted
from stabbur.projects.forges.github import GitHub
from stabbur.projects.forges.remote import Plan, RemoteWish, create, prepare
from stabbur.projects.undoing import Undo, all_or_nothing
from stabbur.secrets import Secret
from stabbur.state.clock import now
from tests.projects.forges.github_recorded import GitHubPlace
from tests.servers import recorded


def a_plan() -> Plan:
    forge = GitHub.open("https://git.example.no", Secret("of-this-test"))
    wanted, account = Wanted("", "folketall"), Account("kari", "kari")
    return Plan(
        forge, "https://git.example.no/kari/folketall.git", Secret("of-this-test"), "", wanted, account
    )


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def test_settings_say_which_forge_where_and_whose(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_GITHUB_TOKEN", "ghp_good-to.ken_1")
    place = GitHubPlace(tmp_path)
    with recorded.serve(place.server):
        (home / "stabbur.toml").write_text(
            f'[forge]\nkind = "github"\naddress = "{place.address}"\nowner = "statistics"\n'
        )
        plan = prepare(RemoteWish(token_from="secret:github/token"), "folketall")
        assert plan.url == f"{place.address}/statistics/folketall.git"
        with pytest.raises(BadInput, match="where the Forgejo is, is not said"):
            prepare(RemoteWish(kind="forgejo", token_from="secret:github/token"), "folketall")


def test_A26_clone_does_not_choose_where_tokens_go(home: Path, tmp_path: Path) -> None:
    (tmp_path / "stabbur.toml").write_text('[forge]\naddress = "https://evil.example"\n')
    with pytest.raises(BadInput, match="can't be set by a project"):
        settings.load(tmp_path)


def test_no_forge_is_said(home: Path) -> None:
    with pytest.raises(BadInput, match="which forge is not said") as error:
        prepare(RemoteWish(), "folketall")
    assert "--github or --gitlab" in error.value.hint


def test_forge_that_is_not_installed_is_said_with_those_that_are(home: Path) -> None:
    with pytest.raises(NotFound, match="installed are forgejo, github, gitlab"):
        prepare(RemoteWish(kind="gitbhu"), "folketall")


@pytest.mark.parametrize("name", ["-x", "a\nb", "Folketall", "folke tall", "..", "x.git", "--upload-pack=id"])
def test_A26_name_that_is_none_is_refused_before_anybody_is_asked(home: Path, name: str) -> None:
    with pytest.raises(BadInput, match="can't be a project's name"):
        prepare(RemoteWish(kind="github", address="http://127.0.0.1:9"), name)


def test_folder_in_another_repository_is_not_shared_alone(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    inner = tmp_path / "folketall"
    inner.mkdir()
    with pytest.raises(NotFound, match="no repository of its own"):
        create(a_plan(), inner, Undo())


def test_project_that_is_shared_already_stays_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", "https://kari:hunter22-x@git.example.no/x.git")
    with pytest.raises(Conflict, match="shared already") as error:
        create(a_plan(), tmp_path, Undo())
    assert "hunter22-x" not in str(error.value)


def test_plan_shows_no_token() -> None:
    assert "of-this-test" not in repr(a_plan())


class Doubtful(GitHub):
    """A forge that makes a repository without saying so."""

    def __init__(self, there: Repository) -> None:
        self.there = there
        self.asked, self.deleted = 0, list[Repository]()

    def find(self, owner: str, name: str) -> Repository | None:
        """Return nothing at first, and then what has come."""
        self.asked += 1
        return self.there if self.asked > 1 else None

    def create(self, wanted: Wanted, account: Account) -> Repository:
        """Give no answer."""
        raise Unavailable("no answer")

    def delete(self, repository: Repository) -> None:
        """Note it."""
        self.deleted.append(repository)


def shared_in_doubt(root: Path, there: Repository) -> Doubtful:
    """Share a project where no answer comes and a repository is found after; it fails in any case."""
    git(root, "init", "-q")
    forge = Doubtful(there)
    plan = replace(a_plan(), forge=forge, url="http://127.0.0.1:9/kari/folketall.git")
    with pytest.raises(StabburError), all_or_nothing(lambda line: None) as undo:
        create(replace(plan, wanted=Wanted("", "folketall", "Tall")), root, undo)
    return forge


def found(created: datetime | None = None, empty: bool = True, description: str = "Tall") -> Repository:
    """Return what is found."""
    return Repository("7", "kari", "folketall", "https://page", created or now(), empty, description)


def test_what_is_found_instead_of_an_answer_is_ours_when_new_empty_and_as_asked(tmp_path: Path) -> None:
    there = found()
    assert shared_in_doubt(tmp_path, there).deleted == [there], "the push has failed, so it is taken back"


@pytest.mark.parametrize(
    "other",
    [
        found(created=now() - timedelta(days=1)),
        found(created=now() + timedelta(days=1)),
        found(empty=False),
        found(description="theirs"),
    ],
    ids=["older", "newer", "full", "another"],
)
def test_what_is_found_instead_of_an_answer_is_left_when_it_may_be_anothers(
    tmp_path: Path, other: Repository
) -> None:
    assert shared_in_doubt(tmp_path, other).deleted == []
