"""The methods that change columns of microdata, by name, so that a recorded step can be taken once more."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Self

import polars as pl

from stabbur.disclosure.microdata.persons import names
from stabbur.disclosure.microdata.step import Changed, Method
from stabbur.errors import BadInput, meant

METHODS: dict[str, str] = {}
"""Each method and where it lives."""


class Changing(ABC):
    """What can be done to columns; each way is a pure function in `methods/` and leaves a step behind."""

    @abstractmethod
    def _changed(
        self, name: str, columns: tuple[str, ...], seed: int | None, options: Mapping[str, Any]
    ) -> Self:
        """Return the rows after one method."""

    def apply(
        self, name: str, columns: str | Sequence[str], *, seed: int | None = None, **options: Any
    ) -> Self:
        """Run one of the methods that change columns by its name, such as ``"top_code"``.

        Parameters
        ----------
        name
            The method.
        columns
            The columns to change.
        seed
            What random numbers begin with; drawn where it is not given. It is recorded in the step, so that the
            step can be repeated: keep it to yourself, for who has it can take noise away again.
        options
            What the method takes.

        Raises
        ------
        BadInput
            There is no such method, a column is not there, or an option cannot be right.
        """
        drawn = secrets.randbelow(1 << 31) if seed is None else seed
        return self._changed(name, names(columns), drawn, options)


def take(
    name: str, rows: pl.DataFrame, columns: tuple[str, ...], seed: int | None, options: Mapping[str, Any]
) -> Changed:
    """Run one method.

    Raises
    ------
    BadInput
        There is no such method; whatever the method itself raises.
    """
    if name not in METHODS:
        raise BadInput(
            f"no method '{name}': there are {', '.join(sorted(METHODS))}",
            hint=meant(name, METHODS) or "see docs/how-to for what each does",
            code="method-unknown",
        )
    method: Method = getattr(import_module(METHODS[name]), name)
    return method(rows, columns, seed=seed, **options)
