"""A table's specification found in a frame that holds its own totals, or none: what the short way starts from."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.disclosure.tables.checking.figures import figures as read
from stabbur.disclosure.tables.coding import codes
from stabbur.disclosure.tables.finding.nesting import chains, total_words
from stabbur.disclosure.tables.finding.parts import CLOSE, Column, column, nearly_total, parents_of, total_of
from stabbur.disclosure.tables.finding.scattered import groups
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.listing import listed
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput, DataWarning

NEAR = 0.1
"""How far a total may be off, as a share of it, for the groups below it to be taken as right."""


def detect(
    frame: object,
    dimensions: Sequence[str],
    figures: Mapping[str, str | None],
    total: str | Sequence[str] | None = None,
) -> TableSpec:
    """Return the table that a frame holds: its hierarchies, and which codes are totals.

    Columns that group others become their levels. The total of a dimension is a code that was said, a usual word
    such as `Total`, `I alt` or `Alle kommuner`, or a code that is the sum of all others wherever it stands. Sums
    inside a column are found where their parts begin with their code (`03` and `0301`), or stand right
    before or after them; a dimension without a total publishes none.

    Parameters
    ----------
    frame
        Counts or sums: a pandas, polars or Arrow frame.
    dimensions
        Its columns of codes; grouping columns among them, in any order.
    figures
        `{"count": column, "value": column}`, one of them or both.
    total
        The code of totals, or several, where it is not a usual word.

    Raises
    ------
    BadInput
        A dimension has several totals, a code is missing, or a figure is none.

    Notes
    -----
    Groups that no column and no code tells, in a table without a total and with few figures, cannot be told from
    chance: name them in a hierarchy. With a total they are hardly ever missed, for it would not add up.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.tables.detecting import detect
    >>> frame = pl.DataFrame({"kommune": ["A", "B", "C", "I alt"], "personer": [2, 20, 30, 52]})
    >>> detect(frame, ["kommune"], {"count": "personer"}).dimensions["kommune"][0].total
    'I alt'
    """
    held = given(frame)
    names = list(dict.fromkeys(str(name) for name in dimensions))
    known = {name: figure for name, figure in figures.items() if figure is not None}
    plain = TableSpec(dict.fromkeys(names), **known)
    held.need(*names, *known.values())
    said = [total] if isinstance(total, str) else list(total or ())
    taken = read(held.rows, plain)
    figure = taken.value if taken.count is None else taken.count
    if figure is None or not len(held.rows):
        return plain
    words = {name: total_words(held.rows, name, said) for name in names}
    found: dict[str, tuple[Hierarchy, ...]] = {}
    nested = chains(held.rows, names, words)
    for name, above in nested.items():
        label = _one(name, words[name])
        found[name] = tuple(Hierarchy.from_columns(name, *some, total=label) for some in above or [[]])
    return TableSpec(_summed(held.rows, found, figure.astype(np.float64)), **known)


def _one(name: str, words: frozenset[str]) -> str | None:
    if len(words) > 1:
        raise BadInput(
            f"the dimension '{name}' has several totals: {listed([repr(word) for word in sorted(words)])}",
            hint="keep the rows of one of them, or say which it is with total='…'",
            code="totals-several",
            column=name,
        )
    return next(iter(words), None)


def _summed(
    rows: pl.DataFrame, found: Mapping[str, tuple[Hierarchy, ...]], figures: Number
) -> dict[str, tuple[Hierarchy, ...]]:
    """Look among the figures for totals and groups that no word and no column tells."""
    coded = codes(rows, found)
    made = dict(found)
    for name, some in found.items():
        if len(some) > 1 or len(some[0].columns) > 1:
            continue
        held = column(coded, name, figures)
        label, parents = _structure(held, some[0].total)
        if label is None and not parents and (near := nearly_total(held)):
            _tell(name, *near)
        if parents:
            order = sorted(set(held.codes) - {label})
            pairs = {"child": order, "parent": [parents.get(code, label) for code in order]}
            frame = pl.DataFrame(pairs, schema={"child": pl.String, "parent": pl.String})
            made[name] = (Hierarchy.from_parent(frame, total=label),)
        elif label != some[0].total:
            made[name] = (Hierarchy.from_columns(name, total=label),)
    return made


def _tell(name: str, code: str, figure: float, parts: float) -> None:
    warnings.warn(
        f"'{code}' of '{name}' is nearly the sum of all others there ({figure:.15g}, they sum to {parts:.15g}), and is"
        f" taken for none, so readers could count back from it: if it is their total, say total='{code}'",
        DataWarning,
        stacklevel=5,
    )


def _structure(held: Column, said: str | None) -> tuple[str | None, dict[str, str]]:
    """Return the total of a column and the parents of its codes; none where all codes together are the total."""
    label = said or total_of(held)
    number = {code: at for at, code in enumerate(held.codes)}
    if label is not None and held.is_sum(
        number[label], np.array([number[c] for c in held.codes if c != label])
    ):
        return label, {}
    parents = parents_of(held, label)
    if label is None:
        label = total_of(held, parents) if parents else None
        if label is None:
            parents |= groups(held, _roots(held, parents))
            label = total_of(held, parents) if parents else None
        return label, {code: above for code, above in parents.items() if above != label}
    if _off(held, label, parents) > CLOSE * held.sum_of([label]):
        parents |= groups(held, _roots(held, {label: "", **parents}))
    off = _off(held, label, parents)
    # where the total is a little off, the groups are right, and its cells are shown when the table is built
    return label, parents if off <= NEAR * held.sum_of([label]) else {}


def _roots(held: Column, parents: Mapping[str, str]) -> Whole:
    """Return the codes of a column that are part of none, in their order."""
    return np.array([at for at, code in enumerate(held.codes) if code not in parents], dtype=np.int64)


def _off(held: Column, label: str, parents: Mapping[str, str]) -> float:
    """Return how far the codes that are part of none are from adding up to the total."""
    roots = [code for code in held.codes if code != label and code not in parents]
    return abs(held.sum_of([label]) - held.sum_of(roots))
