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
