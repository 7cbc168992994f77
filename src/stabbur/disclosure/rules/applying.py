"""All rules on one table: which cells are confidential, by which rules, and whom their neighbours must be kept from."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from stabbur.disclosure.rules.matching import cells_named
from stabbur.disclosure.rules.primary import Primary, Zeros
from stabbur.disclosure.rules.rule import Hits, Judged, Rule
from stabbur.disclosure.tables.cells import Cells, Mask, Whole
from stabbur.disclosure.tables.listing import listed, named
from stabbur.errors import BadInput
from stabbur.frames.given import shown

ASKED = {"hits", "zeros"}


def apply(cells: Cells, rules: Sequence[Rule] | Rule, *, forced: Any = None, frozen: Any = None) -> Primary:
    """Return what some rules together say of a table: a cell that one of them hits is confidential.

    Parameters
    ----------
    cells
        The table.
    rules
        Such as `[rules.minimum_count(4), rules.dominance((1, 80))]`.
    forced
        A frame of codes: cells that must be hidden whatever the rules say.
    frozen
        A frame of codes: cells that must be published, since they are so already.

    Raises
    ------
    BadInput
        There is neither a rule nor a forced cell, something is no rule, two rules say different things of zeros,
        a rule hits a frozen cell, or a frame names cells that the table does not have.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapters 4 and 5: primary sensitive cells.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, rules
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["0301", "4601", "5001"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> apply(cells, [rules.minimum_count(4)], forced=pl.DataFrame({"kommune": ["5001"]})).why
    ('', 'minimum_count(4)', '', 'forced')
    """
    chosen = _rules(rules, forced)
    possible = np.diff(cells.sums.tocsr()[np.flatnonzero(~cells.structural)].tocsc().indptr) > 0
    table = Judged(cells)
    hits = [(str(rule), rule.hits(table)) for rule in chosen]
    nothing = np.zeros(cells.size)
    named_cells = [("forced", forced)] if forced is not None else []
    hits += [(name, Hits(cells_named(cells, frame, name), nothing, nothing)) for name, frame in named_cells]
    mask: Mask = np.any([one.mask for _, one in hits], axis=0) & possible
    published: Mask = np.zeros(cells.size, dtype=np.bool_)
    if frozen is not None:
        published = cells_named(cells, frozen, "frozen")
    why = _why(hits, mask)
    _refuse_frozen(cells, published & mask, why)
    zeros = _zeros(chosen)
    return Primary(
        mask=mask,
        why=why,
        below=np.where(mask, np.max([one.below for _, one in hits], axis=0), 0.0),
        above=np.where(mask, np.max([one.above for _, one in hits], axis=0), 0.0),
        frozen=published,
        zeros=zeros,
        rules=tuple(str(rule) for rule in chosen),
        singletons=_units(cells, zeros, mask),
        single_contributor=_single_contributor(cells),
    )


def _rules(rules: Sequence[Rule] | Rule, forced: Any) -> list[Rule]:
    several = [rules] if isinstance(rules, str) or not isinstance(rules, Sequence) else list(rules)
    for one in several:
        if isinstance(one, str | type) or not all(hasattr(one, name) for name in ASKED):
            raise BadInput(
                f"'{shown(one)}' is no rule: rules are made by stabbur.disclosure.rules",
                hint="rules=[rules.minimum_count(4)]",
                code="rule-unknown",
            )
    if not several and forced is None:
        raise BadInput(
            f"rules is '{shown(rules)}': it must hold at least one rule",
            hint="rules=[rules.minimum_count(4)]",
            code="rule-unknown",
        )
    return several


def _zeros(rules: Sequence[Rule]) -> Zeros:
    said = {rule.zeros: str(rule) for rule in rules if rule.zeros is not None}
    if not said:
        return "public"
    if set(said) == {"protect", "secondary"}:
        return "protect"
    if len(said) > 1:
        each = ", ".join(f"'{rule}' {zeros}" for zeros, rule in said.items())
        raise BadInput(
            f"rules say different things of zeros: {each}",
            hint="give all of them the same zeros=",
            code="rule-zeros",
        )
    return next(iter(said))


def _why(hits: Sequence[tuple[str, Hits]], mask: Mask) -> tuple[str, ...]:
    texts = np.full(mask.size, "", dtype=object)
    for name, one in hits:
        here = one.mask & mask
        texts[here] = [f"{text}, {name}" if text else name for text in texts[here]]
    return tuple(texts.tolist())


def _refuse_frozen(cells: Cells, both: Mask, why: Sequence[str]) -> None:
    if both.any():
        some = [
            f"{named(codes, cells.dimensions)} ({why[at]})"
            for codes, at in zip(cells.names(both), np.flatnonzero(both).tolist(), strict=True)
        ]
        raise BadInput(
            f"{int(both.sum())} frozen cells are confidential: {listed(some)}",
            hint="take them out of frozen, or choose rules that they pass",
            code="frozen-primary",
        )


def _units(cells: Cells, zeros: Zeros, mask: Mask) -> Mask:
    """Rows of one unit, or of none where zeros are hidden: they count where the rules hide every such cell."""
    size = cells.structural.size
    if cells.inner_count is None or cells.count is None or zeros == "secondary":
        return np.zeros(size, dtype=np.bool_)
    unit = 0 if zeros == "protect" else 1
    alone = np.diff(cells.sums.indptr) == 1
    rows = cells.sums.indices[cells.sums.indptr[:-1][alone]]
    shown_alone = np.zeros(size, dtype=np.bool_)
    shown_alone[rows[~mask[alone]]] = True
    found: Mask = (cells.inner_count == unit) & ~cells.structural & ~shown_alone
    return found


def _single_contributor(cells: Cells) -> Whole | None:
    """Whose each inner row is alone, in a table of values."""
    if cells.value is None or cells.records is None:
        return None
    size = cells.structural.size
    least = np.full(size, np.iinfo(np.int64).max)
    most = np.full(size, -1, dtype=np.int64)
    np.minimum.at(least, cells.records.inner, cells.records.contributor)
    np.maximum.at(most, cells.records.inner, cells.records.contributor)
    return np.where(least == most, most, -1)
