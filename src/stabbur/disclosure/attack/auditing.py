"""audit: attack a table that somebody else made, with nothing but what its readers see."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from stabbur.disclosure.attack.bounds import Bounds, Told
from stabbur.disclosure.attack.knowledge import Attacker, need_attacker
from stabbur.disclosure.attack.published.consistency import need_consistent
from stabbur.disclosure.attack.published.reading import Published, need_status, read, unread
from stabbur.disclosure.attack.report import AuditReport
from stabbur.disclosure.attack.verifying import probe
from stabbur.disclosure.attack.view import View
from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.options import known_options
from stabbur.disclosure.rules.rule import Judged
from stabbur.disclosure.tables.cells import Cells, Mask, Number
from stabbur.disclosure.tables.specification import Spec
from stabbur.errors import BadInput, DataWarning

STATUS = "status"


@known_options
def audit(
    published: object,
    spec: Spec,
    *,
    attacker: Attacker | None = None,
    rules: Sequence[Any] | None = None,
    status: str = STATUS,
) -> AuditReport:
    """Say what can be computed from a published table, whoever protected it.

    Two linear programs for each hidden cell give its least and most, as in Hundepol et al., *Statistical
    Disclosure Control* (2012), chapter 4; for counts whole-number programs then tell which cells can be one
    number alone. The true figures are not needed.

    Parameters
    ----------
    published
        A pandas, polars or Arrow frame with a row for each cell, its totals among them. A figure is hidden where
        it is null, `":"`, `"*"`, `".."` or the like, or where the status column says "primary", "secondary",
        "suppressed" or "hidden", or is true. A combination of leaf codes without a row is 0. What `protect` or a rounding
        returned is taken as its readers see it: its `published` table.
    spec
        The dimensions with their hierarchies and the column of figures.
    attacker
        What is known beside the table. By default a hidden count is 1 or more where the table shows zeros, and
        0 or more where it shows none.
    rules
        Then the table is safe when no figure that a rule hits is shown or can be computed.
    status
        The column that says which cells are hidden, where there is one. Where it tells primary cells from
        others and no rules are given, those alone must not be computed.

    Returns
    -------
    AuditReport
        `.exact`, `.intervals`, `.safe`; frames are of the kind that was handed in.

    Raises
    ------
    BadInput
        No table agrees with what is published (the message shows the cells), or the frame does not fit the spec.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, audit
    >>> shown = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": ["*", "20", "30", "52"]})
    >>> report = audit(shown, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> report.exact.rows(), report.safe
    ([('A', 2.0)], False)
    """
    # asked of the class: a pandas frame with a column of this name has it as an attribute
    if isinstance(getattr(type(published), "published", None), property):
        published = cast(Any, published).published
    held = given(published)
    attacker = reader(attacker)
    if status != STATUS:
        held.need(status)
        need_status(held.rows, status)
    table = read([held], spec, status)[0]
    if not table.hidden.any():
        tell_of_marks(held, spec, status)
    return judged(table, spec, attacker, rules, held)


def tell_of_marks(held: Given, spec: Spec, status: str) -> None:
    """Warn where a table hides nothing, and a column beside it may tell what is hidden."""
    known = [*spec.hierarchies, *(name for name in (spec.count, spec.value) if name is not None), status]
    if (name := unread(held.rows, known)) is not None:
        warnings.warn(
            f"no figure is hidden; if column '{name}' says which cells are, name it: status='{name}'",
            DataWarning,
            stacklevel=4,
        )


def reader(attacker: Attacker | None) -> Attacker:
    """Return an attacker who has nothing but a published table."""
    attacker = need_attacker(attacker or Attacker())
    if attacker.relative is not None:
        raise BadInput(
            f"relative={attacker.relative:g} asks for the true figures, and a published table does not have them",
            hint="give the attacker lower= and upper=, or protect the table with verify=True",
            code="attacker-wrong",
        )
    return attacker


def judged(
    table: Published,
    spec: Spec,
    attacker: Attacker,
    rules: Sequence[Any] | None,
    held: Given,
    corrected: Sequence[Told] = (),
) -> AuditReport:
    """Attack a published table and say what must not be known and is; another version may have told more of it."""
    view = view_of(table, attacker, count=spec.value is None)
    need_consistent(view, table.cells)
    size = table.cells.size
    found = probe(view, np.full(size, np.inf), np.full(size, -np.inf), complete=True)
    known = np.where(table.hidden, np.where(found.exact, found.lower, np.inf), table.figures)
    exact = found.exact | table.revealed
    failed = exact
    if rules:
        failed = _hit(table.cells, known, rules, count=spec.value is None) & ~table.absent
    elif table.primary.any():
        failed = exact & table.primary
    exact, lower, upper = exact | failed, found.lower, found.upper
    for told in corrected:
        hit = told.known
        if rules:
            hit = _hit(table.cells, np.where(hit, told.figures, np.inf), rules, count=spec.value is None)
        elif table.primary.any():
            hit = hit & table.primary
        failed, exact = failed | hit, exact | told.known
        lower, upper = (np.where(told.known, told.figures, end) for end in (lower, upper))
    bounds = Bounds(lower, upper, True, failed, exact, attacker, found.programs)
    return AuditReport.of(table.cells, table.hidden | exact, bounds, held)


def view_of(table: Published, attacker: Attacker, *, count: bool) -> View:
    """Return a published table with the eyes of an attacker, who does not have the true figures."""
    shown = ~table.hidden & ~table.absent
    figures = table.figures
    negative = bool((figures[shown] < 0).any())
    otherwise = -np.inf if negative else 0.0
    zeros = bool((figures[shown] == 0).any())
    least = attacker.lower if attacker.lower is not None else 1.0 if count and zeros else otherwise
    rows = table.cells.sums.shape[0]
    low, high = np.full(rows, otherwise), np.full(rows, np.inf if attacker.upper is None else attacker.upper)
    low[table.cells.structural] = high[table.cells.structural] = 0.0
    whole = count and attacker.whole and bool((figures == np.rint(figures)).all())
    if whole:
        least, high = np.ceil(least), np.floor(high)
    return View(
        table.cells.sums,
        table.hidden,
        table.absent,
        figures,
        np.where(table.hidden, least, -np.inf),
        low,
        high,
        whole,
        None,
    )


def _hit(cells: Cells, known: Number, rules: Sequence[Any], *, count: bool) -> Mask:
    """Return the cells that a rule hits among those whose figure is known."""
    there = np.isfinite(known)
    figures = np.where(there, known, 0.0)
    filled = replace(
        cells,
        count=figures.astype(np.int64) if count else None,
        value=None if count else figures,
        inner_count=np.zeros(cells.structural.size, dtype=np.int64) if count else None,
        inner_value=None if count else np.zeros(cells.structural.size),
    )
    listed: list[Any] = list(rules) if isinstance(rules, list | tuple) else [rules]
    hit = np.any([rule.hits(Judged(filled)).mask for rule in listed], axis=0)
    return np.asarray(hit & there)
