"""Secrets in the environment: `dvh/password` is STABBUR_SECRET_DVH_PASSWORD."""

import os
import re
from typing import Self

from stabbur.errors import NotAllowed
from stabbur.settings import Secrets


class EnvironmentSecrets:
    """Variables that start with STABBUR_SECRET_; no other variable is ever read."""

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store."""
        return cls()

    def read(self, name: str) -> str | None:
        """Return the value of the variable, or None."""
        return os.environ.get(variable(name))

    def place(self, name: str) -> str:
        """Name the variable."""
        return f"the environment variable {variable(name)}"

    def write(self, name: str, value: str) -> None:
        """Refuse: a process can't set the environment that it is started in."""
        raise NotAllowed(
            f"secret '{name}' can't be kept in the environment from here",
            hint=f"export {variable(name)}=…",
            code="secrets-read-only",
        )

    def delete(self, name: str) -> None:
        """Refuse, as `write` does."""
        raise NotAllowed(
            f"secret '{name}' can't be taken out of the environment from here",
            hint=f"unset {variable(name)}",
            code="secrets-read-only",
        )


def variable(name: str) -> str:
    """Return the name of the variable that holds a secret."""
    # two names may give one variable (a-b and a_b): the settings of one project are few enough to see that
    return "STABBUR_SECRET_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()
