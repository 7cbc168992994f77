"""A table whose figures are a little wrong on purpose: what is published, what is sure of it, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.protection import proof
from stabbur.disclosure.tables.cells import Cells, Number
from stabbur.disclosure.tables.specification import Spec, need_spec
from stabbur.errors import BadInput

DIGITS = 6


@dataclass(frozen=True)
class Rounded:
    """A rounded or perturbed table with its guarantee.

    Parameters
    ----------
    table
        The kind of frame that was handed in; rows and columns as it had them, or a row for each cell.
    method
        `small`, `controlled` or `cell_key`.
    guarantee
        What holds for every cell, and was checked on this table.
    measures
        What it costs: `cells`, `changed`, and the `largest`, `mean` and `root_mean_square` difference.
    proof
        What goes with the table into a package.
    """

    table: Any
    method: str
    guarantee: str
    measures: Mapping[str, float]
    proof: Mapping[str, Any]

    @property
    def published(self) -> Any:
        """The table as readers may see it, which is all of it."""
        return self.table

    def __repr__(self) -> str:
        costs = ", ".join(f"{name} {value:g}" for name, value in self.measures.items())
        return f"{self.method}: {self.guarantee}\n{costs}"


def refuse_weighted_counts(spec: Spec) -> None:
    """Raise BadInput where counts are sums of sampling weights: those are no whole numbers of persons."""
    need_spec(spec)
    if spec.weight is not None and spec.value is None:
        raise BadInput(
            f"the table counts by the weight '{spec.weight}': rounding and cell keys take counts of units",
            hint="weighted counts are estimates already: protect them with rules.minimum_count",
            code="rounding-weights",
        )


def measured(true: Number, published: Number) -> dict[str, float]:
    """Return how far published figures lie from the true ones.

    Parameters
    ----------
    true, published
        The figure of each cell before and after, in the same unit.
    """
    off = np.abs(published - true)
    if not len(off):
        return {"cells": 0}
    return {
        "cells": len(off),
        "changed": int((off > 0).sum()),
        "largest": round(float(off.max()), DIGITS),
        "mean": round(float(off.mean()), DIGITS),
        "root_mean_square": round(float(np.sqrt((off**2).mean())), DIGITS),
    }


def proved(rows: pl.DataFrame, cells: Cells, figures: Sequence[str], facts: Mapping[str, Any]) -> proof.Proof:
    """Record what goes with a rounded table into a package: nothing is hidden, and its guarantee was checked.

    Parameters
    ----------
    rows
        What is published.
    cells
        The true table.
    figures
        The columns of `rows` that were rounded or perturbed.
    facts
        `method`, `guarantee`, `measures` and the method's own numbers, as JSON has them.
    """
    dimensions = [*cells.dimensions, *([cells.table] if cells.table in rows.columns else [])]
    told = {
        "kind": "table",
        "rules": [],
        "cells": cells.size,
        "hidden": proof.hidden(0, cells.size),
        "attacker": None,
    }
    return proof.record(rows, dimensions, list(figures), {**told, "audited": True, "safe": True, **facts})
