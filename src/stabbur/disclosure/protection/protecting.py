"""protect: hide the confidential cells of a table, and others so that none can be computed, and verify it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Unpack

from stabbur.disclosure.elimination.secondary import Singletons
from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.protection import proof
from stabbur.disclosure.protection.plan import Options, Plan, plan_of
from stabbur.disclosure.protection.result import STATUS, Result, rows_of
from stabbur.disclosure.protection.securing import Protected, protect_cells
from stabbur.disclosure.tables.cells import Cells
from stabbur.disclosure.tables.specification import Spec
from stabbur.disclosure.tables.written import written

FIGURE = "freq"


def protect(
    frame: object,
    spec: Spec,
    *,
    rules: Sequence[Any] = (),
    singletons: Singletons = "any_sum",
    verify: bool = True,
    **options: Unpack[Options],
) -> Result:
    """Protect a table: hide what is confidential, and as little more as keeps it from being computed.

    Parameters
    ----------
    frame
        Microdata, or an aggregate with or without its totals: a pandas, polars or Arrow frame. It is not changed.
    spec
        The dimensions with their hierarchies and the columns of figures; linked tables (`spec_a & spec_b`) are
        protected as one.
    rules
        Such as `[rules.minimum_count(4, zeros="public")]`; a cell that one of them hits is primary.
    singletons
        `"any_sum"` lets the elimination reckon with units that stand alone in a cell and take themselves away;
        `"none"` does not. The audit asks what such a unit computes of magnitudes (`Attacker.own`), not of counts.
    verify
        Attack the table, and repair it until no confidential figure is known. False leaves `.audit` None: such a
        table counts as not audited.
    **options
        `method`, `attacker`, `cost`, `forced`, `frozen`, `engine`, `intervals`: see `Options`.

    Returns
    -------
    Result
        `.table` (a row for each published cell), `.audit`, `.proof`, `.explain(cell)`, `.report()`.

    Raises
    ------
    BadInput
        The frame or an option cannot be right, or the table cannot be made safe. Nothing half protected is
        returned.

    Notes
    -----
    Secondary suppression after Langsrud, "Secondary cell suppression by Gaussian elimination" (*Privacy in
    Statistical Databases*, 2024); the attack is the audit problem of Fischetti and Salazar-González (2001), the
    repair follows Kelly, Golden and Assad (1992). Hundepol et al., *Statistical Disclosure Control* (2012),
    chapter 4.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, protect, rules
    >>> rows = {"kommune": ["A", "A", "B", "B", "C", "C"], "kjonn": ["k", "m"] * 3, "freq": [2, 20, 30, 9, 8, 7]}
    >>> spec = TableSpec(dimensions={"kommune": None, "kjonn": None}, count="freq")
    >>> result = protect(pl.DataFrame(rows), spec, rules=[rules.minimum_count(4)])
    >>> result.audit.safe
    True
    >>> result.table["status"].value_counts(sort=True).rows()
    [('published', 8), ('secondary', 3), ('primary', 1)]
    """
    plan = plan_of(singletons, verify, options)
    held = given(frame)
    from stabbur.disclosure.tables.building import build

    cells = build(held, spec)
    protected = protect_cells(cells, rules, plan, options)
    figure = spec.value or spec.count or FIGURE
    return finished(held, cells, protected, plan, figure, written(spec, held, figure))


def finished(
    held: Given, cells: Cells, protected: Protected, plan: Plan, figure: str, table: dict[str, Any] | None
) -> Result:
    """Return the result of a protection with its table, proof and audit."""
    primary, suppressed, bounds = protected.primary, protected.suppressed, protected.bounds
    rows = rows_of(cells, suppressed, primary.mask, figure)
    names = [name for name in rows.columns if name not in (figure, STATUS)]
    made = proof.record(rows, names, [figure], facts_of(cells, protected, plan) | {"table": table})
    audit = None
    if bounds is not None:
        from stabbur.disclosure.attack.report import AuditReport

        audit = AuditReport.of(cells, suppressed, bounds, held)
    return Result(held.frame(rows), audit, made, cells, primary, suppressed, plan.attacker, bounds)


def facts_of(cells: Cells, protected: Protected, plan: Plan) -> dict[str, Any]:
    """Return what a proof tells of a protection, as JSON has it."""
    primary, suppressed, bounds = protected.primary, protected.suppressed, protected.bounds
    return {
        "kind": "table",
        "status": STATUS,
        "method": plan.method,
        "singletons": plan.singletons,
        "rules": list(primary.told),
        "zeros": primary.zeros,
        "cells": cells.size,
        "hidden": proof.hidden(int(suppressed.sum()), cells.size),
        # how closely others are known (pq) is a limit that helps who attacks, as the rules' own are
        "attacker": {key: value for key, value in asdict(plan.attacker).items() if key != "relative"},
        "audited": bounds is not None,
        "safe": bounds is not None and bounds.safe,
    }
