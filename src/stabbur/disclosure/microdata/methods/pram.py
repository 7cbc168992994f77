"""PRAM, the post-randomisation method: each category is changed by chance, with probabilities that are known."""

from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.methods.asked import between, chance, columns_of, uniform
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.disclosure.tables.cells import Number


def pram(
    rows: pl.DataFrame,
    columns: tuple[str, ...],
    *,
    seed: int | None = None,
    keep: float = 0.8,
    invariant: bool = True,
) -> Changed:
    """Change categories by chance.

    Guarantees: a category stays with a known probability, so that nobody can be sure of a value; with `invariant`
    the expected number of each category is the number that there was. Missing values stay missing. Kooiman,
    Willenborg & Gouweleeuw, *PRAM: A Method for Disclosure Limitation of Microdata* (1997); the invariant matrix is
    their two-step one.

    Parameters
    ----------
    rows
        The data; not changed.
    columns
        Columns of categories, each changed by itself.
    seed
        What the random numbers begin with; who has it can take the changes away again.
    keep
        The probability that a category stays as it is, in the matrix that the invariant one is made of.
    invariant
        False leaves out the second step: small categories then grow and large ones shrink.

    Raises
    ------
    BadInput
        A column is unknown, `keep` is no probability, or there is no seed.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.pram import pram
    >>> made, step = pram(pl.DataFrame({"yrke": ["lege", "lærer"] * 50}), ("yrke",), seed=7, keep=0.9)
    >>> sorted(made["yrke"].unique())
    ['lege', 'lærer']
    """
    columns_of(rows, columns)
    between("keep", keep, 0, 1)
    made, changed = {}, {}
    for position, name in enumerate(columns):
        column = rows[name]
        known = column.drop_nulls().unique().sort()
        numbers = column.rank("dense").cast(pl.Int64).to_numpy() if not column.has_nulls() else _ranks(column)
        held = np.flatnonzero(numbers > 0)
        codes = numbers[held].astype(np.int64) - 1
        counts = np.bincount(codes, minlength=len(known)).astype(np.float64)
        matrix = transition(counts, keep, invariant=invariant) if len(known) else np.zeros((0, 0))
        drawn = uniform(chance(seed, position), len(held))
        new = _drawn(matrix, codes, drawn)
        place = np.zeros(rows.height, dtype=np.int64)
        place[held] = new
        filled = known.gather(place) if len(known) else column
        made[name] = filled.zip_with(column.is_not_null(), pl.Series([None], dtype=column.dtype)).alias(name)
        changed[name] = int((new != codes).sum())
    options: dict[str, Any] = {"keep": keep, "invariant": invariant}
    return made, Step("pram", columns, options, seed, {"changed": changed})


def transition(counts: Number, keep: float, *, invariant: bool = True) -> Number:
    """Return the probabilities of each category (a row) to become each other one.

    Parameters
    ----------
    counts
        How often each category is there.
    keep
        The probability to stay, in the first step.
    invariant
        Add the second step, which brings back the expected counts: ``counts @ matrix == counts``.
    """
    size = len(counts)
    if size == 1:
        return np.ones((1, 1))
    first = np.full((size, size), (1 - keep) / (size - 1))
    np.fill_diagonal(first, keep)
    if not invariant:
        return first
    # from what a category became back to what it may have been (Bayes)
    reached = counts @ first
    back = (first * counts[:, None]).T / np.where(reached > 0, reached, 1.0)[:, None]
    return np.asarray(first @ back, dtype=np.float64)


def _ranks(column: pl.Series) -> Any:
    return column.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()


def _drawn(matrix: Number, codes: Any, drawn: Number) -> Any:
    new = codes.copy()
    for code in range(len(matrix)):
        here = codes == code
        bounds = np.cumsum(matrix[code])
        new[here] = np.minimum(np.searchsorted(bounds, drawn[here], side="right"), len(matrix) - 1)
    return new
