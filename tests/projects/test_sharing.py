"""An organisation's shared settings: sources and buckets to the project, the package index to the person."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.projects.sharing import Shared, looked_at, share
from stabbur.projects.starting import init
from stabbur.projects.undoing import Undo, all_or_nothing
from tests.projects.conftest import identity
from tests.projects.origin.conftest import git
from tests.projects.small import small
from tests.servers import web

ORGANISATION = """\
help_address = "hjelp@example.no"

[sources.dvh]
kind = "postgres"
address = "db.example.no:5432/dvh"
user = "kari"
password = { secret = "dvh/password" }

[buckets.delt]
address = "delt"

[packages]
index = "https://nexus.example.no/simple"
password = { secret = "nexus/password" }

[hub]
port = 9000
"""
PERSON = '# mine\nlanguage = "nn"  # as I like it\n\n[sources.own]\nkind = "sqlite"\n'


@pytest.fixture
def root(tmp_path: Path, home: Path) -> Path:
    """A project with settings of its own."""
    project = small(tmp_path / "project")
    (project.root / "stabbur.toml").write_text('# of the project\nowner = "skatt"\n')
    return project.root


@pytest.fixture
def shared_file(tmp_path: Path) -> Path:
    (tmp_path / "organisation").mkdir()
    (tmp_path / "organisation" / "stabbur.toml").write_text(ORGANISATION)
    return tmp_path / "organisation" / "stabbur.toml"


def test_settings_that_are_not_there_are_told_with_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no 'nope\.toml' to take settings from") as error:
        looked_at("nope.toml", None, tmp_path)
    assert error.value.hint.startswith("give a stabbur.toml, a folder or a git repository with one")


def shared(given: Path | str, root: Path, undo: Undo | None = None) -> list[str]:
    """Share settings with a project and return what was said."""
    said: list[str] = []
    share(looked_at(str(given), None, root.parent), root, undo or Undo(), said.append)
    return said


def test_sources_go_to_the_project_and_the_index_to_the_person(
    root: Path, home: Path, shared_file: Path, tmp_path: Path
) -> None:
    (home / "stabbur.toml").write_text(PERSON)
    said = shared(shared_file, root)
    found = settings.load(root)
    assert found.sources["dvh"].address == "db.example.no:5432/dvh"
    assert found.buckets["delt"].address == str(tmp_path / "organisation" / "delt")
    assert (found.owner, found.help_address, found.packages.index) == (
        "skatt", "hjelp@example.no", "https://nexus.example.no/simple",
    )  # fmt: skip
    assert found.hub.port == 8800
    assert "packages" not in (root / "stabbur.toml").read_text()
    assert (root / "stabbur.toml").read_text().startswith("# of the project\n")
    assert (home / "stabbur.toml").read_text().startswith(PERSON)
    assert [line for line in said if "'hub'" in line and "not taken" in line]
    assert [line for line in said if "packages.index" in line and str(home) in line]


@pytest.mark.parametrize("form", ["{file}", "{folder}", "{repository}", "file://{repository}"])
def test_file_folder_and_repository_give_the_same(
    root: Path, shared_file: Path, tmp_path: Path, form: str
) -> None:
    repository = tmp_path / "organisation.git"
    git(shared_file.parent, "init", "-q", "-b", "main")
    git(shared_file.parent, "add", ".")
    git(shared_file.parent, "commit", "-qm", "Share")
    git(tmp_path, "clone", "-q", "--bare", "organisation", "organisation.git")
    given = form.format(file=shared_file, folder=shared_file.parent, repository=repository)
    shared(given, root)
    assert settings.load(root).sources["dvh"].user == "kari"
    assert settings.load(root).packages.index == "https://nexus.example.no/simple"


def test_file_on_the_web_is_read_where_nobody_can_change_it(root: Path, home: Path) -> None:
    with web.serve() as site:
        site.put("/felles/stabbur.toml", ORGANISATION.encode())
        shared(site.url("/felles/stabbur.toml"), root)
        with pytest.raises(StabburError):
            looked_at(site.url("/felles/none.toml"), None, root)
    assert settings.load(root).sources["dvh"].user == "kari"
    assert settings.load(root).packages.index == "https://nexus.example.no/simple"
    with pytest.raises(BadInput, match="changed on the way"):
        looked_at("http://git.example.no/stabbur.toml", None, root)


def test_failure_puts_both_files_back_as_they_were(root: Path, home: Path, shared_file: Path) -> None:
    def failing() -> None:
        with all_or_nothing(lambda line: None) as undo:
            shared(shared_file, root, undo)
            raise BadInput("no")

    for before in (PERSON, None):
        (home / "stabbur.toml").unlink(missing_ok=True)
        if before:
            (home / "stabbur.toml").write_text(before)
        with pytest.raises(BadInput):
            failing()
        assert (home / "stabbur.toml").is_file() == bool(before)
        assert not before or (home / "stabbur.toml").read_text() == before


def test_what_somebody_wrote_meanwhile_is_not_taken_back(root: Path, home: Path, shared_file: Path) -> None:
    def failing() -> None:
        with all_or_nothing(lambda line: None) as undo:
            shared(shared_file, root, undo)
            (home / "stabbur.toml").write_text(PERSON)
            raise BadInput("the first")

    with pytest.raises(BadInput, match="the first") as error:
        failing()
    assert "changed meanwhile" in error.value.hint
    assert (home / "stabbur.toml").read_text() == PERSON


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[sources.dvh]\nkind = "postgres"\npassword = "canary-3"\n', "settings-literal-secret"),
        ('[sources.dvh]\nkind = "postgres"\naddress = "postgresql://kari:canary-3@db/x"\n', ""),
        ("[sources.dvh]\nknid = 3\n", ""),
        ("sources = [\n", "settings-not-toml"),
        (b"\xff\xfe", "settings-unreadable"),
    ],
)
def test_shared_settings_that_can_be_none(
    root: Path, home: Path, tmp_path: Path, text: str | bytes, code: str
) -> None:
    file = tmp_path / "shared.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput, match=r"shared\.toml") as error:
        looked_at(str(file), None, root)
    assert "canary-3" not in f"{error.value}{error.value.hint}{error.value.params}"
    assert not code or error.value.code == code
    assert not (home / "stabbur.toml").exists()


def test_place_without_settings(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "empty")
    git(tmp_path / "empty", "commit", "-q", "--allow-empty", "-m", "x")
    with pytest.raises(NotFound, match=r"no stabbur\.toml"):
        looked_at(str(tmp_path / "empty"), None, root)
    with pytest.raises(NotFound):
        looked_at(str(tmp_path / "nowhere"), None, root)
    (tmp_path / "plain").mkdir()
    with pytest.raises(StabburError):
        looked_at(str(tmp_path / "plain"), None, root)


def test_own_setting_is_not_overwritten(root: Path, home: Path, shared_file: Path) -> None:
    (home / "stabbur.toml").write_text('[packages]\nindex = "https://other.example.no/simple"\n')
    with pytest.raises(Conflict, match=r"other\.example\.no") as error:
        looked_at(str(shared_file), None, root)
    assert error.value.code == "settings-differ"


def test_shared_index_may_not_have_the_password_of_a_source(
    root: Path, home: Path, shared_file: Path
) -> None:
    (home / "stabbur.toml").write_text(
        '[sources.x]\nkind = "postgres"\npassword = { secret = "nexus/password" }\n'
    )
    with pytest.raises(BadInput) as error:
        looked_at(str(shared_file), None, root)
    assert error.value.code == "secret-protected"


def test_source_of_the_person_is_not_bent(root: Path, home: Path, shared_file: Path) -> None:
    (home / "stabbur.toml").write_text(
        '[sources.dvh]\nkind = "postgres"\naddress = "db"\npassword = { secret = "dvh/password" }\n'
    )
    with pytest.raises(BadInput) as error:
        shared(shared_file, root)
    assert error.value.code == "source-protected"


def test_secrets_are_named_and_never_read(root: Path, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    folder.mkdir()
    (folder / "dvh").write_text("canary-4")
    (folder / "dvh").chmod(0)
    share(looked_at(None, str(folder), root), root, Undo(), lambda line: None)
    share(
        looked_at(None, "vault:https://vault.example.no/secret/skatt", root), root, Undo(), lambda line: None
    )
    found = settings.load(root).secrets
    assert found.folder == str(folder)
    assert (found.vault, found.vault_path) == ("https://vault.example.no", "secret/skatt")
    assert found.stores == ("environment", "files", "keyring", "state", "vault")
    written = [path.read_text() for path in (home / "stabbur.toml", root / "stabbur.toml")]
    assert "canary-4" not in "".join(written)


def test_file_of_secrets_is_refused_with_what_to_do(root: Path, home: Path, tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("PASSWORD=canary-5\n")
    with pytest.raises(BadInput) as error:
        looked_at(None, str(tmp_path / "secrets.env"), root)
    assert error.value.code == "secrets-file"
    assert "stabbur secrets set NAME" in error.value.hint
    assert "canary-5" not in f"{error.value}{error.value.hint}"
    with pytest.raises(NotFound):
        looked_at(None, str(tmp_path / "nowhere"), root)


@pytest.mark.parametrize(
    "address", ["vault:", "vault:https://v.no", "vault:https://kari:canary-6@v.no/x", "vault:x/y"]
)
def test_address_of_no_vault(root: Path, address: str) -> None:
    with pytest.raises(BadInput) as error:
        looked_at(None, address, root)
    assert error.value.code == "vault-address"
    assert "canary-6" not in f"{error.value}{error.value.hint}"


def test_nothing_is_shared_when_nothing_is_asked_for(root: Path, home: Path) -> None:
    before = (root / "stabbur.toml").read_bytes()
    assert looked_at(None, None, root) == Shared()
    share(Shared(), root, Undo(), lambda line: None)
    assert (root / "stabbur.toml").read_bytes() == before
    assert not (home / "stabbur.toml").exists()


def test_whole_start_with_shared_settings(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity(monkeypatch, tmp_path / "gitconfig", name="Kari", email="kari@example.no")
    (tmp_path / "shared.toml").write_text(
        '[sources.x]\nkind = "sqlite"\naddress = "x.db"\n[packages]\ndeny = ["y"]\n'
    )
    made = init(
        "folketall",
        folder=tmp_path,
        origin=str(small(tmp_path / "small").root),
        settings=str(tmp_path / "shared.toml"),
        secrets="vault:https://vault.example.no/kv/skatt",
    )
    assert settings.load(made.root).packages.deny == ("y",)
    assert "sources.x" in git(made.root, "show", "HEAD:stabbur.toml")
    assert "vault" not in git(made.root, "show", "HEAD:stabbur.toml")
