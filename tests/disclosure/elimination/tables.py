"""Tables that the tests of elimination share, and a slow judge of what can be computed from a pattern."""

from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from stabbur.disclosure import Hierarchy, TableSpec
from stabbur.disclosure.rules import minimum_count
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.rules.rule import Rule
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Mask

DATA = Path(__file__).parents[2] / "data" / "sdc"
GROUPS = {"kommune": "fylke", "nace": "naering", "aldersgr": "alder"}


@cache
def reference(name: str) -> tuple[Cells, Primary]:
    """Return a table of tests/data/sdc with what the rule says that its pattern was made for."""
    frame = pl.read_csv(DATA / f"{name}.csv.gz")
    dimensions = {
        leaf: Hierarchy.from_columns(leaf, group) for leaf, group in GROUPS.items() if leaf in frame.columns
    }
    cells = build(frame, TableSpec(dimensions, count="freq"))
    return cells, apply(cells, [minimum_count(4, zeros="public")])


def pattern(name: str, method: str, cells: Cells) -> Mask:
    """Return which cells GaussSuppression hides, in the order of the table."""
    found = pl.read_csv(
        DATA / f"{name}-gausssuppression-{method}.csv.gz",
        schema_overrides=dict.fromkeys(cells.dimensions, pl.String),
    )
    ordered = cells.codes.join(found, on=list(cells.dimensions), how="left", maintain_order="left")
    assert ordered["suppressed"].null_count() == 0
    hidden: Mask = ordered["suppressed"].to_numpy()
    return hidden


def table(frame: pl.DataFrame, spec: TableSpec, *rules: Rule) -> tuple[Cells, Primary]:
    """Return the cells of a small table and what rules say of them."""
    cells = build(frame, spec)
    return cells, apply(cells, rules)


def called(cells: Cells, mask: Mask) -> set[str]:
    """Return cells by their codes, such as `old:EU`."""
    return {":".join(name) for name in cells.names(mask)}


def spanned(cells: Cells, hidden: Mask, column: list[int]) -> bool:
    """Whether a sum of inner rows is a combination of published cells, by fractions and Gauss as in a textbook."""
    return not any(_left(_basis(cells, hidden), column))


def computable(cells: Cells, hidden: Mask) -> Mask:
    """Return which hidden cells are a combination of published ones."""
    basis = _basis(cells, hidden)
    matrix = np.asarray(cells.sums.todense())
    found: Mask = np.zeros(cells.size, dtype=np.bool_)
    for column in np.flatnonzero(hidden).tolist():
        found[column] = not any(_left(basis, matrix[:, column].tolist()))
    return found


Basis = list[tuple[int, list[Fraction]]]


def _basis(cells: Cells, hidden: Mask) -> Basis:
    matrix = np.asarray(cells.sums.todense())
    basis: Basis = []
    for column in np.flatnonzero(~hidden).tolist():
        vector = _left(basis, matrix[:, column].tolist())
        pivot = next((at for at, one in enumerate(vector) if one), None)
        if pivot is not None:
            basis.append((pivot, [one / vector[pivot] for one in vector]))
    return basis


def _left(basis: Basis, column: list[int]) -> list[Fraction]:
    vector = [Fraction(one) for one in column]
    for pivot, other in basis:
        factor = vector[pivot]
        if factor:
            vector = [a - factor * b for a, b in zip(vector, other, strict=True)]
    return vector
