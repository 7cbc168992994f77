"""The columns that suppress was asked to work on: not there, there twice, of several measures, or beside hidden figures."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from stabbur.disclosure.frame import Given
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.rules.matching import cells_named
from stabbur.disclosure.tables.axis import text
from stabbur.disclosure.tables.cells import Cells
from stabbur.disclosure.tables.listing import listed, named
from stabbur.errors import BadInput, Conflict, DataWarning, meant


def check_columns(held: Given, names: Sequence[str], said: Mapping[str, Any], status: str) -> None:
    """Say which column is not there, is there already or is meant for two things.

    Parameters
    ----------
    held
        The frame.
    names
        Its dimensions.
    said
        The columns of figures: `{"count": column, "value": column}`, one of them or both.
    status
        The column that is to come.
    """
    for option, name in said.items():
        if name is not None and not isinstance(name, str):
            _refuse_several(option, name)
    figures = [name for name in said.values() if name is not None]
    if len(names) == 1 and names[0] not in held.rows.columns:
        _refuse_one_text(held, names[0])
    held.need(*names, *figures)
    if status in held.rows.columns:
        raise Conflict(
            f"the frame has a column '{status}' already", hint='status="…" names another', code="column-taken"
        )
    if both := [name for name in figures if name in names]:
        raise BadInput(
            f"'{both[0]}' is a dimension and a column of figures: it can be one of them",
            hint=f"take '{both[0]}' out of dimensions",
            code="column-twice",
        )
    if not figures:
        raise BadInput(
            "neither count nor value is given",
            hint="count='…' names the column of counts",
            code="figures-missing",
        )


def check_said(
    held: Given, names: Sequence[str], hierarchies: object, total: str | Sequence[str] | None
) -> None:
    """Say which hierarchy is of no dimension, and which total stands nowhere: both would do nothing in silence."""
    if hierarchies is not None and not isinstance(hierarchies, Mapping):
        raise BadInput(
            f"hierarchies is a {type(hierarchies).__name__}: it must be a dictionary of dimensions",
            hint=f"hierarchies={{'{names[0]}': Hierarchy.from_dict({{…}})}}",
            code="option-value",
            option="hierarchies",
        )
    if other := [str(name) for name in hierarchies or () if name not in names]:
        raise BadInput(
            f"hierarchies has '{other[0]}', which is no dimension: there are {', '.join(map(repr, names))}",
            hint=meant(other[0], names) or "name it in dimensions",
            code="option-value",
            option="hierarchies",
        )
    known = {
        code for name in names for code in held.rows.select(text(held.rows, name)).to_series().drop_nulls()
    }
    for label in [total] if isinstance(total, str) else total or ():
        if label not in known:
            raise BadInput(
                f"total is '{label}', which is no code of {', '.join(map(repr, names))}",
                hint=meant(label, known) or "leave it out: totals are found by their names and sums",
                code="option-value",
                option="total",
            )


def tell_of_exposed(columns: Sequence[str]) -> None:
    """Warn of columns that show numbers beside hidden figures: a share or another measure may tell what is hidden."""
    if columns:
        some = listed([f"'{name}'" for name in columns])
        warnings.warn(
            f"numbers stand beside hidden figures in {some}, and nobody has looked at what they tell: leave them "
            "out; a sum that goes with the count is value=, and frame.melt(…) makes rows of columns that are codes",
            DataWarning,
            stacklevel=3,
        )


def _refuse_several(option: str, name: object) -> None:
    several = isinstance(name, list | tuple) and len(name) > 1
    shown = ", ".join(f"'{one}'" for one in name) if isinstance(name, list | tuple) else f"'{name}'"
    raise BadInput(
        f"{option} is {shown}: it must be the name of one column",
        hint="suppress each measure in a frame of its own; where the columns are the codes of one dimension, such as"
        " men and women, frame.melt(…) makes rows of them, and then they are protected together"
        if several
        else f"{option}='…' names the column",
        code="option-value",
        option=option,
    )


def _refuse_one_text(held: Given, name: object) -> None:
    """Say how several columns are named where one text names them all."""
    parts = [one.strip() for one in str(name).split(",")]
    if len(parts) > 1 and set(parts) <= set(held.rows.columns):
        raise BadInput(
            f"no column '{name}' in the frame: it has {', '.join(map(repr, held.rows.columns))}",
            hint=f"dimensions={parts}",
            code="column-unknown",
            column=str(name),
        )


def check_unlisted(cells: Cells, unlisted: object, rules: Sequence[Any]) -> None:
    """Say which cells the rules would hide though no row can be left open for them: who sees no row reads a zero."""
    bare = apply(cells, rules).mask & cells_named(cells, unlisted, "frozen")
    if not bare.any():
        return
    some = [named(codes, cells.dimensions) for codes in cells.names(bare)]
    raise BadInput(
        f"the rules hide {len(some)} cells that the frame has no row for, and readers take those for 0: {listed(some)}",
        hint="add a row with 0 for each, so that it can be hidden; or zeros='public', where all may know of zeros",
        code="frozen-primary",
    )
