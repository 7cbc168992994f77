"""Data packages: describe, write, read, validate, compare. Names load when they are first used."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stabbur.packages.content import content_hash
    from stabbur.packages.difference import compare
    from stabbur.packages.package import Datapackage
    from stabbur.packages.reading.table import read_table
    from stabbur.packages.tables.excel import to_excel

PUBLIC = {
    "Datapackage": "stabbur.packages.package",
    "compare": "stabbur.packages.difference",
    "content_hash": "stabbur.packages.content",
    "read_table": "stabbur.packages.reading.table",
    "to_excel": "stabbur.packages.tables.excel",
}

__all__ = ["Datapackage", "compare", "content_hash", "read_table", "to_excel"]


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(f"stabbur.packages has no '{name}': it has {', '.join(sorted(PUBLIC))}")
    return getattr(import_module(PUBLIC[name]), name)
