"""The columns that suppress was asked to work on: not there, there twice, of several measures, or beside hidden figures."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from stabbur.disclosure.frame import Given
from stabbur.disclosure.tables.listing import listed
from stabbur.errors import BadInput, Conflict, DataWarning


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
