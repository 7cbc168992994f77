"""What the values of a key become at each level of generalisation, and how much of the key is lost thereby."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.microdata.keys import Keys
from stabbur.disclosure.microdata.persons import places
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.errors import BadInput

Paths = dict[str, list[str]]
"""For each value of a key, as text, its label at level 1, 2, …, the top."""


@dataclass(frozen=True)
class Levels:
    """One key with `v` values (the last stands for missing) at each of its levels; level 0 is as it was."""

    groups: tuple[Whole, ...]
    """For each level `v` numbers: which values share a label."""
    labels: tuple[pl.Series | None, ...]
    """For each level the `v` labels; None at level 0, where values stay what they are."""
    loss: tuple[Number, ...]
    """For each level `v` shares of the key's values that a label could stand for (Iyengar, 2002): 0 to 1."""


def bands(low: int, high: int, widths: Sequence[int], top: str = "*") -> Paths:
    """Return the hierarchy of whole numbers in bands, such as ages in 5, 10 and 20 years.

    Parameters
    ----------
    low, high
        The least and the greatest number.
    widths
        The width of the bands at each level, each a multiple of the one before.
    top
        The label for all at the last level.

    Raises
    ------
    BadInput
        A width is no multiple of the one before, there is none, or `low` is above `high`.

    Examples
    --------
    >>> from stabbur.disclosure.microdata.anonymity.generalising import bands
    >>> bands(0, 99, (5, 10))["37"]
    ['35-39', '30-39', '*']
    """
    if low > high or not widths:
        raise BadInput(
            f"bands from {low} to {high} in widths {tuple(widths)} hold nothing: the least number comes first, then the "
            "greatest",
            hint="bands(0, 99, (5, 10, 20))",
            code="hierarchy-bad",
        )
    for narrow, wide in zip((1, *widths), widths, strict=False):
        if wide < narrow or wide % narrow:
            raise BadInput(
                f"widths={tuple(widths)}: {wide} must be a multiple of {narrow}",
                hint="bands(0, 99, (5, 10, 20))",
                code="hierarchy-bad",
            )
    starts = [[number - (number - low) % width for width in widths] for number in range(low, high + 1)]
    return {
        str(number): [f"{one}-{one + width - 1}" for one, width in zip(start, widths, strict=True)] + [top]
        for number, start in zip(range(low, high + 1), starts, strict=True)
    }


def paths(name: str, source: object, rows: pl.DataFrame) -> Paths:
    """Return the labels of each value of a key, however its hierarchy was given.

    Parameters
    ----------
    name
        The key.
    source
        A dictionary from value to label or labels, a frame (the first column has the value, the next ones its
        labels from the finest to the coarsest) or a Hierarchy.
    rows
        The data; a hierarchy of columns is read from them.

    Raises
    ------
    BadInput
        Values have different numbers of labels, a label is missing, or a value occurs twice with other labels.
    """
    if isinstance(source, Hierarchy):
        return _of_columns(name, source, rows) if source.columns else _of_codes(source)
    if isinstance(source, Mapping):
        found = [
            [
                str(value),
                *([labels] if isinstance(labels, str) or not isinstance(labels, Iterable) else labels),
            ]
            for value, labels in source.items()
        ]
    else:
        table = given(source).rows.unique(maintain_order=True)
        first = pl.Series(table.columns[0], texts(table[table.columns[0]]), dtype=pl.String)
        found = [list(row) for row in table.with_columns(first).iter_rows()]
    for row in found:
        if len(row) != len(found[0]) or any(label is None for label in row):
            raise _wrong(
                name,
                f"'{row[0]}' has the labels {row[1:]}: it must have {len(found[0]) - 1}, as '{found[0][0]}' has",
            )
    return _paths(name, found)


def _wrong(name: str, what: str) -> BadInput:
    return BadInput(
        f"in the hierarchy of '{name}' {what}",
        hint="one line a value: value, level 1, …, *",
        code="hierarchy-bad",
    )


def _paths(name: str, found: list[list[object]]) -> Paths:
    made: Paths = {}
    for value, *labels in found:
        texts = [str(label) for label in labels]
        if made.setdefault(str(value), texts) != texts:
            raise _wrong(name, f"'{value}' stands twice: as {made[str(value)]} and as {texts}")
    if not made:
        raise _wrong(name, "there is no value")
    return made


def _of_columns(name: str, source: Hierarchy, rows: pl.DataFrame) -> Paths:
    if source.columns[0] != name:
        raise _wrong(name, f"the leaf is the column '{source.columns[0]}'")
    given(rows).need(*source.columns)
    above = (
        rows.select(pl.col(column).cast(pl.String) for column in source.columns)
        .drop_nulls(name)
        .unique(maintain_order=True)
    )
    top = [] if source.total is None else [source.total]
    # a level that is missing is skipped: the value keeps the label of the level below
    filled = [
        [next(one for one in row[at::-1] if one is not None) for at in range(len(row))] + top
        for row in above.rows()
    ]
    return _paths(name, [list(row) for row in filled])


def _of_codes(source: Hierarchy) -> Paths:
    above = dict(source.edges)
    inner = set(above.values())
    tops = [code for code in source.listed if code not in above]
    found: Paths = {}
    for code in source.listed:
        if code in inner:
            continue
        path = [code]
        while path[-1] in above:
            path.append(above[path[-1]])
        found[code] = path + ([source.total] if source.total is not None and len(tops) > 1 else [])
    deepest = max(map(len, found.values()))
    # short branches meet the others at the top, so a value stays itself at the levels that its branch lacks
    return {code: [code] * (deepest - len(path)) + path[1:] for code, path in found.items()}


def levels(keys: Keys, hierarchies: Mapping[str, Paths]) -> list[Levels]:
    """Return the levels of every key; a key without a hierarchy has one, at which it stays as it is.

    Raises
    ------
    BadInput
        Data have a value that its hierarchy lacks (the rows are shown), or two values share a label at one level
        and not at the next.
    """
    return [
        _levels(keys, place, hierarchies[name]) if name in hierarchies else _kept(keys, place)
        for place, name in enumerate(keys.names)
    ]


def _kept(keys: Keys, place: int) -> Levels:
    size = keys.sizes[place]
    return Levels((np.arange(size),), (None,), (np.zeros(size),))


def _levels(keys: Keys, place: int, found: Paths) -> Levels:
    name, values = keys.names[place], texts(keys.values[place])
    lacking = [number for number, value in enumerate(values) if value not in found]
    if lacking:
        shown = ", ".join(
            f"'{values[number]}' ({places(np.flatnonzero(keys.codes[keys.rows, place] == number))})"
            for number in lacking[:5]
        )
        more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
        raise BadInput(
            f"the hierarchy of '{name}' lacks the value{'s' if len(lacking) > 1 else ''} {shown}{more}",
            hint=f"add a line for each: {values[lacking[0]]};…;*",
            code="hierarchy-lacks",
        )
    domain = [[value, *labels] for value, labels in found.items()]
    columns = [
        np.unique(column, return_inverse=True) for column in np.array(domain, dtype=object).astype(str).T
    ]
    _check_nested(name, [of for _, of in columns], [label for label, _ in columns])
    at = {value: number for number, value in enumerate(found)}
    rows = np.array([at[value] for value in values], dtype=np.int64)
    groups, labels, loss = [], [], []
    for level, (label, of) in enumerate(columns):
        single = len(label) == 1 and level > 0
        # a missing value is one of its own until everything has one label
        groups.append(np.append(of[rows], 0 if single else len(label)))
        texts_ = [*label[of[rows]].tolist(), label[0] if single else None]
        labels.append(pl.Series(name, texts_, dtype=pl.String) if level else None)
        share = (np.bincount(of)[of] - 1) / max(len(domain) - 1, 1)
        loss.append(np.append(share[rows], 1.0 if single else 0.0))
    return Levels(tuple(groups), tuple(labels), tuple(loss))


def _check_nested(name: str, groups: list[Whole], labels: list[Whole]) -> None:
    for level in range(1, len(groups)):
        below, above = groups[level - 1], groups[level]
        first = np.zeros(len(labels[level - 1]), dtype=np.int64)
        first[below[::-1]] = above[::-1]
        apart = np.flatnonzero(first[below] != above)
        if len(apart):
            label = labels[level - 1][below[apart[0]]]
            two = [labels[level][first[below[apart[0]]]], labels[level][above[apart[0]]]]
            raise _wrong(
                name,
                f"'{label}' of level {level - 1} is part of both '{two[0]}' and '{two[1]}' at level {level}",
            )


def texts(values: pl.Series) -> list[str]:
    """Return values as a hierarchy has them: whole numbers without a decimal point."""
    whole = values.dtype.is_float() and bool((values == values.round()).all())
    return (values.cast(pl.Int64) if whole else values).cast(pl.String).to_list()
