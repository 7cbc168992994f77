"""The cell key method: noise by a key that each cell has of its units, so that the same units always show alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

import numpy as np
import polars as pl

from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.rounding.doubt import certain
from stabbur.disclosure.rounding.magnitudes import SHARES, for_magnitudes, perturb_values
from stabbur.disclosure.rounding.ptable import PTable
from stabbur.disclosure.rounding.rounded import Rounded, measured, proved, refuse_weighted_counts
from stabbur.disclosure.rounding.units import Units, units
from stabbur.disclosure.tables.cells import Cells, Number, Whole
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput, meant


class CellKeyOptions(TypedDict, total=False):
    """What can be said beside the keys."""

    ptable: PTable
    """The table of noise for counts; without it changes of at most 5 with a variance of 3."""
    value_ptable: PTable
    """The table of noise for magnitudes; without it 3 to 10 tenths of the share."""
    shares: Sequence[float]
    """For magnitudes: the most that the largest contributor, the second, … add to the noise."""
    secret: bytes
    """With it `keys` names any identifier, and the keys are made of it."""


def cell_key(df: Any, spec: Spec, keys: str, **options: Unpack[CellKeyOptions]) -> Rounded:
    """Count (and sum) a table and perturb each cell by the cell key method.

    Guarantees, for counts: no count is changed by more than the table of noise allows, zero stays zero and no
    count becomes negative; the same units get the same change in every table, so that asking again tells nothing;
    changes are 0 in expectation with the variance of the table. Sums of cells do not add up. Whether a reader who
    knows the table of noise could still be sure of a count is looked at, and told in the proof as `certain`: with any
    such count the table is not called safe (see `doubt.certain`). For magnitudes see `perturb_values`.

    Fraser & Wooton, "A Proposed Method for Confidentialising Tabular Output to Protect Against Differencing", *UNECE
    Work Session on Statistical Data Confidentiality* (2005); Marley & Leaver (2011); Giessing (2016).

    Parameters
    ----------
    df
        Microdata with one row a unit (or an aggregate whose keys are sums of its units'): pandas, polars or Arrow.
    spec
        The table; with `value=` magnitudes are perturbed, which need `contributor=` where units have several rows.
    keys
        The column of record keys, or with `secret=` of what identifies a unit.
    **options
        `ptable`, `value_ptable`, `shares`, `secret`: see `CellKeyOptions`.

    Returns
    -------
    Rounded
        `.table` has a row for each cell: its dimensions, the count and the value.

    Raises
    ------
    BadInput
        A key is missing or out of range, or the table is one that `build` refuses.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, cell_key
    >>> frame = pl.DataFrame({"kommune": ["0301"] * 40 + ["1103"] * 3, "id": range(43)})
    >>> made = cell_key(frame, TableSpec({"kommune": None}), "id", secret=b"sixteen bytes or more")
    >>> made.table.columns
    ['kommune', 'count']
    >>> made.measures["largest"] <= 5
    True
    """
    _refuse_unknown(options)
    refuse_weighted_counts(spec)
    held = given(df)
    held.need(keys)
    behind = units(held.rows, spec, keys, options.get("secret"))
    return _told_of(behind.cells, _perturbed(behind, spec, options), held)


def _refuse_unknown(options: CellKeyOptions) -> None:
    """Raise BadInput for an option that there is none of."""
    for name in options:
        if name not in CellKeyOptions.__annotations__:
            raise BadInput(
                f"cell_key takes no '{name}': it takes {', '.join(CellKeyOptions.__annotations__)}",
                hint=meant(name, CellKeyOptions.__annotations__) or "leave it out",
                code="option-unknown",
                option=name,
            )


@dataclass
class _Found:
    columns: dict[str, Whole | Number]
    guarantees: list[str]
    measures: dict[str, float]
    noise: dict[str, Any]
    certain: int = 0
    """Counts of which a reader could be sure, as far as is known."""


def _perturbed(behind: Units, spec: Spec, options: CellKeyOptions) -> _Found:
    cells, cell_keys = behind.cells, behind.keys()
    found = _Found({}, [], {}, {})
    if cells.count is not None and (spec.count is not None or spec.value is None):
        ptable = options.get("ptable") or PTable.design()
        counts = perturb_counts(cells.count, cell_keys, ptable)
        found.columns[spec.count or "count"] = counts
        found.certain = int(certain(cells, counts, ptable).sum())
        found.guarantees.append(f"counts are changed by at most {ptable.largest}, zero stays zero;")
        found.measures |= measured(cells.count.astype(np.float64), counts.astype(np.float64))
        found.noise["count"] = _told(ptable)
    if spec.value is not None:
        ptable, shares = options.get("value_ptable") or for_magnitudes(), options.get("shares", SHARES)
        values = perturb_values(cells, cell_keys, behind.own, ptable, shares)
        found.columns[spec.value] = values
        parts = " and ".join(f"{share:g}" for share in shares)
        found.guarantees.append(f"values are changed by at most {parts} of their largest contributions;")
        found.measures |= {
            f"value_{name}": one for name, one in measured(np.asarray(cells.value), values).items()
        }
        found.noise["value"] = {**_told(ptable), "shares": list(shares)}
    found.guarantees.append("the same units show the same figure in every table")
    return found


def _told_of(cells: Cells, found: _Found, held: Given) -> Rounded:
    """Return the perturbed table as the kind of frame that was handed in, with its guarantee and its proof."""
    named = [cells.table, *cells.dimensions] if cells.table else list(cells.dimensions)
    rows = cells.codes.select(named).with_columns(
        pl.Series(name, column) for name, column in found.columns.items()
    )
    guarantee = " ".join(found.guarantees)
    facts: dict[str, Any] = {
        "method": "cell_key",
        "guarantee": guarantee,
        "measures": found.measures,
        "noise": found.noise,
    }
    facts |= {"certain": found.certain, "safe": found.certain == 0}
    proof = proved(rows, cells, list(found.columns), facts)
    return Rounded(held.frame(rows), "cell_key", guarantee, found.measures, proof)


def perturb_counts(counts: Whole, keys: Whole, ptable: PTable) -> Whole:
    """Return counts changed as their cell keys say.

    Parameters
    ----------
    counts
        True counts, 0 or more.
    keys
        Cell keys, 0 to below 2³²: sums of the record keys of the units counted.
    ptable
        The table of noise.

    Examples
    --------
    >>> import numpy as np
    >>> from stabbur.disclosure.rounding.cell_key import perturb_counts
    >>> from stabbur.disclosure.rounding.ptable import PTable
    >>> perturb_counts(np.array([0, 3, 3]), np.array([7, 7, 7]), PTable.design(2, 1.0)).tolist()
    [0, 1, 1]
    """
    return np.asarray(counts + ptable.changes(counts, keys), dtype=np.int64)


def _told(ptable: PTable) -> dict[str, float]:
    """What readers may know of the noise, and need in order to reckon with it."""
    return {"largest": ptable.largest, "variance": round(float(ptable.variances[-1]), 3)}
