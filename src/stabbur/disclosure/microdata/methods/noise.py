"""Noise: a random number is added to each figure, or it is multiplied by one near 1."""

from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.methods.asked import between, chance, columns_of, one_of, uniform
from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.disclosure.tables.cells import Number
from stabbur.errors import BadInput

KINDS = ("independent", "correlated", "multiplicative")


def add_noise(
    rows: pl.DataFrame,
    columns: tuple[str, ...],
    *,
    seed: int | None = None,
    share: float = 0.1,
    kind: str = "independent",
    whole: bool = False,
) -> Changed:
    """Add noise to columns of numbers.

    Guarantees: means are kept in expectation; with "correlated" the columns' correlations are, too (Kim 1986), and
    with "multiplicative" zero stays zero, signs are kept, and a figure changes by at most 3 times `share` of itself.
    It guards against linking by exact figures; it promises no k. Brand, "Microdata Protection through Noise
    Addition", *Inference Control in Statistical Databases* (2002). Missing values stay missing.

    Parameters
    ----------
    rows
        The data; not changed.
    columns
        Columns of numbers; they become floating-point numbers, or stay whole with `whole`.
    seed
        What the random numbers begin with; who has it can take the noise away again.
    share
        The standard deviation of the noise as a share of the column's own (of each figure, when multiplied).
    kind
        "independent", "correlated" or "multiplicative".
    whole
        Round to whole numbers.

    Raises
    ------
    BadInput
        A column is unknown or no numbers, an option cannot be right, or correlated noise meets missing values.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.microdata.methods.noise import add_noise
    >>> made, step = add_noise(pl.DataFrame({"lonn": [400, 500, 600]}), ("lonn",), seed=7, whole=True)
    >>> made["lonn"].dtype
    Int64
    """
    columns_of(rows, columns, numbers=True)
    one_of("kind", kind, KINDS)
    between("share", share, 0, 0.3 if kind == "multiplicative" else 10)
    figures = rows.select(pl.col(columns).cast(pl.Float64)).fill_null(float("nan")).to_numpy()
    normal = np.stack([_normal(seed, at, len(figures)) for at in range(len(columns))], axis=1)
    noisy = _noisy(figures, normal, share, kind)
    made = {}
    for position, name in enumerate(columns):
        column = pl.Series(name, noisy[:, position])
        column = column.zip_with(rows[name].is_not_null(), pl.Series([None], dtype=pl.Float64))
        if whole:
            column = column.round().cast(pl.Int64)
        made[name] = column
    options: dict[str, Any] = {"share": share, "kind": kind, "whole": whole}
    known = np.isfinite(noisy) & np.isfinite(figures)
    moved = {name: round(float(np.abs(noisy - figures)[known[:, at], at].mean()), 6) if known[:, at].any() else 0.0
             for at, name in enumerate(columns)}  # fmt: skip
    return made, Step("add_noise", columns, options, seed, {"mean_change": moved})


def _normal(seed: int | None, column: int, size: int) -> Number:
    from scipy.special import ndtri

    return np.asarray(ndtri(uniform(chance(seed, column), size)), dtype=np.float64)


def _noisy(figures: Number, normal: Number, share: float, kind: str) -> Number:
    if kind == "multiplicative":
        return np.asarray(figures * (1 + share * np.clip(normal, -3, 3)), dtype=np.float64)
    if kind == "independent":
        return np.asarray(figures + share * np.nanstd(figures, axis=0) * normal, dtype=np.float64)
    if not np.isfinite(figures).all():
        raise BadInput(
            "correlated noise meets missing or infinite figures",
            hint="drop those rows, or take kind='independent'",
            code="value-missing",
        )
    covariance = np.atleast_2d(np.cov(figures, rowvar=False, bias=True))
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    return np.asarray(figures + share * normal @ root.T, dtype=np.float64)
