"""Settings of git that lose work or lay a token open, each shown before it is changed."""

from pathlib import Path

import pytest

from stabbur.projects.health import git_settings
from stabbur.projects.health.finding import Finding
from stabbur.projects.project import Project
from stabbur.settings import Settings
from tests.projects import handmade

KNOWN = Settings()
WELL = "[user]\n\tname = Kari\n\temail = kari@example.org\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's settings of git, and no others; nobody's home is looked into."""
    file = tmp_path / "gitconfig"
    file.write_text(WELL)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("NAME", "EMAIL"):
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.delenv(f"GIT_{role}_{variable}", raising=False)
    return file


@pytest.fixture
def project(home: Path, settings: Path, tmp_path: Path) -> Project:
    return handmade.written(tmp_path)


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    assert (finding.status == "ok") != bool(finding.cure)
    return finding


def get(project: Project, *words: str) -> list[str]:
    return handmade.asked(project.root, "config", *words).split()


def test_person_that_git_does_not_know(project: Project, settings: Path) -> None:
    assert one([*git_settings.person(project, KNOWN)]).found == "Kari <kari@example.org>"
    settings.write_text("")
    finding = one([*git_settings.person(project, KNOWN)])
    assert (finding.status, finding.mend) == ("note", None)
    assert "git config --global user.name" in finding.cure


def test_line_ends_of_windows(project: Project, settings: Path) -> None:
    settings.write_text(f"{WELL}[core]\n\tautocrlf = true\n")
    finding = one([*git_settings.line_ends(project, KNOWN)])
    assert finding.status == "problem"
    assert finding.mend
    assert (finding.mend.before, finding.mend.after) == ("core.autocrlf = true", "core.autocrlf = input")
    finding.mend.make()
    assert get(project, "--local", "core.autocrlf") == ["input"]
    assert "autocrlf = true" in settings.read_text(), "what other repositories have is left alone"
    assert one([*git_settings.line_ends(project, KNOWN)]).status == "ok"


def test_pull_that_was_not_told_what_to_do(project: Project) -> None:
    finding = one([*git_settings.pulling(project, KNOWN)])
    assert (finding.status, finding.mend and finding.mend.before) == ("note", "pull.rebase is not set")
    assert finding.mend
    finding.mend.make()
    assert one([*git_settings.pulling(project, KNOWN)]).status == "ok"


def test_pull_that_only_goes_forward_is_well(project: Project, settings: Path) -> None:
    settings.write_text(f"{WELL}[pull]\n\tff = only\n")
    assert one([*git_settings.pulling(project, KNOWN)]).found == "pull.ff is only"


def test_first_branch_of_new_repositories(project: Project, settings: Path) -> None:
    finding = one([*git_settings.first_branch(project, KNOWN)])
    assert finding.status == "note"
    assert finding.mend
    finding.mend.make()
    assert get(project, "--global", "init.defaultBranch") == ["main"]
    assert one([*git_settings.first_branch(project, KNOWN)]).status == "ok"


@pytest.mark.parametrize("key", ["credential.helper", "credential.https://forge.example.no.helper"])
@pytest.mark.parametrize(
    "value",
    [
        "store",
        "store --file '~/mine (1)'",
        "/usr/lib/git-core/git-credential-store",
        "!git credential-store --file ~/a",
    ],
)
def test_A25_helper_that_keeps_passwords_in_clear(project: Project, key: str, value: str) -> None:
    handmade.asked(project.root, "config", "--global", "--add", key, value)
    handmade.asked(project.root, "config", "--global", "--add", key, "another")
    finding = one([*git_settings.helpers(project, KNOWN)])
    assert finding.status == "problem"
    assert finding.mend
    assert finding.mend.before == f"{key} = {value}"
    finding.mend.make()
    assert get(project, "--global", "--get-all", key) == [git_settings.KEEPER, "another"]
    assert one([*git_settings.helpers(project, KNOWN)]).status == "ok"


@pytest.mark.parametrize(
    "value", ["store-in-the-vault", "/opt/git-credential-store-safely", "cache", "!store"]
)
def test_A25_helper_that_is_only_called_alike_is_well(project: Project, value: str) -> None:
    handmade.asked(project.root, "config", "--global", "--add", "credential.helper", value)
    assert one([*git_settings.helpers(project, KNOWN)]).status == "ok"


def test_A25_file_with_passwords_in_clear_is_told_and_not_deleted(project: Project, tmp_path: Path) -> None:
    file = tmp_path / ".git-credentials"
    file.write_text("https://kari:hemmelig@forge.example.no\n")
    finding = one([*git_settings.helpers(project, KNOWN)])
    assert (finding.status, finding.mend) == ("problem", None)
    assert "hemmelig" not in finding.found + finding.cure
    assert file.is_file()


@pytest.mark.parametrize(
    "given",
    [
        "https://kari:hemmelig@forge.example.no/a.git",
        "https://ghp_0123456789abcdef0123@forge.example.no/a.git",
    ],
)
def test_A25_token_in_the_address_of_a_remote(project: Project, given: str) -> None:
    handmade.asked(project.root, "remote", "add", "origin", given)
    finding = one([*git_settings.addresses(project, KNOWN)])
    assert finding.status == "problem"
    assert finding.mend
    told = finding.found + finding.cure + finding.mend.before + finding.mend.after
    assert "hemmelig" not in told
    assert "ghp_" not in told
    finding.mend.make()
    assert get(project, "remote.origin.url") == ["https://forge.example.no/a.git"]
    assert one([*git_settings.addresses(project, KNOWN)]).status == "ok"


@pytest.mark.parametrize(
    "given",
    ["https://forge.example.no/a.git", "https://kari@forge.example.no/a.git", "git@forge.example.no:a.git"],
)
def test_address_without_a_password_is_well(project: Project, given: str) -> None:
    handmade.asked(project.root, "remote", "add", "origin", given)
    assert one([*git_settings.addresses(project, KNOWN)]).status == "ok"


def test_nothing_is_changed_by_looking(project: Project, settings: Path) -> None:
    settings.write_text("[core]\n\tautocrlf = true\n[credential]\n\thelper = store\n")
    before = settings.read_bytes(), (project.root / ".git" / "config").read_bytes()
    for check in (
        git_settings.person,
        git_settings.line_ends,
        git_settings.pulling,
        git_settings.first_branch,
        git_settings.helpers,
        git_settings.addresses,
    ):
        assert [finding.status for finding in check(project, KNOWN)] != [
            "ok"
        ] or check is git_settings.addresses
    assert (settings.read_bytes(), (project.root / ".git" / "config").read_bytes()) == before
