"""Secondary suppression: which further cells are hidden so that no primary one follows from what is published."""

from importlib.util import find_spec
from typing import Literal

import numpy as np

from stabbur.disclosure.elimination.ordering import order
from stabbur.disclosure.elimination.plain import Plain
from stabbur.disclosure.elimination.preparing import prepared
from stabbur.disclosure.elimination.problem import Problem
from stabbur.disclosure.elimination.walking import Engine, walk
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number
from stabbur.disclosure.tables.listing import listed, named
from stabbur.errors import BadInput, MissingExtra, meant

Singletons = Literal["none", "any_sum"]
Choice = Literal["auto", "compiled", "plain"]
SMALL = 3_000
"""Cells up to which NumPy alone is done before numba is loaded."""


def secondary(
    cells: Cells,
    primary: Primary,
    *,
    singletons: Singletons = "any_sum",
    cost: Number | None = None,
    engine: Choice = "auto",
) -> Mask:
    """Return which cells must be hidden so that no primary cell is a combination of published ones.

    Cells are taken in the order of `ordering.order` and published unless that would make a primary cell a
    linear combination of what is published then. The pattern is minimal: none of the cells it hides could be
    published by itself. All steps are exact, modulo 2³¹ − 1.

    Parameters
    ----------
    cells
        The table.
    primary
        What the rules say of it.
    singletons
        With "any_sum" no sum is published that those who know their own figure see through: sums of single
        units of a table of counts, and of a contributor's own and another's figure in a table of values.
        "none" looks at combinations alone.
    cost
        `m` numbers: what it costs to hide each cell; the costliest are published first.
    engine
        "compiled" by numba, "plain" by NumPy alone, or what suits the size; the answer is the same.

    Returns
    -------
    numpy.ndarray
        `m` booleans: the secondary cells.

    Raises
    ------
    BadInput
        A frozen cell gives a primary one away, or an option is misspelt.
    MissingExtra
        The compiled engine was asked for and numba is not installed.

    Notes
    -----
    Langsrud, *Secondary Cell Suppression by Gaussian Elimination* (Privacy in Statistical Databases, 2024). What
    bounds tell beside combinations, such as that a hidden cell is at least one, is for the audit to find.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, rules
    >>> from stabbur.disclosure.rules.applying import apply
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["0301", "4601", "5001"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> primary = apply(cells, [rules.minimum_count(4)])
    >>> cells.names(primary.mask | secondary(cells, primary))
    [('0301',), ('4601',)]
    """
    _choose("singletons", singletons, ("none", "any_sum"))
    _choose("engine", engine, ("auto", "compiled", "plain"))
    if cost is not None and np.shape(cost) != (cells.size,):
        raise BadInput(
            f"cost has the shape {np.shape(cost)} and the table {cells.size} cells",
            hint="give one number for each cell",
            code="cost-shape",
        )
    problem = prepared(cells, primary, order(cells, primary, cost), singletons == "any_sum")
    hidden = problem.hidden(walk(problem.problem, engine_for(problem.problem, engine, cells.size)))
    _refuse_frozen(cells, hidden & primary.frozen)
    return hidden & ~primary.mask


def engine_for(problem: Problem, engine: Choice, cells: int) -> Engine:
    """Return what eliminates a problem of so many cells: the engine asked for, or what suits the size."""
    there = find_spec("numba") is not None
    if engine == "compiled" and not there:
        raise MissingExtra(
            "the engine 'compiled' needs numba", hint='pip install "stabbur[compiled]", or engine="plain"'
        )
    if engine == "plain" or not there or (engine == "auto" and cells <= SMALL):
        return Plain(problem)
    from stabbur.disclosure.elimination.compiled import Compiled

    return Compiled(problem)


def _refuse_frozen(cells: Cells, betraying: Mask) -> None:
    if betraying.any():
        raise BadInput(
            f"frozen cells give primary ones away: {listed([named(one, cells.dimensions) for one in cells.names(betraying)])}",
            hint="take them out of frozen, or do not hide what they give away",
            code="frozen-betrays",
        )


def _choose(option: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadInput(
            f"{option} is '{value}': it must be {' or '.join(map(repr, known))}",
            hint=meant(value, known) or f'{option}="{known[-1]}"',
            code="disclosure-option",
        )
