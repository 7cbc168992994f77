"""Cells hidden, attacked and repaired until nothing is known that must not be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.attack.bounds import Bounds
from stabbur.disclosure.elimination.ordering import default_cost
from stabbur.disclosure.elimination.secondary import secondary
from stabbur.disclosure.frame import given
from stabbur.disclosure.protection.explaining import named
from stabbur.disclosure.protection.plan import Options, Plan
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Number
from stabbur.disclosure.tables.listing import listed
from stabbur.errors import BadInput

SMALL = 2_000
"""Up to so many cells the exact intervals cost less than a second."""
MOST_ROUNDS = 30
MANY = 50


@dataclass(frozen=True)
class Protected:
    """The pattern of a table, and what an attack found where there was one."""

    primary: Primary
    suppressed: Mask
    bounds: Bounds | None


def protect_cells(cells: Cells, rules: Sequence[Any], plan: Plan, options: Options) -> Protected:
    """Return which cells of a table are hidden, verified and repaired where the plan says so."""
    from stabbur.disclosure.rules.applying import apply

    primary = apply(cells, rules, forced=options.get("forced"), frozen=options.get("frozen"))
    cost = costs(cells, options.get("cost"))
    suppressed = _hidden(cells, primary, cost, plan)
    if not plan.verify or plan.method == "none":
        return Protected(primary, suppressed, None)
    return Protected(primary, *made_safe(cells, suppressed, primary, cost, plan))


def _hidden(cells: Cells, primary: Primary, cost: Number, plan: Plan) -> Mask:
    if plan.method == "none":
        return primary.mask.copy()
    if plan.method == "optimal":
        from stabbur.disclosure.attack.optimal import optimal

        return primary.mask | optimal(cells, primary, cost, plan.attacker)
    extra = secondary(cells, primary, singletons=plan.singletons, cost=cost, engine=plan.engine)
    return primary.mask | extra


def made_safe(
    cells: Cells, suppressed: Mask, primary: Primary, cost: Number, plan: Plan
) -> tuple[Mask, Bounds]:
    """Attack and repair a table until nothing that must be protected is known.

    A secondary cell that everybody can compute protects nothing: it is published again. Where `MANY` cells can be
    computed, those who see through sums of their own are the reason, and elimination that knows of them does
    better than repairing each cell.

    Raises
    ------
    BadInput
        It cannot be made safe.
    """
    from stabbur.disclosure.attack.repair import repair
    from stabbur.disclosure.attack.verifying import verify

    released = np.zeros(cells.size, dtype=np.bool_)
    bounds = verify(cells, suppressed, primary, plan.attacker)
    for _ in range(MOST_ROUNDS):
        needless = bounds.exact & suppressed & ~primary.mask & ~released
        if bounds.failed.sum() > MANY and plan.method == "gauss" and plan.singletons == "none":
            plan = replace(plan, singletons="any_sum")
            suppressed = _hidden(cells, primary, cost, plan)
        elif not bounds.safe:
            before = suppressed
            suppressed = repair(cells, suppressed, primary, bounds, cost, plan.attacker)
            if (suppressed == before).all():
                raise unsafe(cells, bounds)
        elif needless.any():
            released |= needless
            suppressed = suppressed & ~needless
        else:
            return suppressed, _widest(cells, suppressed, primary, plan, bounds)
        bounds = verify(cells, suppressed, primary, plan.attacker, bounds)
    raise unsafe(cells, bounds)


def _widest(cells: Cells, suppressed: Mask, primary: Primary, plan: Plan, bounds: Bounds) -> Bounds:
    """Return the exact intervals of a safe table where they are wanted, else what is known already."""
    from stabbur.disclosure.attack.intervals import intervals

    wanted = cells.size <= SMALL if plan.intervals is None else plan.intervals
    return intervals(cells, suppressed, primary, plan.attacker, bounds) if wanted else bounds


def unsafe(cells: Cells, bounds: Bounds) -> BadInput:
    """Return the error that says which figures of a table can be computed whatever is hidden."""
    failed = listed([named(cell) for cell in cells.names(bounds.failed)])
    return BadInput(
        f"the table cannot be made safe: {failed} can still be computed",
        hint="join codes, or freeze fewer cells",
        code="protection-failed",
    )


def costs(cells: Cells, given_costs: Any) -> Number:
    """Return what it costs to hide each cell: what was said of it, or its default."""
    made = default_cost(cells)
    if given_costs is None:
        return made
    held = given(given_costs)
    held.need(*cells.dimensions, "cost")
    said = held.rows.select(*(pl.col(name).cast(pl.String) for name in cells.dimensions), pl.col("cost"))
    known = cells.codes.select(cells.dimensions).join(
        said.unique(cells.dimensions, keep="last"), on=cells.dimensions, how="left", maintain_order="left"
    )["cost"]
    wrong = said.filter((pl.col("cost") >= 0).not_().fill_null(value=True))
    if wrong.height:
        raise BadInput(
            f"the cost of {listed([named(row[:-1]) for row in wrong.rows()])} is no number of 0 or more",
            hint="give each cell a cost of 0 or more, or leave it out",
            code="cost-bad",
        )
    return np.asarray(known.cast(pl.Float64).fill_null(pl.Series(made)).to_numpy())
