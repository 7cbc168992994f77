"""sb.suppress: a frame of counts or sums in, the same frame out with confidential figures gone and a status."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any, TypedDict, Unpack, get_args

import numpy as np
import polars as pl

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.elimination.secondary import Singletons
from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.protection import proof
from stabbur.disclosure.protection.plan import Options, Plan, plan_of
from stabbur.disclosure.protection.protecting import facts_of
from stabbur.disclosure.protection.result import STATUS, statuses
from stabbur.disclosure.protection.securing import (
    MOST_ROUNDS,
    Protected,
    costs,
    made_safe,
    protect_cells,
    unsafe,
)
from stabbur.disclosure.protection.unsettled import warn_of_groups
from stabbur.disclosure.protection.wanted import check_columns, check_said, check_unlisted, tell_of_exposed
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.tables.cells import Cells, Mask, Whole
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.disclosure.tables.written import written
from stabbur.errors import BadInput, meant
from stabbur.frames.given import one_of, shown

MARKS = (":", "*", "..", "x")
THRESHOLD = 4
ZEROS = get_args(Zeros)


class SuppressOptions(TypedDict, total=False):
    """What can be said beside dimensions, figures and threshold."""

    rules: Sequence[Any]
    """Rules in place of the threshold."""
    zeros: Zeros
    """`"public"`, `"secondary"`, `"protect"` or `"structural"`: see `rules.minimum_count`."""
    total: str | Sequence[str] | None
    """The code of totals, where it is not one of the usual ones."""
    hierarchies: Mapping[str, Any]
    """Hierarchies of dimensions whose groups cannot be seen in the frame."""
    mark: str | None
    """What stands for hidden figures, such as `"*"` or a colon; their columns become text."""
    status: str
    """The name of the new column."""
    singletons: Singletons
    verify: bool
    attacker: Attacker | None


def suppress(
    frame: Any,
    dimensions: str | Sequence[str],
    count: str | None = None,
    threshold: int | None = None,
    *,
    value: str | None = None,
    **options: Unpack[SuppressOptions],
) -> Any:
    """Hide small figures in a frame, and others so that they cannot be computed from its totals.

    Parameters
    ----------
    frame
        Counts or sums with their totals, or with none: a pandas, polars or Arrow frame. It is not changed.
    dimensions
        The columns that name a row.
    count
        The column of counts, of persons or units.
    threshold
        The least count that is shown, 4 by default; `rules` stand in its place.
    value
        A column of sums; it is hidden where the count is, and as it needs itself.
    **options
        `rules`, `zeros`, `total`, `hierarchies`, `mark`, `status`, `singletons`, `verify`, `attacker`:
        see `SuppressOptions`.

    Returns
    -------
    frame
        The same kind of frame, with its index, order and other columns. Hidden figures are null (or `mark`, in
        columns of text), and the column `status` says "published", "primary" or "secondary".

    Raises
    ------
    BadInput
        A total does not add up, a row is there twice, a figure is negative or missing, `threshold` and `rules`
        are both given, or the frame cannot be made safe. Nothing half protected is returned.

    Notes
    -----
    Only what the frame shows is taken as published: where a total is known from elsewhere, add its row. Where
    figures alone cannot settle which codes are sums of others, and it matters, a `DataWarning` names the column:
    say its groups with `hierarchies=`. Method: `stabbur.disclosure.protect` with its sources.

    Examples
    --------
    >>> import pandas as pd
    >>> import stabbur as sb
    >>> df = pd.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [2, 20, 30, 52]})
    >>> sb.suppress(df, "kommune", "personer")
      kommune  personer     status
    0       A      <NA>    primary
    1       B      <NA>  secondary
    2       C        30  published
    3   Total        52  published
    """
    check_options(options)
    held = given(frame)
    names = [dimensions] if isinstance(dimensions, str) else list(dict.fromkeys(dimensions))
    figures = [name for name in (value, count) if name is not None]
    status = options.get("status", STATUS)
    check_columns(held, names, {"count": count, "value": value}, status)
    chosen, spec = spec_of(held, names, {"count": count, "value": value}, options)
    cells, place, frozen = cells_of(held, chosen, spec)
    attacker = options.get("attacker") or reader_of(cells, place, frozen)
    said: Options = {"attacker": attacker, "frozen": frozen}
    plan = plan_of(options.get("singletons", "any_sum"), options.get("verify", True), said)
    rules = rules_of(threshold, options)
    if frozen is not None:
        check_unlisted(cells, frozen, rules)
    protected = protect_cells(cells, rules, plan, said)
    if value is not None and count is not None:
        counts = replace(cells, value=None, inner_value=None)
        known = options.get("attacker") or reader_of(counts, place, frozen) or plan.attacker
        protected = with_counts(cells, counts, protected, (plan, replace(plan, attacker=known)))
    hidden = protected.suppressed[place]
    shown_figures = cells.figures[place] if count is None or cells.count is None else cells.count[place]
    warn_of_groups(chosen, spec, shown_figures.astype(np.float64), hidden, options.get("hierarchies") or ())
    told = np.array(statuses(protected.primary.mask, protected.suppressed), dtype=object)[place]
    columns = {name: without(held.rows[name], hidden, options.get("mark")) for name in figures}
    columns[status] = pl.Series(status, told.tolist(), dtype=pl.String)
    facts = facts_of(cells, protected, plan) | {"status": status, "table": written(spec, chosen)}
    made = held.rows.with_columns(**columns)
    tell_of_exposed(proof.exposed(made, proof.record(made, names, figures, facts)))
    return held.with_columns(columns)


def check_options(options: SuppressOptions) -> None:
    """Say which option is misspelt or cannot be right."""
    known = SuppressOptions.__annotations__
    for name in options:
        if name not in known:
            raise BadInput(
                f"suppress takes no '{name}': it takes dimensions, count, threshold, value, {', '.join(known)}",
                hint=meant(name, [*known, "dimensions", "count", "threshold", "value"]) or "leave it out",
                code="option-unknown",
                option=name,
            )
    zeros, mark = options.get("zeros", "public"), options.get("mark")
    if not one_of(zeros, ZEROS):
        raise BadInput(
            f"zeros is '{shown(zeros)}': it must be {' or '.join(map(repr, ZEROS))}",
            hint=meant(zeros, ZEROS) or "zeros='public'",
            code="option-value",
            option="zeros",
        )
    if mark is not None and not one_of(mark, MARKS):
        raise BadInput(
            f"mark is '{shown(mark)}': it must be {' or '.join(map(repr, MARKS))}",
            hint="mark=':'",
            code="option-value",
            option="mark",
        )


def rules_of(threshold: int | None, options: SuppressOptions) -> Sequence[Any]:
    """Return the rules that were asked for: those given, or a threshold."""
    if "rules" in options:
        if threshold is not None:
            raise BadInput(
                f"threshold is {threshold!r} and rules are given: rules stand in place of the threshold",
                hint=f"rules=[rules.minimum_count({threshold!r}), …] has both; or leave one of them out",
                code="option-value",
                option="threshold",
            )
        return options["rules"]
    threshold = THRESHOLD if threshold is None else threshold
    said: object = threshold
    if isinstance(said, bool) or not isinstance(said, Real) or float(said) < 1 or float(said) % 1:
        raise BadInput(
            f"threshold is {threshold!r}: it must be a whole number, 1 or more",
            hint="threshold=4 shows counts of 4 and more",
            code="option-value",
            option="threshold",
        )
    from stabbur.disclosure import rules

    return [rules.minimum_count(threshold, zeros=options.get("zeros", "public"))]


def without(column: pl.Series, hidden: Mask, mark: str | None) -> pl.Series:
    """Return a column of figures with the hidden ones gone."""
    shown_rows = pl.Series(~hidden)
    if mark is None:
        return column.zip_with(shown_rows, pl.Series([None], dtype=column.dtype))
    return column.cast(pl.String).zip_with(shown_rows, pl.Series([mark], dtype=pl.String))


def with_counts(cells: Cells, counts: Cells, protected: Protected, plans: tuple[Plan, Plan]) -> Protected:
    """Return a pattern under which neither the values nor the counts of hidden cells can be computed.

    Each has its own plan: who knows that no hidden count is zero knows nothing of the least value.
    """
    if protected.bounds is None:
        return protected
    primary, suppressed, bounds = protected.primary, protected.suppressed, protected.bounds
    nothing = np.zeros(cells.size)
    of_counts = replace(primary, below=nothing, above=nothing)
    plan, counted = (replace(one, singletons="any_sum") for one in plans)  # no pattern is made anew
    for _ in range(MOST_ROUNDS):
        more, _ = made_safe(counts, suppressed, of_counts, costs(counts, None), counted)
        if (more <= suppressed).all():
            return Protected(primary, suppressed, bounds)
        suppressed, bounds = made_safe(cells, suppressed | more, primary, costs(cells, None), plan)
    raise unsafe(cells, bounds)


def spec_of(
    held: Given, names: Sequence[str], figures: Mapping[str, str | None], options: SuppressOptions
) -> tuple[Given, TableSpec]:
    """Return the columns that make a table and the table that they hold, with the hierarchies that were said."""
    from stabbur.disclosure.tables.detecting import detect

    check_said(held, names, options.get("hierarchies"), options.get("total"))
    chosen = given(held.rows.select(*names, *(name for name in figures.values() if name is not None)))
    spec = detect(chosen, names, figures, total=options.get("total"))
    if said := options.get("hierarchies"):
        return held, replace(spec, dimensions={**spec.dimensions, **said})
    return chosen, spec


def cells_of(held: Given, chosen: Given, spec: TableSpec) -> tuple[Cells, Whole, pl.DataFrame | None]:
    """Return the cells that a frame shows, the cell of each of its rows, and cells that cannot be hidden any more.

    A combination that the frame does not list is taken to be zero by everybody; a total that it does not list
    is not published.
    """
    from stabbur.disclosure.tables.building import build
    from stabbur.disclosure.tables.coding import codes

    cells = build(chosen, spec)
    found = codes(held.rows, spec.hierarchies)
    numbered = (
        cells.codes.select(cells.dimensions).with_row_index("cell").unique(cells.dimensions, keep="first")
    )
    place = found.join(numbered, on=cells.dimensions, how="left", maintain_order="left")["cell"].to_numpy()
    listed = np.zeros(cells.size, dtype=np.bool_)
    listed[place] = True
    unlisted = ~listed & (cells.figures == 0)
    kept = np.flatnonzero(listed | unlisted)
    frozen = cells.codes.filter(pl.Series(unlisted)) if unlisted.any() else None
    return only(cells, kept), np.searchsorted(kept, place), frozen


def reader_of(cells: Cells, place: Whole, frozen: pl.DataFrame | None) -> Attacker | None:
    """Return who knows that no hidden count is zero: readers of a frame that leaves zeros out and lists none."""
    if frozen is None or cells.value is not None or (cells.figures[place] == 0).any():
        return None
    return Attacker(lower=1)


def only(cells: Cells, kept: Whole) -> Cells:
    """Return a table of some of its cells; the others are not published."""
    return replace(
        cells,
        codes=cells.codes[kept],
        sums=cells.sums.tocsc()[:, kept],
        count=None if cells.count is None else cells.count[kept],
        value=None if cells.value is None else cells.value[kept],
    )
