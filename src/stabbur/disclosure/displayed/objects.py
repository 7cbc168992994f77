"""Rows in what is written as JSON or as Python writes its lists: records, columns, and figures of Vega."""

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from stabbur.disclosure.displayed.seen import Displayed

BEGINS = re.compile(r"\[\s*\{|\{\s*[\"'][^\"'\n]{0,200}[\"']\s*:\s*[\[{]")
MOST_TRIES = 200  # places in a script where rows might begin
LONGEST = 5_000_000  # characters that are read as one list
DECODER = json.JSONDecoder()


def rows_in(value: Any) -> Iterator[Displayed]:
    """Yield the tables in lists and mappings, however deep.

    Examples
    --------
    >>> from stabbur.disclosure.displayed.objects import rows_in
    >>> next(rows_in({"data": {"values": [{"kommune": "A", "personer": 2}]}}))
    Displayed(heads=(('kommune',), ('personer',)), rows=[['A', '2']])
    >>> next(rows_in({"kommune": ["A", "B"], "personer": [2, 20]})).rows
    [['A', '2'], ['B', '20']]
    """
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            found = _columns(one)
            if found:
                yield found
            waiting += [inner for inner in one.values() if isinstance(inner, dict | list | tuple)]
        elif isinstance(one, list | tuple):
            records = [_flat(row) for row in one if isinstance(row, dict)]
            if any(records):
                yield _records(records)
            waiting += [inner for inner in one if isinstance(inner, list | tuple) or _holds_more(inner)]


def _holds_more(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(one, dict | list | tuple) for one in value.values())


def written_out(text: str) -> Iterator[Displayed]:
    """Yield the tables of a text that is JSON or a list of Python, or has such in it."""
    at, tries = 0, 0
    while (begin := BEGINS.search(text, at)) and tries < MOST_TRIES:
        tries += 1
        try:
            value, at = DECODER.raw_decode(text, begin.start())
        except (ValueError, RecursionError):
            at = begin.start() + 1
            if begin.start() == len(text) - len(text.lstrip()):
                yield from rows_in(_evaluated(text))
            continue
        yield from rows_in(value)


def _evaluated(text: str) -> Any:
    if len(text) > LONGEST:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of signs that Python reads otherwise one day
        try:
            return ast.literal_eval(text.strip())
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            return None


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a record, those of records in it by their own names."""
    found: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= {key: text for key, text in _flat(value).items() if key not in row}
        elif not isinstance(value, list | tuple):
            found[str(name)] = _text(value)
    return found


def _records(records: list[dict[str, str]]) -> Displayed:
    names = list(dict.fromkeys(name for row in records for name in row))
    return Displayed(
        tuple((name,) for name in names), [[row.get(name, "") for name in names] for row in records]
    )


def _columns(told: Mapping[Any, Any]) -> Displayed | None:
    """Return a table that is written column by column, or as labels and rows."""
    names, rows = told.get("columns"), told.get("data")
    if isinstance(names, list) and isinstance(rows, list) and rows and isinstance(rows[0], list):
        texts = [[_text(value) for value in row] for row in rows if isinstance(row, list)]
        full = [row for row in texts if len(row) == len(names)]
        return Displayed(tuple((str(name),) for name in names), full) if full else None
    lists = {str(name): list(one.values()) if isinstance(one, dict) else one for name, one in told.items()}
    lists = {name: one for name, one in lists.items() if isinstance(one, list | tuple)}
    sizes = {len(one) for one in lists.values()}
    if len(lists) < 2 or len(sizes) != 1 or not sizes.pop():
        return None
    if any(isinstance(value, dict | list) for one in lists.values() for value in one):
        return None
    columns = [[_text(value) for value in one] for one in lists.values()]
    return Displayed(tuple((name,) for name in lists), [list(row) for row in zip(*columns, strict=True)])


def _text(value: object) -> str:
    return "" if value is None else str(value)
