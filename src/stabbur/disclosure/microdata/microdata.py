"""A file with one row a person: how risky it is, what makes it less so, and what was done to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.microdata.anonymity.anonymising import Asked, anonymised
from stabbur.disclosure.microdata.anonymity.generalising import bands
from stabbur.disclosure.microdata.anonymity.lattice import Kind, Wanted
from stabbur.disclosure.microdata.anonymity.local import suppressed
from stabbur.disclosure.microdata.changing import Changing, check_step, take
from stabbur.disclosure.microdata.guarantee import guarantee
from stabbur.disclosure.microdata.keys import Missing
from stabbur.disclosure.microdata.persons import Layout, Persons, names, persons, some_rows
from stabbur.disclosure.microdata.risk.measures import Risk
from stabbur.disclosure.microdata.step import Step
from stabbur.disclosure.microdata.utility import Utility, utility
from stabbur.disclosure.options import known_options
from stabbur.disclosure.protection.proof import Proof, remember
from stabbur.disclosure.tables.cells import Whole
from stabbur.errors import BadInput


class Microdata(Changing):
    """Persons, one a row. Every method returns a new one; neither it nor the frame handed in is changed.

    Parameters
    ----------
    frame
        pandas, polars or Arrow.
    keys
        Columns that somebody may know a person by, such as municipality, age and sex.
    sensitive
        Columns that nobody is to learn of a person. A missing value in them is a value of its own.
    weights
        The column of sampling weights: how many persons of the population a row stands for.
    household
        The column that persons of one household share.
    missing
        What a missing key is: `"wildcard"` may be any value and so matches every row (sdcMicro's way; what local
        suppression needs), `"category"` is a value of its own that matches other missing ones only (the way of
        ARX and pycanon). `risk()` says which was taken.

    Raises
    ------
    BadInput
        There are no rows or no keys, a column is not there or named twice, or weights or households are missing.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import Microdata
    >>> frame = pl.DataFrame({"kommune": ["0301", "0301", "1103"], "alder": [30, 30, 82], "syk": ["nei", "ja", "ja"]})
    >>> micro = Microdata(frame, keys=["kommune", "alder"], sensitive="syk")
    >>> micro.risk().k, micro.risk().unique, micro.risk().l
    (1, 1, {'syk': 1})
    >>> micro.local_suppress(2).frame["alder"].to_list()
    [30, 30, None]
    """

    @known_options
    def __init__(
        self,
        frame: object,
        *,
        keys: str | Sequence[str],
        sensitive: str | Sequence[str] = (),
        weights: str | None = None,
        household: str | None = None,
        missing: Missing = "wildcard",
    ) -> None:
        self._held: Given = given(frame)
        self.layout = Layout(names(keys), names(sensitive), weights, household, missing)
        self._persons: Persons = persons(self._held, self.layout)
        self._started = self._held.rows.height
        self._kept: Whole = np.arange(self._started)
        self._promise: Wanted | None = None
        self.steps: tuple[Step, ...] = ()
        """Everything that was done, in order."""

    bands = staticmethod(bands)
    """The hierarchy of whole numbers in bands: `Microdata.bands(0, 120, (5, 10, 20))`."""

    @property
    def frame(self) -> Any:
        """The rows as they are now, as the kind of frame that was handed in; what they promise is remembered."""
        if self._promise is not None:
            remember(self.proof)
        return self._held.original

    @cached_property
    def proof(self) -> Proof:
        """What the rows promise, measured on them as they are: a dictionary that goes with them into a package."""
        return guarantee(self._persons, self.steps, self._promise)

    def risk(self, *, population: float | None = None) -> Risk:
        """Return the measures of risk; each is computed when it is asked for.

        Parameters
        ----------
        population
            How many persons the rows were sampled from; the sum of weights where there are weights.

        Raises
        ------
        BadInput
            The population is smaller than the sample.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Microdata
        >>> frame = pl.DataFrame({"alder": [30, 30, 82], "vekt": [10.0, 10.0, 5.0]})
        >>> risk = Microdata(frame, keys="alder", weights="vekt").risk()
        >>> risk.individual.round(3).tolist()
        [0.083, 0.083, 0.402]
        """
        return Risk(self._persons, population)

    def anonymise(
        self,
        k: int,
        l: int | None = None,  # noqa: E741 - the field's name for it
        t: float | None = None,
        *,
        hierarchies: Mapping[str, object] | None = None,
        max_suppression: float = 0.0,
        diversity: Kind = "distinct",
        c: float = 1.0,
    ) -> "Microdata":
        """Generalise whole keys, and leave out rows, so that all that is left reaches k, l and t with least loss.

        The optimum over all combinations of levels, as ARX finds it (Kohlmayer et al., *Flash*, 2012; Iyengar's
        loss, 2002). Missing keys count as a category of their own here, which is the stricter way. t is measured
        against the rows that are left.

        Parameters
        ----------
        k
            The fewest rows that may share their keys (Samarati and Sweeney, 1998).
        l
            l-diversity: how many values each sensitive column has in each class, in the meaning of `diversity`.
        t
            t-closeness: how far, from 0 to 1, sensitive values of a class may be from those of the whole file.
        hierarchies
            For each key that may be generalised a frame (value, level 1, level 2, …), a dictionary from value to
            labels, such as `Microdata.bands` makes, or a Hierarchy.
        max_suppression
            The share of rows that may be left out, from 0 to 1.
        diversity
            ``"distinct"``, ``"entropy"`` or ``"recursive"`` (which takes `c`).
        c
            The most frequent value must be fewer than c times the rest from the l-th on.

        Raises
        ------
        BadInput
            An option cannot be right, data have a value that its hierarchy lacks, or nothing reaches what is asked.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Microdata
        >>> frame = pl.DataFrame({"kommune": ["0301", "1103", "1108"], "alder": [30, 30, 30]})
        >>> areas = {"0301": ["Oslo", "*"], "1103": ["Rogaland", "*"], "1108": ["Rogaland", "*"]}
        >>> made = Microdata(frame, keys=["kommune", "alder"]).anonymise(
        ...     2, hierarchies={"kommune": areas}, max_suppression=0.4
        ... )
        >>> made.frame.rows()
        [('Rogaland', 30), ('Rogaland', 30)]
        """
        wanted = Wanted(k, l, t, diversity, c)
        asked = Asked(wanted, {} if hierarchies is None else hierarchies, max_suppression)
        columns, kept, step = anonymised(self._persons, asked)
        return self._next(columns, step, kept=kept, promise=wanted)

    def local_suppress(self, k: int, *, importance: Mapping[str, float] | None = None) -> "Microdata":
        """Take single values of keys out, as few as it takes, so that each row matches k rows or more.

        Needs `missing="wildcard"`: a value taken out may be any, so its row matches more.

        Parameters
        ----------
        k
            How many rows each is to match, itself among them.
        importance
            What it costs to take a value out of a key, 1 where it is not said.

        Raises
        ------
        BadInput
            k is above the number of rows, or missing values are a category.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Microdata
        >>> frame = pl.DataFrame({"kommune": ["0301"] * 3, "alder": [30, 30, 82]})
        >>> Microdata(frame, keys=["kommune", "alder"]).local_suppress(2).frame["alder"].to_list()
        [30, 30, None]
        """
        columns, step = suppressed(self._persons, k, {} if importance is None else importance)
        before = self._promise or Wanted(k)
        return self._next(columns, step, promise=replace(before, k=max(before.k, k)))

    def utility(self, original: object) -> Utility:
        """Return what protection has cost, compared with the rows that this one was made of.

        Parameters
        ----------
        original
            The Microdata or the frame before the first step.

        Raises
        ------
        BadInput
            It has another number of rows than the file that the steps began with.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Microdata
        >>> micro = Microdata(pl.DataFrame({"kommune": ["0301"] * 3, "alder": [30, 30, 82]}), keys=["kommune", "alder"])
        >>> micro.local_suppress(2).utility(micro).columns.select("column", "missing").rows()
        [('kommune', 0.0), ('alder', 0.3333333333333333)]
        """
        before = (original._held if isinstance(original, Microdata) else given(original)).rows
        if before.height != self._started:
            raise BadInput(
                f"the original has {before.height} rows, but the steps began with {self._started}",
                hint="give what Microdata() was made of",
                code="rows-differ",
            )
        return utility(self._persons, before, self._kept)

    def repeat(self, steps: Iterable[Step | Mapping[str, Any]]) -> "Microdata":
        """Take steps that were recorded once more, in order: on the same rows the outcome is the same.

        Parameters
        ----------
        steps
            `steps` of another Microdata, or their dictionaries.

        Raises
        ------
        BadInput
            The keys are others than those that a step was taken with; whatever a step raises on these rows.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Microdata
        >>> frame = pl.DataFrame({"kommune": ["0301"] * 3, "alder": [30, 30, 82]})
        >>> done = Microdata(frame, keys=["kommune", "alder"]).local_suppress(2)
        >>> Microdata(frame, keys=["kommune", "alder"]).repeat(done.steps).frame.equals(done.frame)
        True
        """
        made = self
        for one in steps:
            step = one if isinstance(one, Step) else Step.of(one)
            if step.name in ("anonymise", "local_suppress"):
                way = getattr(made, step.name)
                check_step(step, way, made.layout.keys)
                made = way(**step.options)
            else:
                made = made.apply(step.name, step.columns, seed=step.seed, **step.options)
        return made

    def _changed(
        self, name: str, columns: tuple[str, ...], seed: int | None, options: Mapping[str, Any]
    ) -> "Microdata":
        self._held.need(*columns)
        return self._next(*take(name, self._held.rows, columns, seed, options))

    def _next(
        self,
        columns: Mapping[str, pl.Series],
        step: Step,
        *,
        kept: Whole | None = None,
        promise: Wanted | None = None,
    ) -> "Microdata":
        frame = self._held.with_columns(columns) if columns else self._held.original
        if kept is not None and len(kept) < len(self._kept):
            frame = some_rows(self._held, frame, kept)
        made = Microdata(frame, **vars(self.layout))
        made._kept = self._kept if kept is None else self._kept[kept]
        made._started = self._started
        made._promise = promise or self._promise
        made.steps = (*self.steps, step)
        return made

    def __repr__(self) -> str:
        first = f"Microdata of {self._held.rows.height} rows by {', '.join(self.layout.keys)}"
        return "\n".join([first, *(f"  {step}" for step in self.steps)])
