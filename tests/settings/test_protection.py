"""A cloned project must not send a secret elsewhere, nor read files as secrets."""

import pytest

from stabbur.errors import BadInput
from tests.settings.conftest import Levels

DVH = '[sources.dvh]\nkind = "postgres"\naddress = "db:5432/dvh"\npassword = { secret = "dvh/password" }\n'


@pytest.mark.parametrize("outer", ["person", "installation"])
@pytest.mark.parametrize(
    "line",
    [
        'address = "elsewhere:5432/x"',
        'kind = "sqlite"',
        "options = { host = 'elsewhere' }",
        'user = "x"',
        "write = true",
    ],
)
def test_project_can_not_bend_a_source_with_a_secret(levels: Levels, outer: str, line: str) -> None:
    levels.write(outer, DVH)
    levels.write("project", f"# a cloned project\n[sources.dvh]\n{line}\n")
    with pytest.raises(BadInput, match="source 'dvh' has a secret") as error:
        levels.read()
    assert error.value.code == "source-protected"
    assert (error.value.params["line"], outer in str(error.value)) == (3, True)


def test_environment_can_not_either(levels: Levels) -> None:
    levels.write("project", DVH)
    with pytest.raises(BadInput, match="STABBUR_SOURCES__DVH__ADDRESS"):
        levels.read(STABBUR_SOURCES__DVH__ADDRESS="elsewhere:5432/x")


def test_secret_in_the_options_protects_as_well(levels: Levels) -> None:
    levels.write("person", '[sources.api]\nkind = "postgres"\noptions = { token = { secret = "api/token" } }')
    levels.write("project", '[sources.api]\naddress = "elsewhere"')
    with pytest.raises(BadInput, match="can't change it"):
        levels.read()


def test_project_can_not_use_the_secret_under_another_name(levels: Levels) -> None:
    levels.write("person", DVH)
    levels.write("project", DVH.replace("sources.dvh", "sources.mine").replace("db:5432", "elsewhere:5432"))
    with pytest.raises(BadInput, match="belongs to the source 'dvh' of the person") as error:
        levels.read()
    assert error.value.code == "secret-protected"


def test_source_without_a_secret_may_be_changed(levels: Levels) -> None:
    levels.write("installation", '[sources.open]\nkind = "duckdb"\naddress = "/a"')
    levels.write("project", '[sources.open]\naddress = "/b"')
    assert levels.read()[0].sources["open"].address == "/b"


def test_project_may_have_sources_with_secrets_of_its_own(levels: Levels) -> None:
    levels.write("person", DVH)
    levels.write("project", DVH.replace("dvh", "ours"))
    assert set(levels.read()[0].sources) == {"dvh", "ours"}


@pytest.mark.parametrize(
    "text", ['[secrets]\nfolder = "/etc"', '[secrets]\nstores = ["files"]', '[state]\naddress = "x"']
)
def test_project_can_not_say_where_secrets_or_state_are(levels: Levels, text: str) -> None:
    levels.write("project", text)
    with pytest.raises(BadInput, match="can't be set by a project"):
        levels.read()
    levels.write("project", "")
    levels.write("person", text)
    levels.read()


NEXUS = '[packages]\nindex = "https://nexus.example.no/simple"\npassword = { secret = "nexus/password" }\n'


@pytest.mark.parametrize(
    "line",
    [
        'index = "https://elsewhere.example.no"',
        'npm = "https://elsewhere.example.no"',
        'user = "x"',
        'password = { secret = "x" }',
        "youngest_days = 0",
        "deny = []",
    ],
)
def test_project_can_not_say_where_packages_come_from(levels: Levels, line: str) -> None:
    levels.write("project", f"[packages]\n{line}\n")
    with pytest.raises(BadInput, match=r"'packages\.\w+' in .* can't be set by a project") as error:
        levels.read()
    assert error.value.code == "settings-not-in-project"
    assert "STABBUR_HOME" in error.value.hint
    levels.write("project", "")
    levels.write("person", f"[packages]\n{line}\n")
    levels.read()


def test_project_can_not_use_the_password_of_the_index_for_a_source(levels: Levels) -> None:
    levels.write("person", NEXUS)
    source = '[sources.mine]\nkind = "service"\naddress = "https://elsewhere.example.no"\n'
    levels.write("project", source + 'password = { secret = "nexus/password" }\n')
    with pytest.raises(BadInput, match=r"which belongs to 'packages\.password' of the person") as error:
        levels.read()
    assert error.value.code == "secret-protected"


@pytest.mark.parametrize("name", ["INDEX", "CRAN", "NPM", "USER"])
def test_password_of_the_installation_goes_to_no_other_address(levels: Levels, name: str) -> None:
    levels.write("installation", NEXUS)
    with pytest.raises(BadInput, match="can't change what") as error:
        levels.read(**{f"STABBUR_PACKAGES__{name}": "https://elsewhere.example.no"})
    assert error.value.code == "packages-protected"
    levels.write("installation", '[packages]\nindex = "https://nexus.example.no/simple"\n')
    levels.read(**{f"STABBUR_PACKAGES__{name}": "https://elsewhere.example.no"})


def test_rules_of_the_installation_hold_for_every_person(levels: Levels) -> None:
    levels.write("installation", '[packages]\ndeny = ["left-pad"]\n')
    levels.write("person", "[packages]\ndeny = []\n")
    with pytest.raises(BadInput, match=r"'packages\.deny' in .* can't change what .*installation") as error:
        levels.read()
    assert error.value.code == "packages-protected"
    levels.write("person", '[packages]\nallow = ["pandas"]\nyoungest_days = 7\n')
    found = levels.read()[0].packages
    assert (found.deny, found.allow, found.youngest_days) == (("left-pad",), ("pandas",), 7)


@pytest.mark.parametrize("name", ["smtp_password", "slack", "webhook_key"])
def test_project_can_not_send_what_notices_sign_in_with_to_a_source_of_its_own(
    levels: Levels, name: str
) -> None:
    levels.write("person", f'[notices]\n{name} = {{ secret = "notices/it" }}\n')
    source = '[sources.mine]\nkind = "service"\naddress = "https://elsewhere.example.no"\n'
    levels.write("project", source + 'password = { secret = "notices/it" }\n')
    with pytest.raises(BadInput, match=rf"which belongs to 'notices\.{name}' of the person") as error:
        levels.read()
    assert error.value.code == "secret-protected"
    levels.write("project", f'[notices]\n{name} = {{ secret = "mine/it" }}\n')
    with pytest.raises(BadInput, match="can't be set by a project"):
        levels.read()
