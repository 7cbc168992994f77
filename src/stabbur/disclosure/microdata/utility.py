"""What protection has cost: how far the rows of a file are from what they were."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.keys import combine, numbered
from stabbur.disclosure.microdata.persons import Persons
from stabbur.disclosure.tables.cells import Number, Whole


@dataclass(frozen=True)
class Utility:
    """The costs of protection."""

    columns: pl.DataFrame
    """A row for each column that is in both: the share of values changed and missing, `entropy_loss` (0: all that
    the old values told is still told; 1: nothing is; De Waal and Willenborg, 1999), `distance` between the two
    distributions (Hellinger, 0 to 1); for figures also `il1s` (the mean distance in units of √2 standard
    deviations; Yancey, Winkler and Creecy, 2002), `mean_change` and `spread_change` as shares of the old ones."""
    rows: float
    """The share of rows that are left."""
    correlation: float | None
    """The largest change of a correlation between two columns of figures; None where there are not two."""
    discernibility: float
    """The mean number of rows that a row cannot be told from (Bayardo and Agrawal, 2005, by row), suppressed ones
    counting the whole file."""
    average_class: float
    """Rows by class, over the smallest class there is (C_avg of LeFevre, DeWitt and Ramakrishnan, 2006)."""

    def as_dict(self) -> dict[str, Any]:
        """Return the costs as JSON has them."""
        whole = {
            name: getattr(self, name) for name in ("rows", "correlation", "discernibility", "average_class")
        }
        return {**whole, "columns": self.columns.to_dicts()}

    def __repr__(self) -> str:
        shown = {name: value for name, value in self.as_dict().items() if name != "columns"}
        lines = [
            f"{name}: {round(value, 4) if isinstance(value, float) else value}"
            for name, value in shown.items()
        ]
        with pl.Config(
            tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, tbl_rows=-1, tbl_cols=-1
        ):
            return "\n".join([*lines, str(self.columns)])


def utility(now: Persons, before: pl.DataFrame, kept: Whole) -> Utility:
    """Compare a protected file with the one it was made of.

    Parameters
    ----------
    now
        The protected file, `n` rows.
    before
        The rows as they were, at least `n`.
    kept
        `n`: the row of `before` that each row was.
    """
    same = before[kept]
    shared = [name for name in before.columns if name in now.rows.columns]
    columns = [_column(same[name], now.rows[name]) for name in shared]
    figures = [name for name in shared if _figures(same[name]) and _figures(now.rows[name])]
    count = now.keys.count.astype(np.float64)
    gone = before.height - len(kept)
    return Utility(
        pl.DataFrame(columns),
        len(kept) / before.height,
        _correlation(same.select(figures), now.rows.select(figures)),
        float(count @ count + gone * before.height) / before.height,
        float(len(kept) / len(count) / count.min()),
    )


def _figures(values: pl.Series) -> bool:
    return values.dtype.is_numeric()


def _column(before: pl.Series, now: pl.Series) -> dict[str, Any]:
    old, known = numbered(before)
    new, shown = numbered(now)
    texts, labels = before.cast(pl.String), now.cast(pl.String)
    told: dict[str, Any] = {
        "column": before.name,
        "changed": int((~texts.eq_missing(labels)).sum()) / len(now),
        "missing": now.null_count() / len(now),
        "entropy_loss": _entropy_loss(old, new, len(known) + 1, len(shown) + 1),
        "distance": _distance(texts, labels),
        "il1s": None,
        "mean_change": None,
        "spread_change": None,
    }
    both = before.is_not_null() & now.is_not_null()
    if _figures(before) and _figures(now) and both.sum() > 1:
        both &= before.cast(pl.Float64).is_finite() & now.cast(pl.Float64).is_finite()
        first, second = (one.filter(both).cast(pl.Float64).to_numpy() for one in (before, now))
        spread = float(first.std())
        if spread > 0:
            told["il1s"] = float(np.abs(first - second).mean() / (np.sqrt(2) * spread))
            told["spread_change"] = float(second.std()) / spread - 1
        if first.mean():
            told["mean_change"] = float(second.mean() / first.mean() - 1)
    return told


def _entropy_loss(old: Whole, new: Whole, olds: int, news: int) -> float:
    """Return the share of the entropy of the old values that is left when the new ones are known."""
    pairs, _ = combine([old, new], [olds, news])
    whole = _entropy(np.unique(old, return_counts=True)[1])
    left = _entropy(np.unique(pairs, return_counts=True)[1]) - _entropy(np.unique(new, return_counts=True)[1])
    return max(left / whole, 0.0) if whole > 0 else 0.0


def _entropy(counts: Whole) -> float:
    share = counts / counts.sum()
    return float(-(share @ np.log(share)))


def _distance(before: pl.Series, now: pl.Series) -> float:
    tally = pl.concat(
        [
            before.alias("value").to_frame().with_columns(new=0),
            now.alias("value").to_frame().with_columns(new=1),
        ]
    )
    shares = (
        tally.group_by("value").agg(old=(pl.col("new") == 0).sum(), new=pl.col("new").sum()).sort("value")
    )
    overlap = np.sqrt(shares["old"].to_numpy() * shares["new"].to_numpy()).sum() / len(before)
    return float(np.sqrt(max(1 - overlap, 0.0)))


def _correlation(before: pl.DataFrame, now: pl.DataFrame) -> float | None:
    if before.width < 2:
        return None
    changes: list[Number] = []
    for at, one in enumerate(before.columns):
        for other in before.columns[at + 1 :]:
            pair = pl.concat(
                [before.select(one, other), now.select(pl.col(one, other).name.suffix("'"))], how="horizontal"
            )
            values = pair.drop_nulls().cast(pl.Float64).to_numpy().T
            values = values[:, np.isfinite(values).all(axis=0)]
            if values.shape[1] > 1 and (values.std(axis=1) > 0).all():
                changes.append(np.abs(np.corrcoef(values)[0, 1] - np.corrcoef(values)[2, 3]))
    return float(max(changes)) if changes else None
