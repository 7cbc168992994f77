"""How large a table becomes, known before it is made: cells, inner rows and memory."""

from collections.abc import Mapping, Sequence
from math import prod

from stabbur.disclosure.tables.axis import Axis
from stabbur.disclosure.tables.crossing import Shown
from stabbur.errors import BadInput

MOST_CELLS = 2**31 - 1
PER_SUM = 56
"""Bytes that one entry of the matrix takes at most while it is made: positions, ones, and the sort."""
PER_CELL = 150
"""Bytes that one cell takes with its codes and figures."""


def check_size(
    axes: Mapping[str, Axis], tables: Sequence[Shown], inner: int, free: int | None = None
) -> None:
    """Refuse a table that would not fit into memory.

    Parameters
    ----------
    axes
        The dimensions.
    tables
        The codes that each table publishes.
    inner
        How many inner rows there will be.
    free
        Bytes; what the machine has now where it is not said.

    Raises
    ------
    BadInput
        With cells, inner rows and bytes.
    """
    cells = sum(prod(len(codes) for codes in shown.values()) for shown in tables)
    entries = sum(inner * prod(axes[name].above.shape[1] for name in shown) for shown in tables)
    need = entries * PER_SUM + (cells + inner) * PER_CELL * len(axes)
    free = _free() if free is None else free
    combinations = prod(len(one.codes) for one in axes.values())
    if need < free and cells < MOST_CELLS and entries < MOST_CELLS * 4 and combinations < 2**62:
        return
    sizes = ", ".join(f"{name} {_spaced(len(one.codes))}" for name, one in axes.items())
    raise BadInput(
        f"the table has {_spaced(cells)} cells over {_spaced(inner)} inner rows (codes: {sizes}) "
        f"and takes about {_spaced(need // 2**30 + 1)} GiB of memory: {free / 2**30:.1f} GiB are free",
        hint="leave out a level or a dimension, link smaller tables, "
        "or leave out what the data do not have with impossible='absent'",
        code="table-large",
    )


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _free() -> int:
    import psutil

    return int(psutil.virtual_memory().available)
