"""The table of settings: every name has a line of help, and a reference is never a secret."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from stabbur.errors import BadInput
from stabbur.settings import SecretReference, Section, Settings, models


def sections() -> Iterator[type[BaseModel]]:
    for value in vars(models).values():
        if isinstance(value, type) and issubclass(value, Section):
            yield value


@pytest.mark.parametrize("section", list(sections()), ids=lambda section: section.__name__)
def test_every_setting_has_a_line_of_help(section: type[BaseModel]) -> None:
    for name, field in section.model_fields.items():
        is_section = isinstance(field.default, Section)
        assert is_section or field.description, f"{section.__name__}.{name}"
    assert section.model_config["frozen"]
    assert section.model_config["extra"] == "forbid"


@pytest.mark.parametrize(
    "name", ["", "..", "../a", "/etc/passwd", "a//b", "a/../b", "a b", "a\nb", "-a", "æ"]
)
def test_reference_can_not_leave_its_store(name: str) -> None:
    with pytest.raises(BadInput, match="name of a secret"):
        SecretReference.named(name)


def test_reference_by_name() -> None:
    assert SecretReference.named("dvh/password").secret == "dvh/password"


def test_defaults_are_valid() -> None:
    assert Settings.model_validate(Settings().model_dump()) == Settings()


def test_every_secret_of_the_settings_is_told_by_the_key_that_asks_for_it() -> None:
    named = {"secret": "a/b"}
    given = {
        "sources": {
            "dvh": {"kind": "postgres", "password": named, "options": {"token": named}},
            "open": {"kind": "x"},
        },
        "packages": {"password": named},
        "state": {"password": named},
    }
    keys = {"sources.dvh.password", "sources.dvh.options.token", "packages.password", "state.password"}
    assert set(Settings.model_validate(given).references()) == keys
    assert Settings().references() == {}


@pytest.mark.parametrize(
    "address", ["nexus.example.no", "ftp://nexus.example.no", "https://a b", 'https://a"b']
)
def test_address_of_an_index_is_one(address: str) -> None:
    for key in ("index", "cran", "npm", "advisories"):
        with pytest.raises(ValueError, match="String should match"):
            Settings.model_validate({"packages": {key: address}})


@pytest.mark.parametrize("key", ["index", "cran", "npm", "advisories"])
def test_address_of_an_index_holds_no_password(key: str) -> None:
    with pytest.raises(ValueError, match="has a password in it"):
        Settings.model_validate({"packages": {key: "https://kari:ord@nexus.example.no/simple"}})
