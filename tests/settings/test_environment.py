"""Settings in the environment: types, names with a hyphen, reserved names."""

import re
from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.settings import RESERVED
from stabbur.settings.environment import is_reserved, type_at, unnamed, variable_name
from tests.settings.conftest import Levels

ROOT = Path(__file__).parents[2]


def test_values_have_the_type_of_their_setting(levels: Levels) -> None:
    found, _ = levels.read(
        STABBUR_OWNER="123",
        STABBUR_HUB__PORT="8801",
        STABBUR_IO__TIMEOUT_SECONDS="2.5",
        STABBUR_SECRETS__STORES='["files", "environment"]',
        STABBUR_SOURCES__DVH='{ kind = "postgres", write = true }',
        STABBUR_SOURCES__DVH__PASSWORD='{ secret = "dvh/password" }',
        STABBUR_SOURCES__DVH__OPTIONS__SSLMODE="require",
    )
    assert found.owner == "123"
    assert found.hub.port == 8801
    assert found.io.timeout_seconds == 2.5
    assert found.secrets.stores == ("files", "environment")
    source = found.sources["dvh"]
    assert source.write
    assert source.password
    assert source.password.secret == "dvh/password"
    assert source.options == {"sslmode": "require"}


def test_source_with_a_hyphen_is_found(levels: Levels) -> None:
    levels.write("project", '[sources.dvh-test]\nkind = "postgres"\naddress = "x"')
    found, origins = levels.read(STABBUR_SOURCES__DVH_TEST__ADDRESS="y")
    assert found.sources["dvh-test"].address == "y"
    assert origins["sources", "dvh-test", "address"].variable == "STABBUR_SOURCES__DVH_TEST__ADDRESS"


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("STABBUR_HUB__PORT", "abc", "whole number, not 'abc'"),
        ("STABBUR_HUB__PRT", "1", "hub has port"),
        ("STABBUR_LANGUAG", "nb", "reserved are STABBUR_HOME"),
        ("STABBUR_LANGUAGE", "no", "'nb', 'nn' or 'en'"),
    ],
)
def test_mistake_names_the_variable(levels: Levels, variable: str, value: str, words: str) -> None:
    with pytest.raises(BadInput, match=re.escape(words)) as error:
        levels.read(**{variable: value})
    assert variable in str(error.value)
    assert error.value.params["variable"] == variable


def test_password_in_the_environment_is_a_reference_too(levels: Levels) -> None:
    levels.write("project", '[sources.dvh]\nkind = "postgres"')
    with pytest.raises(BadInput, match="plain text") as error:
        levels.read(STABBUR_SOURCES__DVH__PASSWORD="hunter2hunter2")
    assert "hunter2" not in str(error.value)


def test_reserved_names_are_no_settings(levels: Levels) -> None:
    names = {name: "1" for name in RESERVED if name.isascii() and name != "STABBUR_HOME"}
    found, _ = levels.read(**names, STABBUR_SECRET_DVH__PASSWORD="x")
    assert found == levels.read()[0]


def test_every_variable_in_the_sources_is_a_setting_or_reserved() -> None:
    used = {
        variable
        for file in (ROOT / "src").rglob("*.py")
        for variable in re.findall(r"\bSTABBUR_[A-Z][A-Z_]*[A-Z]\b", file.read_text(encoding="utf-8"))
    }
    path = {variable: tuple(variable.removeprefix("STABBUR_").lower().split("__")) for variable in used}
    assert not [v for v in used if not is_reserved(v) and v != "STABBUR_SECRET" and type_at(path[v]) is None]


def test_name_of_a_variable_and_back() -> None:
    assert variable_name(("sources", "dvh-test", "address")) == "STABBUR_SOURCES__DVH_TEST__ADDRESS"
    assert unnamed("sources.dvh.kind") == "sources.*.kind"
    assert unnamed("hub.port") == "hub.port"
