"""One thing that was done to a file of persons: by which method, how, to which columns, and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import polars as pl

from stabbur.errors import BadInput


@dataclass(frozen=True)
class Step:
    """A step that can be shown, written as JSON and taken once more on the same data with the same outcome.

    Parameters
    ----------
    name
        The method as Microdata has it, such as ``top_code``: options and seed are what repeats it.
    columns
        The columns that it was asked to change.
    options
        Everything else that it was asked, by the names of the method's own parameters, as JSON has it.
    seed
        What its random numbers began with; None where nothing is random.
    figures
        What came of it, such as ``{"changed": 12}``: counts and shares, never a row of the data.

    Raises
    ------
    BadInput
        Options or figures hold something that JSON does not have, such as NaN or a frame.

    Examples
    --------
    >>> from stabbur.disclosure.microdata.step import Step
    >>> step = Step("top_code", ("alder",), {"above": 90, "replace_by": 90}, figures={"changed": 12})
    >>> print(step)
    top_code(alder, above=90, replace_by=90): changed 12
    >>> Step.of(step.as_dict()) == step
    True
    """

    name: str
    columns: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        for what in ("options", "figures"):
            object.__setattr__(self, what, self._plain(what, getattr(self, what)))

    def _plain(self, what: str, values: Mapping[str, Any]) -> dict[str, Any]:
        try:
            plain: dict[str, Any] = json.loads(json.dumps(dict(values), allow_nan=False, ensure_ascii=False))
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"'{what}' of the step '{self.name}' cannot be written as JSON: {error}",
                hint="give text, numbers, true or false, lists and dictionaries",
                code="step-bad",
            ) from error
        return plain

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Step":
        """Return the step that `as_dict` described; without figures it is as good."""
        if not {"name", "columns"}.issubset(values):
            raise BadInput(
                f"a step with {', '.join(map(repr, values)) or 'nothing'}: it must have 'name' and 'columns'",
                hint="give what as_dict() returned",
                code="step-bad",
            )
        known = ("name", "columns", "options", "seed", "figures")
        return cls(**{name: values[name] for name in known if name in values})

    def as_dict(self) -> dict[str, Any]:
        """Return the step as JSON has it."""
        return {**asdict(self), "columns": list(self.columns)}

    def __str__(self) -> str:
        told = [*self.columns, *(f"{name}={_short(value)}" for name, value in self.options.items())]
        told += [] if self.seed is None else [f"seed={self.seed}"]
        figures = ", ".join(f"{name} {_short(value)}" for name, value in self.figures.items())
        return f"{self.name}({', '.join(told)})" + (f": {figures}" if figures else "")


def _short(value: object) -> str:
    """Return a value as a line has room for it."""
    text = str(value)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text)} characters)"


Changed = tuple[dict[str, pl.Series], Step]
"""The columns that a method made new, by name and in the order of the rows, and the step that tells of it."""


class Method(Protocol):
    """What every method for microdata is: a pure function, one file each in `methods/`, named as its step is.

    `rows` is never written to. What `options` hold is what the step's `options` hold, so that
    ``method(rows, step.columns, seed=step.seed, **step.options)`` repeats it. Methods without random numbers
    take `seed` and leave it aside. An empty `columns` is a BadInput, and so is a column that is not there.
    """

    def __call__(
        self, rows: pl.DataFrame, columns: tuple[str, ...], *, seed: int | None = None, **options: Any
    ) -> Changed:
        """Return the changed columns and the step."""
