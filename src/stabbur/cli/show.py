"""What every command prints with: a table for people, one JSON array of objects with --json."""

import dataclasses
import json
import math
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from stabbur.secrets import printable

LEAST_CUT = 28  # characters that a column which is cut keeps, before another one is dropped for it
WIDEST = 60  # characters of one cell, so that a long text does not push the others away


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--json`, handed to it as `as_json`."""
    option = click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON array of objects and nothing else."
    )
    return option(command)


def show(
    rows: Iterable[Mapping[str, Any]],
    *,
    as_json: bool = False,
    empty: str = "nothing found",
    whole_last: bool = True,
) -> None:
    """Print rows as a table, or as one JSON array of objects.

    Without `whole_last` the last column is cut like the others: what stands there is data, such as the
    outline of a municipality, and no message that somebody must be able to read to its end.
    """
    found = [dict(row) for row in rows]
    if as_json:
        click.echo(json.dumps([plain(row) for row in found], ensure_ascii=False, indent=2, allow_nan=False))
    elif not found:
        click.echo(empty, err=True)
    else:
        click.echo(table(found, whole_last=whole_last))


def narrowed(rows: list[dict[str, Any]], *, cut: str, least: Iterable[str]) -> list[dict[str, Any]]:
    """Return rows that fit the terminal: without the columns least needed, and with one column cut."""
    width, found = shutil.get_terminal_size((80, 24)).columns, rows
    for dropped in ("", *least):
        found = [{name: value for name, value in row.items() if name != dropped} for row in found]
        kept = [name for name in found[0] if name != cut and any(_cell(row[name]) for row in found)]
        others = sum(2 + max(_width(name), *(_width(_cell(row[name])) for row in found)) for name in kept)
        if width - others >= LEAST_CUT:
            break
    room = max(width - others, LEAST_CUT)
    return [row | {cut: _cut(_cell(row[cut]), room)} for row in found]


def table(rows: list[dict[str, Any]], *, whole_last: bool = True) -> str:
    """Lay rows out in columns; a column that is empty in every row is left out."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    cells = {name: [_cell(row.get(name)) for row in rows] for name in names}
    kept = [name for name in names if any(cells[name])]
    numeric = {name for name in kept if all(_is_number(row.get(name)) for row in rows)}
    widths = {name: max(map(_width, [name, *cells[name]])) for name in kept}
    if not whole_last:
        widths = {name: min(width, WIDEST) for name, width in widths.items()}
    # the last column takes what the terminal has left, so that the names before it stay whole;
    # in a file or a pipe nothing is cut: somebody may search it for the end of a message
    if kept and not numeric & {kept[-1]} and sys.stdout.isatty():
        room = shutil.get_terminal_size((110, 24)).columns - sum(widths[n] + 2 for n in kept[:-1])
        widths[kept[-1]] = max(min(widths[kept[-1]], room), 20)
    lines = [names_line := _line({n: n for n in kept}, kept, widths, numeric)]
    lines.append("-" * len(names_line))
    lines += [_line({n: cells[n][i] for n in kept}, kept, widths, numeric) for i in range(len(rows))]
    return "\n".join(lines)


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: times as ISO text, decimals as text, no NaN."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # JSON has no NaN: a reader in another language would stop at it
        return value if math.isfinite(value) else None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return printable(", ".join(str(plain(item)) for item in value))
    shown = plain(value)
    return printable(shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False))


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _cut(text: str, room: int) -> str:
    return text if _width(text) <= room else text[: room - 1] + "…"


def _line(cells: dict[str, str], kept: list[str], widths: dict[str, int], numeric: set[str]) -> str:
    parts = []
    for name in kept:
        text, room = cells[name], min(widths[name], WIDEST) if name != kept[-1] else widths[name]
        text = _cut(text, room)
        space = " " * (room - _width(text))
        parts.append(space + text if name in numeric else text + space)
    return "  ".join(parts).rstrip()
