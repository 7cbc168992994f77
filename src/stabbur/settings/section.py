"""What every part of the settings is made of: sections that know their names, references to secrets."""

import re
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.types import Strict

from stabbur.errors import BadInput

Number = Annotated[float, Strict()]
REFERENCE_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)*$"


class Section(BaseModel):
    """A part of the settings; frozen, and a name that it does not know is an error."""

    # what was given may be a secret in the wrong place: no error of pydantic repeats it
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SecretReference(Section):
    """Where a secret is found; never the secret itself."""

    secret: str = Field(pattern=REFERENCE_NAME, description="name in a secret store, such as `dvh/password`")
    # private, so that two references to one secret are equal wherever they stand
    _where: str = PrivateAttr(default="")

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the reference to a name that somebody typed; BadInput when it can't be one."""
        if not re.fullmatch(REFERENCE_NAME, name):
            raise BadInput(
                f"'{name}' can't be the name of a secret",
                hint="letters, digits, - _ and . with / between, such as dvh/password",
                code="secret-name",
                secret=name,
            )
        return cls(secret=name)

    @property
    def where(self) -> str:
        """File, line and key that ask for the secret; empty when it was made in code."""
        return self._where

    def note(self, where: str) -> None:
        """Keep the place that asks for the secret, for the message when it is missing."""
        self._where = where
