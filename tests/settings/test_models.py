"""The table of settings: every name has a line of help, and a reference is never a secret."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from stabbur.errors import BadInput
from stabbur.settings import SecretReference, Settings, models


def sections() -> Iterator[type[BaseModel]]:
    for value in vars(models).values():
        if isinstance(value, type) and issubclass(value, models.Section):
            yield value


@pytest.mark.parametrize("section", list(sections()), ids=lambda section: section.__name__)
def test_every_setting_has_a_line_of_help(section: type[BaseModel]) -> None:
    for name, field in section.model_fields.items():
        is_section = isinstance(field.default, models.Section)
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
