"""The methods that change columns of microdata, by name, so that a recorded step can be taken once more."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from inspect import signature
from typing import Any, Self

import polars as pl

from stabbur.disclosure.microdata.persons import names
from stabbur.disclosure.microdata.step import Changed, Method, Step
from stabbur.disclosure.options import known_options
from stabbur.errors import BadInput, meant

METHODS = {
    "add_noise": "noise",
    "bottom_code": "coding",
    "microaggregate": "microaggregating",
    "pram": "pram",
    "rank_swap": "swapping",
    "recode": "recoding",
    "top_code": "coding",
}
"""Each method and the file of `methods/` that it lives in, loaded when it is used."""
RANDOM = ("add_noise", "pram", "rank_swap")
"""Those that draw random numbers."""


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

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Microdata
        >>> micro = Microdata(pl.DataFrame({"alder": [30, 82, 97]}), keys="alder")
        >>> micro.apply("top_code", "alder", above=80).frame["alder"].to_list()
        [30, 80, 80]
        """
        if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool) or seed < 0):
            raise BadInput(
                f"seed={seed!r}: it must be a whole number of 0 or more",
                hint="leave it out, and one is drawn",
                code="option-value",
            )
        drawn = secrets.randbelow(1 << 31) if seed is None and name in RANDOM else seed
        return self._changed(name, names(columns), drawn, options)

    @known_options
    def top_code(
        self,
        columns: str | Sequence[str],
        *,
        above: float | None = None,
        share: float | None = None,
        replace_by: float | str | None = None,
    ) -> Self:
        """Replace values above a threshold, or the largest share of them, by one value (methods.coding)."""
        return self.apply("top_code", columns, above=above, share=share, replace_by=replace_by)

    @known_options
    def bottom_code(
        self,
        columns: str | Sequence[str],
        *,
        below: float | None = None,
        share: float | None = None,
        replace_by: float | str | None = None,
    ) -> Self:
        """Replace values below a threshold, or the least share of them, by one value (methods.coding)."""
        return self.apply("bottom_code", columns, below=below, share=share, replace_by=replace_by)

    @known_options
    def recode(
        self,
        columns: str | Sequence[str],
        *,
        values: Mapping[str, Any] | None = None,
        breaks: Sequence[float] | None = None,
        labels: Sequence[str] | None = None,
        unknown: str = "raise",
    ) -> Self:
        """Put broader categories in place of values, or bands in place of numbers (methods.recoding)."""
        options: dict[str, Any] = {"values": values, "breaks": breaks, "labels": labels, "unknown": unknown}
        return self.apply("recode", columns, **options)

    @known_options
    def microaggregate(
        self, columns: str | Sequence[str], *, k: int = 3, by: str | Sequence[str] = (), average: str = "mean"
    ) -> Self:
        """Replace numbers by the average of k or more rows that are near, by MDAV (methods.microaggregating)."""
        return self.apply("microaggregate", columns, k=k, by=names(by), average=average)

    @known_options
    def pram(
        self,
        columns: str | Sequence[str],
        *,
        keep: float = 0.8,
        invariant: bool = True,
        seed: int | None = None,
    ) -> Self:
        """Change categories by chance; the expected counts stay what they are when invariant (methods.pram)."""
        return self.apply("pram", columns, seed=seed, keep=keep, invariant=invariant)

    @known_options
    def add_noise(
        self,
        columns: str | Sequence[str],
        *,
        share: float = 0.1,
        kind: str = "independent",
        whole: bool = False,
        seed: int | None = None,
    ) -> Self:
        """Add noise whose standard deviation is a share of the column's own (methods.noise)."""
        return self.apply("add_noise", columns, seed=seed, share=share, kind=kind, whole=whole)

    @known_options
    def rank_swap(
        self, columns: str | Sequence[str], *, share: float = 0.05, seed: int | None = None
    ) -> Self:
        """Swap values between rows whose ranks are near (methods.swapping)."""
        return self.apply("rank_swap", columns, seed=seed, share=share)


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
    method: Method = getattr(import_module(f"stabbur.disclosure.microdata.methods.{METHODS[name]}"), name)
    check_options(name, method, options)
    return method(rows, columns, seed=seed, **options)


def check_step(step: Step, way: Callable[..., object], keys: Sequence[str]) -> None:
    """Raise BadInput for a step that the keys cannot take: one of another file, or with an option that there is not."""
    check_options(step.name, way, step.options)
    if set(step.columns) != set(keys):
        raise BadInput(
            f"the step {step.name} was taken with the keys {', '.join(map(repr, step.columns))}; "
            f"here they are {', '.join(map(repr, keys))}",
            hint=f"Microdata(…, keys={list(step.columns)})",
            code="step-keys",
        )


def check_options(name: str, way: Callable[..., object], options: Iterable[str]) -> None:
    """Raise BadInput for an option that a method does not have."""
    known = [one for one in signature(way).parameters if one not in ("rows", "columns", "seed")]
    for option in options:
        if option not in known:
            raise BadInput(
                f"no option '{option}' of {name}: it has {', '.join(known)}",
                hint=meant(option, known) or "look at the spelling",
                code="option-unknown",
            )
