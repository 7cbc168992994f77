"""Why a cell is hidden: the rules that hit it, the cells it could be computed from, and what it would betray itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stabbur.disclosure.tables.cells import Cells, Mask, Number, Whole
from stabbur.disclosure.tables.listing import listed
from stabbur.errors import BadInput, NotFound, meant

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

PUBLISHED, PRIMARY, SECONDARY, SUPPRESSED = "published", "primary", "secondary", "suppressed"

Codes = tuple[str, ...]

COST_OF_HIDDEN = 1000.0
"""One more hidden cell makes a sum worse for an attacker than any number of published ones."""
COST_TO_READER = 5.0
"""And worse for somebody who reads why, by so many published ones."""
MOST_TERMS = 12
"""Cells of a sum that a reader follows."""
NOTHING = 1e-7


@dataclass(frozen=True)
class Term:
    """One cell of a sum, with the number that it counts by."""

    cell: Codes
    times: float
    status: str

    def __str__(self) -> str:
        number = "" if abs(self.times) == 1 else f"{abs(self.times):g} × "
        hidden = "" if self.status == PUBLISHED else f" ({self.status})"
        return f"{number}{named(self.cell)}{hidden}"


@dataclass(frozen=True)
class Explanation:
    """What is known of one cell of a protected table."""

    dimensions: tuple[str, ...]
    cell: Codes
    status: str
    rules: str
    """The rules that hit a primary cell, as they were given."""
    terms: tuple[Term, ...]
    """The cell as a sum of others, with as few hidden ones among them as there can be."""
    exposes: tuple[Codes, ...] = ()
    """Primary cells that would be too narrowly known if this one were published."""
    bounds: tuple[float, float] | None = None
    """What a reader can find out about it: at least, at most."""
    complete: bool = True
    """Whether the bounds are the exact ones; else tables were found that lie this far apart, or further."""

    @property
    def published(self) -> tuple[Codes, ...]:
        """The published cells that it could be computed from if `others` were published, too."""
        return tuple(term.cell for term in self.terms if term.status == PUBLISHED)

    @property
    def others(self) -> tuple[Codes, ...]:
        """The hidden cells that stand in the way."""
        return tuple(term.cell for term in self.terms if term.status != PUBLISHED)

    def __str__(self) -> str:
        lines = [f"{named(self.cell)}: {self.status}"]
        if self.rules:
            lines.append(f"hidden by {self.rules}")
        if self.exposes:
            shown = listed([named(cell) for cell in self.exposes])
            lines.append(f"if it were published, one could find out about {shown}")
        if self.terms and self.status != PUBLISHED:
            lines.append(f"it is {_sum(self.terms)}{self._consequence()}")
        if self.bounds is not None and self.status != PUBLISHED:
            least, most = (f"{bound:.12g}" for bound in self.bounds)
            found = "can find out that it is" if self.complete else "cannot know it more closely than"
            lines.append(f"a reader {found} between {least} and {most}")
        return "\n".join(lines)

    def _consequence(self) -> str:
        if not self.published:
            return ", hidden as well"
        others = listed([named(cell) for cell in self.others])
        return ": published cells would reveal it" + (f", if {others} were published, too" if others else "")


def position(cells: Cells, cell: object) -> int:
    """Return which cell is meant by its codes: in order, by dimension, or as one text of a table of one dimension.

    Raises
    ------
    BadInput
        A dimension is missing or misspelt.
    NotFound
        The table has no such cell.
    """
    columns = [cells.table, *cells.dimensions] if cells.table else list(cells.dimensions)
    wanted = _wanted(cells, columns, cell)
    found = np.ones(cells.size, dtype=np.bool_)
    for column, code in wanted.items():
        known = cells.codes[column]
        hit = (known == code).to_numpy()
        if not hit.any():
            raise NotFound(
                f"no code '{code}' in '{column}'",
                hint=meant(code, known.unique().sort().to_list()) or f"look at result.table['{column}']",
                code="cell-unknown",
                column=column,
            )
        found &= hit
    if not found.any():
        raise NotFound(
            f"no cell '{named(tuple(wanted.values()))}' in the table",
            hint="look at result.table",
            code="cell-unknown",
        )
    return int(np.flatnonzero(found)[0])


def _wanted(cells: Cells, columns: Sequence[str], cell: object) -> dict[str, str]:
    dimensions = cells.dimensions
    if isinstance(cell, Mapping):
        given = {str(name): str(code) for name, code in cell.items()}
        for name in given:
            if name not in columns:
                raise BadInput(
                    f"no dimension '{name}' in the table: it has {', '.join(map(repr, columns))}",
                    hint=meant(name, columns) or "look at the spelling",
                    code="dimension-unknown",
                )
        if cells.table:
            given = _with_totals(cells, given)
        if missing := [name for name in dimensions if name not in given]:
            raise BadInput(
                f"the cell does not say its '{missing[0]}'",
                hint=f"give a code for each of {', '.join(map(repr, dimensions))}",
                code="dimension-missing",
            )
        return given
    codes = [cell] if isinstance(cell, str | int) else list(cell) if isinstance(cell, Sequence) else []
    if len(codes) not in (len(dimensions), len(columns)):
        raise BadInput(
            f"'{cell}' is no cell: the table has the dimensions {', '.join(map(repr, dimensions))}",
            hint="result.explain({'dimension': 'code', …})",
            code="cell-bad",
        )
    return dict(zip(columns[len(columns) - len(codes) :], map(str, codes), strict=True))


def _with_totals(cells: Cells, given: dict[str, str]) -> dict[str, str]:
    """Return the codes of a cell with those of the dimensions that its linked table does not have."""
    missing = [name for name in cells.dimensions if name not in given]
    for (table,), rows in cells.codes.group_by(cells.table, maintain_order=True):
        if given.get(cells.table, table) == table and (rows[missing].n_unique() == 1 or not missing):
            return given | {cells.table: str(table)} | {name: str(rows[name][0]) for name in missing}
    return given


def sum_of_others(cells: Cells, hidden: Mask, at: int) -> tuple[Whole, Number]:
    """Return other cells, and numbers to multiply them with, whose sum is a cell; none where there is no such sum.

    Among all sums the one with the least weight of hidden cells is chosen, then the shortest
    (a linear program: the L1 norm stands for the number of cells). Where hidden cells are in it anyway, and it is
    longer than a reader follows, a shorter one with more of them is taken.
    """
    sums = cells.sums.tocsc()
    others = np.flatnonzero(np.arange(cells.size) != at)
    equations = _reduced(sums, others, at)
    factors = _cheapest(equations, np.where(hidden[others], COST_OF_HIDDEN, 1.0))
    kept = np.abs(factors) > NOTHING
    parted = bool((np.abs(factors - np.rint(factors)) > NOTHING).any())
    if hidden[others[kept]].any() and (parted or kept.sum() > MOST_TERMS):
        factors = _cheapest(equations, np.where(hidden[others], COST_TO_READER, 1.0))
        kept = np.abs(factors) > NOTHING
    return others[kept].astype(np.int64), np.round(factors[kept], 6)


def _cheapest(equations: tuple["csc_matrix", Number], cost: Number) -> Number:
    """Return the numbers to multiply cells with, of the least cost; all 0 where no sum of them is the cell."""
    from scipy.optimize import linprog
    from scipy.sparse import hstack

    matrix, wanted = equations
    solved = linprog(
        np.concatenate([cost, cost]), A_eq=hstack([matrix, -matrix]).tocsc(), b_eq=wanted, method="highs"
    )
    if solved.x is None or solved.status != 0:
        return np.zeros(len(cost))
    found: Number = solved.x[: len(cost)] - solved.x[len(cost) :]
    return found


def _reduced(sums: "csc_matrix", others: Whole, at: int) -> tuple["csc_matrix", Number]:
    """Return the equations that a sum must meet, one of each kind: rows in the same cells say the same."""
    rows = sums.tocsr()
    mixed = rows.astype(np.int64) @ np.random.default_rng(0).integers(1, 2**40, sums.shape[1])
    first = np.sort(np.unique(mixed, return_index=True)[1])
    kept = rows[first].tocsc()
    return kept[:, others], np.asarray(kept[:, [at]].todense(), dtype=np.float64).ravel()


def terms_of(cells: Cells, hidden: Mask, status: Sequence[str], at: int) -> tuple[Term, ...]:
    """Return a cell as a sum of others: what is added first, then what is taken away."""
    which, factors = sum_of_others(cells, hidden, at)
    made = [
        Term(codes, factor, status[cell])
        for codes, factor, cell in zip(cells.names(which), factors.tolist(), which.tolist(), strict=True)
    ]
    return tuple(sorted(made, key=lambda term: (term.times < 0, term.status != PUBLISHED)))


def named(cell: Codes) -> str:
    """Return a cell as messages show it."""
    return " × ".join(cell)


def _sum(terms: Sequence[Term]) -> str:
    text = ""
    for at, term in enumerate(terms[:MOST_TERMS]):
        text += ("" if not at else " + ") if term.times > 0 else ("−" if not at else " − ")
        text += str(term)
    return text + (f" and {len(terms) - MOST_TERMS} more" if len(terms) > MOST_TERMS else "")
