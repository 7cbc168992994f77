"""The cells of a table laid out: every linked table's crosses side by side over the same inner rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from stabbur.disclosure.tables.axis import Axis
from stabbur.disclosure.tables.cells import Whole
from stabbur.disclosure.tables.crossing import Inner, Shown, cross, deciders, inner_rows
from stabbur.disclosure.tables.limits import check_size
from stabbur.disclosure.tables.specification import ABSENT, Spec, TableSpec

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix


@dataclass(frozen=True)
class Layout:
    """The cells of a table without what stands in them."""

    axes: Mapping[str, Axis]
    inner: Inner
    sums: "csc_matrix"
    cells: Whole
    """Cells × dimensions: positions of their codes."""
    tables: tuple[str, ...]
    """For each cell the linked table that it is shown in; empty where there is one table."""


def lay_out(spec: Spec, axes: Mapping[str, Axis], leaves: Whole) -> Layout:
    """Return the cells that a table publishes and the inner rows that they sum.

    Parameters
    ----------
    spec
        The table or tables.
    axes
        Their dimensions.
    leaves
        Rows of data × dimensions: the number of each row's leaf.
    """
    absent = any(isinstance(table.impossible, str) and table.impossible == ABSENT for table in spec.tables)
    crosses = [_shown(spec, table, axes, term) for table in spec.tables for term in table.terms]
    by = deciders(list(axes), crosses, leaves) if not absent else {}
    size = (
        len(leaves) if absent else prod(len(one.leaves) for i, one in enumerate(axes.values()) if i not in by)
    )
    check_size(axes, crosses, size)
    inner = inner_rows(axes, crosses, leaves, absent=absent)
    made = [cross(axes, shown, inner.leaves, absent=absent) for shown in crosses]
    names = [table.name for table in spec.tables for _ in table.terms]
    return _joined(axes, inner, made, _numbered(spec, names))


def _shown(spec: Spec, table: TableSpec, axes: Mapping[str, Axis], term: Sequence[str]) -> Shown:
    shown = {}
    for name in term:
        everywhere = list(spec.hierarchies[name])
        own = [axes[name].shown[everywhere.index(one)] for one in table.hierarchies[name]]
        shown[name] = np.unique(np.concatenate(own))
    return shown


def _numbered(spec: Spec, names: Sequence[str]) -> list[str]:
    """Return a name of its own for each linked table."""
    own = [table.name for table in spec.tables]
    found = [
        name if own.count(name) == 1 else f"{name} ({own[: at + 1].count(name)})"
        for at, name in enumerate(own)
    ]
    return [name for table, name in zip(spec.tables, found, strict=True) for _ in table.terms]


def _joined(
    axes: Mapping[str, Axis], inner: Inner, made: Sequence["tuple[csc_matrix, Whole]"], names: Sequence[str]
) -> Layout:
    """Put the cells of all crosses side by side; one that two terms of a formula share stands once."""
    from scipy import sparse

    cells = np.concatenate([one for _, one in made])
    table = np.repeat(np.arange(len(made)), [len(one) for _, one in made])
    several = list(dict.fromkeys(names))
    of = np.array([several.index(name) for name in names])[table]
    sizes = (len(several), *(len(one.codes) for one in axes.values()))
    linear = np.ravel_multi_index((of, *cells.T), sizes)
    kept = np.sort(np.unique(linear, return_index=True)[1])
    sums = made[0][0] if len(made) == 1 else sparse.hstack([one for one, _ in made], format="csc")
    if len(kept) < len(cells):
        sums = sums[:, kept]
    shown = tuple(several[one] for one in of[kept]) if len(several) > 1 else ()
    return Layout(axes, inner, sums, cells[kept], shown)
