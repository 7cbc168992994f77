"""The least and the most that every hidden cell can be."""

from stabbur.disclosure.attack.bounds import Bounds
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.verifying import attack
from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask


def intervals(
    cells: Cells,
    suppressed: Mask,
    primary: Primary,
    attacker: Attacker | None = None,
    before: Bounds | None = None,
) -> Bounds:
    """Return exact bounds of every hidden cell: what an attacker computes at best.

    Two linear programs for each cell (Hundepol et al., *Statistical Disclosure Control*, 2012, chapter 4), less
    those that a table found before has answered. Bounds of counts are whole numbers. In parts of more than
    400 unknown rows they are those of the linear program rounded inwards: a whole-number table need not
    reach them, but which cells are `exact` or `failed` is decided by whole-number tables there, too.

    Parameters
    ----------
    cells
        The table, `m` cells over `n` inner rows.
    suppressed
        `m`: all cells that are hidden.
    primary
        What the rules say of them.
    attacker
        What is known beside the table; see :class:`Attacker`.
    before
        What `verify` has found of it.

    Returns
    -------
    Bounds
        In units of the figures; minus or plus infinity where there is no end.

    Raises
    ------
    BadInput
        The attacker is taken to know what is not so.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import TableSpec, rules
    >>> from stabbur.disclosure.rules.applying import apply
    >>> from stabbur.disclosure.tables.building import build
    >>> frame = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    >>> cells = build(frame, TableSpec(dimensions={"kommune": None}, count="personer"))
    >>> primary = apply(cells, [rules.minimum_count(4)])
    >>> hidden = (cells.figures > 0) & (cells.figures < 25)
    >>> bounds = intervals(cells, hidden, primary)
    >>> bounds.lower.tolist(), bounds.upper.tolist()
    ([52.0, 1.0, 1.0, 30.0], [52.0, 21.0, 21.0, 30.0])
    """
    return attack(cells, suppressed, primary, attacker or Attacker(), complete=True, before=before)
