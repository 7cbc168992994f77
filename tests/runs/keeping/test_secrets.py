"""A run gets what its project names and nothing else, from whichever store has it."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.runs.keeping.secrets import given, listed, named
from stabbur.secrets import log
from stabbur.settings import Settings
from stabbur.state import secrets
from stabbur.state.secrets import StateSecrets

VALUE = "canary-Hunter2"


@pytest.fixture
def project(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def says(folder: Path, text: str) -> None:
    (folder / "stabbur.toml").write_text(text, encoding="utf-8")


DVH = '[sources.dvh]\nkind = "postgres"\naddress = "db/dvh"\npassword = { secret = "dvh/password" }\n'


def test_gives_what_the_project_names(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = StateSecrets(Settings())
    for name in ("dvh/password", "api/token", "others/token"):
        store.write(name, f"{VALUE} of {name}")
    monkeypatch.setenv("STABBUR_SECRET_CI_TOKEN", "from the environment")
    says(project, DVH + '[needs]\nsecrets = ["api/token", "ci/token", "missing"]\n')
    assert given(project) == {
        "dvh/password": f"{VALUE} of dvh/password",
        "api/token": f"{VALUE} of api/token",
        "ci/token": "from the environment",
    }


def test_gives_the_options_of_a_source(project: Path) -> None:
    StateSecrets(Settings()).write("dvh/key", VALUE)
    says(project, '[sources.dvh]\nkind = "service"\noptions = { token = { secret = "dvh/key" } }\n')
    assert given(project) == {"dvh/key": VALUE}


def test_gives_what_a_source_of_the_person_needs_where_the_project_names_it(
    project: Path, home: Path
) -> None:
    store = StateSecrets(Settings())
    for name in ("dvh/password", "smtp/password", "others/token"):
        store.write(name, VALUE)
    says(home, DVH + '[notices]\nsmtp_password = { secret = "smtp/password" }\n')
    says(project, 'owner = "demo"\n')
    assert named(project) == given(project) == {}
    says(project, 'owner = "demo"\n[needs]\nsources = ["dvh", "nowhere"]\n')
    assert named(project) == {"dvh/password": "sources.dvh.password"}
    assert given(project) == {"dvh/password": VALUE}


def test_a_secret_of_the_person_that_cannot_be_opened_stops_only_who_names_it(
    project: Path, home: Path
) -> None:
    StateSecrets(Settings()).write("dvh/password", VALUE)
    secrets.key_file().unlink()
    says(home, DVH)
    assert given(project) == {}
    says(project, '[needs]\nsecrets = ["dvh/password"]\n')
    with pytest.raises(NotFound, match="is gone"):
        given(project)


@pytest.mark.parametrize("key", ["notices.smtp_password", "notices.slack", "notices.webhook_key"])
def test_refuses_a_secret_of_the_installation(project: Path, home: Path, key: str) -> None:
    StateSecrets(Settings()).write("own/secret", VALUE)
    section, name = key.split(".")
    says(home, f'[{section}]\n{name} = {{ secret = "own/secret" }}\n')
    says(project, '[needs]\nsecrets = ["own/secret"]\n')
    with pytest.raises(NotAllowed, match=f"'needs.secrets' asks for.*{key}") as error:
        given(project)
    assert VALUE not in f"{error.value}{error.value.hint}"


@pytest.mark.parametrize("key", ["state.password", "packages.password"])
def test_gives_what_a_run_needs_to_publish_and_to_be_built(
    project: Path, home: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    section, name = key.split(".")
    monkeypatch.setenv("STABBUR_SECRET_OWN_SECRET", VALUE)
    says(home, f'[{section}]\n{name} = {{ secret = "own/secret" }}\n')
    assert given(project) == {"own/secret": VALUE}


def test_refuses_two_that_come_in_one_variable(project: Path) -> None:
    says(project, '[needs]\nsecrets = ["a-b", "a_b"]\n')
    with pytest.raises(BadInput, match="STABBUR_SECRET_A_B"):
        given(project)


def test_a_name_that_can_be_none_is_refused(project: Path) -> None:
    says(project, '[needs]\nsecrets = ["../etc"]\n')
    with pytest.raises(BadInput):
        given(project)


def test_a_key_that_is_gone_is_told_of_and_no_value_is(project: Path) -> None:
    StateSecrets(Settings()).write("dvh/password", VALUE)
    says(project, DVH)
    secrets.key_file().unlink()
    with pytest.raises(NotFound, match=r"secrets\.key.*is gone") as error:
        given(project)
    log.record(error.value)
    assert VALUE not in f"{error.value!r}{error.value.hint}{log.file().read_text()}"


def test_lists_what_is_asked_for_and_what_is_kept(project: Path) -> None:
    store = StateSecrets(Settings())
    store.write("dvh/password", VALUE)
    store.write("old/token", VALUE)
    says(project, DVH + '[needs]\nsecrets = ["api/token"]\n')
    secrets.key_file().unlink()  # a list needs no key
    rows = listed(settings.load())
    assert [(one.secret, one.used_by, one.store) for one in rows] == [
        ("api/token", "needs.secrets", None),
        ("dvh/password", "sources.dvh.password", "state"),
        ("old/token", None, "state"),
    ]
    assert {one.actor for one in rows} == {None, settings.local_person()}
    assert [one.secret for one in listed(settings.load(), store="state")] == ["dvh/password", "old/token"]
    assert VALUE not in repr(rows)
