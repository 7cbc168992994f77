"""Arrow to and from pandas, polars and what else hands out Arrow: the one converter, lossless both ways."""

from stabbur.frames.checks import As, Column, check_as, check_names, check_schema, plain_storage
from stabbur.frames.incoming import to_arrow
from stabbur.frames.outgoing import from_arrow

__all__ = [
    "As",
    "Column",
    "check_as",
    "check_names",
    "check_schema",
    "from_arrow",
    "plain_storage",
    "to_arrow",
]
