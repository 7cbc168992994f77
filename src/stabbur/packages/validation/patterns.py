"""Patterns of Table Schema: by the engine of polars where it knows them, else by Python's."""

import re

import polars as pl


def whole(pattern: str) -> str:
    """Return a pattern that must fit from start to end, each of its alternatives too."""
    return f"^(?:{pattern})$"


def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return nothing when polars knows a pattern; else Python's form of it, since only that looks around.

    Raises
    ------
    re.error
        It is a pattern to neither.
    """
    try:
        pl.Series(["a"]).str.contains(whole(pattern))
    except pl.exceptions.ComputeError:
        return re.compile(pattern)
    return None


def matches(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return whether texts have a form from start to end; look-around goes the slow way."""
    slow = compiled(pattern)
    if slow is None:
        return text.str.contains(whole(pattern))

    def whole_match(value: str) -> bool:
        """Say whether the whole of a text fits."""
        return slow.fullmatch(value) is not None

    return text.map_elements(whole_match, return_dtype=pl.Boolean)
