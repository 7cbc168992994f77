"""Totals that data hold beside what they sum: found, told from leaves, and never counted twice."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from stabbur.disclosure.tables.axis import Axis, text
from stabbur.disclosure.tables.cells import Mask, Number, Whole
from stabbur.disclosure.tables.finding.labels import is_total_label
from stabbur.disclosure.tables.listing import listed, rows_listed
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput

CLOSE = 1e-9
BITS = 16
"""How unlikely chance must be before a leaf that always equals all others is called a total, as a power of 2."""
MORE_BITS = 24
"""The same where some figures are hidden and sums stand among the others, so that not each tells something new."""


def margins(spec: Spec, axes: Mapping[str, Axis], codes: pl.DataFrame, positions: Whole) -> Mask:
    """Return which rows are sums of others.

    Raises
    ------
    BadInput
        There are sums among rows of single units or contributors, or there is nothing but sums.
    """
    leaf = np.stack([one.leaf_of[positions[:, at]] >= 0 for at, one in enumerate(axes.values())], axis=1)
    sums: Mask = ~np.asarray(leaf.all(axis=1), dtype=np.bool_)
    if sums.any() and (spec.contributor or spec.weight or not (spec.count or spec.value)):
        raise BadInput(
            f"{int(sums.sum())} of {len(sums)} rows are sums of others, "
            f"but each row is a unit of its own: {rows_listed(codes, sums, codes.columns)}",
            hint="drop the totals: they are counted from the units"
            if spec.contributor or spec.weight
            else "drop the totals, or name the column of figures with count=",
            code="totals-among-units",
        )
    if sums.all():
        raise BadInput(
            f"all {len(sums)} rows are sums of others: {rows_listed(codes, sums, codes.columns)}",
            hint="the frame must hold the cells that the totals are made of",
            code="totals-only",
        )
    return sums


def refuse_doubled(rows: pl.DataFrame, spec: Spec, codes: pl.DataFrame, sums: Mask) -> None:
    """Refuse a cell that stands twice in an aggregate with nothing that tells its rows apart.

    Rows that differ in a column which is no dimension are a finer aggregate, and summed; but not where the
    frame has totals, for those would be of something else.
    """
    if spec.contributor or spec.weight or not (spec.count or spec.value):
        return
    figures = {spec.count, spec.value}
    used = {column for some in spec.hierarchies.values() for one in some for column in one.columns}
    others = [c for c in rows.columns if c not in figures | used | set(codes.columns)]
    doubled = codes.is_duplicated()
    telling = [c for c in others if not rows.schema[c].is_float()]
    # a frame with totals has one row a cell, whatever other columns say
    if doubled.any() and not sums.any() and telling:
        doubled = codes.hstack(rows.select(pl.col(c).alias(f"other {c}") for c in telling)).is_duplicated()
    if doubled.any():
        figure = spec.count or spec.value or ""
        shown = codes.with_columns(rows[figure].alias(figure))
        raise BadInput(
            f"{doubled.sum()} of {len(rows)} rows are cells that stand more than once: "
            f"{rows_listed(shown, doubled.to_numpy(), codes.columns, figure)}",
            hint="drop what is doubled, or sum it; columns that tell rows apart must be dimensions"
            if spec.count
            else "where each row is a unit, such as a business, name its column: contributor='orgnr'; else sum them",
            code="cells-doubled",
        )
    _refuse_other_totals(rows, others)


def _refuse_other_totals(rows: pl.DataFrame, others: Sequence[str]) -> None:
    for column in others:
        if rows.schema[column] in (pl.String, pl.Categorical, pl.Enum):
            known = rows[column].cast(pl.String).drop_nulls().unique().sort().to_list()
            labels = [code for code in known if is_total_label(code)]
            if labels and len(known) > 1:
                raise BadInput(
                    f"column '{column}' is no dimension, but holds the total '{labels[0]}' beside "
                    f"{listed([repr(code) for code in known if code != labels[0]])}: all would be counted twice",
                    hint=f"make '{column}' a dimension, or keep only one of its codes",
                    code="totals-several",
                    column=column,
                )


def refuse_second_totals(
    axes: Mapping[str, Axis],
    inner: Whole,
    figures: Number,
    told: frozenset[str],
    of_totals: frozenset[str] = frozenset(),
) -> None:
    """Refuse a leaf that is the sum of all the others: its dimension has a total under another name.

    Parameters
    ----------
    axes
        The dimensions.
    inner
        Rows × dimensions: the number of each row's leaf.
    figures
        What each row adds.
    told
        Dimensions whose codes were listed, so that a leaf is a leaf unless its very name says otherwise.
    of_totals
        Codes that stand in a grouping column where the leaf column holds the total.
    """
    sizes = [len(one.leaves) for one in axes.values()]
    for at, one in enumerate(axes.values()):
        # what is half of everything may be a total, and is one if it is so wherever it stands
        by_leaf = np.bincount(inner[:, at], weights=figures, minlength=sizes[at])
        half = np.flatnonzero(np.isclose(by_leaf * 2, by_leaf.sum(), rtol=CLOSE, atol=0) & (by_leaf > 0))
        other = combinations(inner, at, sizes) if len(half) else np.zeros(len(inner), dtype=np.int64)
        whole = np.bincount(other, weights=figures)
        for leaf in half.tolist() if sizes[at] > 2 else ():
            hit = inner[:, at] == leaf
            here = np.bincount(other[hit], weights=figures[hit], minlength=len(whole))
            label = one.codes[one.leaves[leaf]]
            bits = np.log2(1 + np.abs(here))
            sure = one.name not in told and int((bits > 0).sum()) > 1 and float(bits.sum()) > BITS
            named = is_total_label(label) or label in of_totals
            if (sure or named) and np.allclose(here * 2, whole, rtol=CLOSE, atol=0):
                raise BadInput(
                    f"code '{label}' of dimension '{one.name}' is the sum of all its other codes: "
                    f"the dimension has more than one total, or another than '{one.codes[0]}'",
                    hint=f"leave the grouping column empty in the rows of '{one.codes[0]}', or write that in it, too"
                    if label in of_totals
                    else f"say total='{label}' in its hierarchy and drop the rows of any further total; "
                    f"if it is none, list the codes with Hierarchy.from_dict([…])",
                    code="totals-several",
                    column=one.name,
                )
        _refuse_words(one, told)


def _refuse_words(one: Axis, told: frozenset[str]) -> None:
    """Refuse a leaf that is called a total without being one, unless its code was listed."""
    words = [one.codes[leaf] for leaf in one.leaves.tolist() if is_total_label(one.codes[leaf])]
    if words and len(one.leaves) > 1 and one.name not in told:
        raise BadInput(
            f"code '{words[0]}' of dimension '{one.name}' is called a total, but is not the sum of its other codes, "
            f"and its total is '{one.codes[0]}'",
            hint=f"say total='{words[0]}' in its hierarchy and mend its rows; "
            f"if it is none, list the codes with Hierarchy.from_dict([…])",
            code="totals-several",
            column=one.name,
        )


def refuse_unsaid_totals(rows: pl.DataFrame, spec: Spec) -> None:
    """Refuse a table with hidden figures that has a total which its hierarchies take for one more leaf.

    An attacker who does not know that a row is a total computes nothing from it, and all would seem safe. A total
    is told by its name, or by being the sum of all others wherever none of them is hidden.
    """
    figure = spec.value or spec.count
    if figure is None:
        return
    shown = rows[figure].cast(pl.String).cast(pl.Float64, strict=False).fill_nan(None)
    if not shown.null_count():
        return
    names = list(spec.hierarchies)
    known = rows.select(text(rows, name).alias(name) for name in names)
    for name, some in spec.hierarchies.items():
        if not all(one.columns for one in some):
            continue
        totals = [one.total for one in some if one.total is not None]
        leaves = pl.col(name).is_not_null() & ~pl.col(name).is_in(totals)
        table = known.with_columns(shown.alias(f"figure of {figure}")).filter(leaves)
        label = next(filter(is_total_label, table[name].unique().sort()), None)
        label = label or _always_whole(table, name, [one for one in names if one != name])
        if label is not None and table[name].n_unique() > 1:
            raise BadInput(
                f"code '{label}' of dimension '{name}' is a total, but the total of the dimension is said to be "
                f"{listed([repr(code) for code in totals]) or 'None'}",
                hint=f"{{'{name}': Hierarchy.from_columns({', '.join(map(repr, some[0].columns))}, total='{label}')}}; "
                f"if it is none, list the codes with Hierarchy.from_dict([…])",
                code="totals-several",
                column=name,
            )


def _always_whole(table: pl.DataFrame, name: str, others: Sequence[str]) -> str | None:
    """Return the code that is the sum of all others in each combination without a hidden figure, if one is."""
    figure = pl.col(table.columns[-1])
    combination = [pl.col(other) for other in others] or [pl.lit(0)]
    whole = table.with_columns(
        figure.sum().over(combination).alias("whole of all"),
        figure.is_null().any().over(combination).alias("one is hidden"),
    ).filter(~pl.col("one is hidden"))
    half = (figure * 2 - pl.col("whole of all")).abs() <= CLOSE * pl.col("whole of all").abs()
    sure = (half.all()) & ((figure > 0).sum() > 1) & ((1 + figure.abs()).log(2).sum() > MORE_BITS)
    found = whole.group_by(name).agg(sure.alias("sure")).filter("sure")[name].sort()
    return str(found[0]) if len(found) == 1 and whole[name].n_unique() > 2 else None


def combinations(inner: Whole, at: int, sizes: Sequence[int]) -> Whole:
    """Return for each row the number of its combination of all dimensions but one."""
    rest = np.delete(inner, at, axis=1)
    shape = tuple(np.delete(sizes, at).tolist())
    linear = np.ravel_multi_index(tuple(rest.T), shape) if shape else np.zeros(len(inner), dtype=np.int64)
    return np.unique(linear, return_inverse=True)[1]
