"""Tables as programs print them: data frames of pandas and polars, tables with rules or bars, separated values."""

import csv
import itertools
import re
from collections.abc import Collection, Iterator

from stabbur.disclosure.displayed.objects import written_out
from stabbur.disclosure.displayed.seen import Displayed, Seen, table

ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
TOKEN = re.compile(r"\S+")
SPACED = re.compile(r"\S+(?: \S+)*")
BARS = re.compile(r"[│┆┃║|╎]")
RULED = ("│", "┃", "║", "|", "┌", "└", "╞", "├", "+", "╭", "╰", "╒", "╘", "┏", "┗", "┡", "╔", "╚", "╠")
RULE = re.compile(r"[\s\-+=|:─-╿]+")
ENDS = re.compile(r"Name: |Freq: |Length: \d|dtype: |\[\d+ rows |shape: \(")
LONGEST = 5_000  # characters of a line that are looked at
SEPARATORS = (";", "\t", ",")


def printed(text: str, names: Collection[str] = ()) -> Seen:
    """Return what a print shows; the head of a data frame of pandas is known by one of the `names` in it.

    Examples
    --------
    >>> import pandas as pd
    >>> from stabbur.disclosure.displayed.prints import printed
    >>> frame = pd.DataFrame({"kommune": ["I alt", "A"], "personer": [22, 2]})
    >>> printed(str(frame), ["kommune"]).tables
    [Displayed(heads=((), ('kommune',), ('personer',)), rows=[['0', 'I alt', '22'], ['1', 'A', '2']])]
    """
    seen = Seen()
    objects = list(written_out(text)) if "[" in text or "{" in text else []
    seen.tables += objects
    runs = list(_runs(ESCAPES.sub("", text).splitlines()))
    at = 0
    while at < len(runs):
        run = runs[at]
        at += 1
        ruled = [line for line in run if line.lstrip().startswith(RULED)]
        if len(ruled) > 2 and (found := _ruled(ruled)):
            seen.tables.append(found)
            seen.beside += [line for line in run if line not in ruled]
            continue
        start = next((place for place, line in enumerate(run) if _names_one(line, names)), None)
        if start is None:
            seen.beside += [] if objects else run
            continue
        if separated := _separated(run[start:]):
            seen.tables.append(separated)
            seen.beside += run[:start]
            continue
        while start and run[start - 1].startswith(" "):
            start -= 1
        seen.beside += run[:start]
        found, after = _frame(run[start:])
        while run[start].rstrip().endswith("\\") and found and at < len(runs):
            more, start, run = _frame(runs[at], again=True)[0], 0, runs[at]
            at += 1
            found = _beside(found, more) if more else found
        seen.tables += [found] if found else []
        seen.beside += after
    return seen


def _beside(left: Displayed, right: Displayed) -> Displayed:
    """Return a frame that was wider than the print: its index stands before each part."""
    if len(right.rows) < len(left.rows):
        return left
    unnamed = 0 if right.heads[0] else 1
    pairs = zip(left.rows, right.rows, strict=False)
    return Displayed(left.heads + right.heads[unnamed:], [[*one, *more[unnamed:]] for one, more in pairs])


def _runs(lines: list[str]) -> Iterator[list[str]]:
    """Yield lines that stand together."""
    run: list[str] = []
    for whole in [*lines, ""]:
        line = whole[:LONGEST]
        if line.strip():
            run.append(line.replace("\t", "    ") if "\t" in line and line.startswith(" ") else line)
        elif run:
            yield run
            run = []


def _names_one(line: str, names: Collection[str]) -> bool:
    folded = line.casefold()
    return any(name in folded for name in names if name)


def _ruled(lines: list[str]) -> Displayed | None:
    """Return a table with rules: what stands over the first rule under a text is its head."""
    parts: list[list[list[str]]] = [[]]
    for line in lines:
        if RULE.fullmatch(line):
            parts += [[]] if parts[-1] else []
        else:
            parts[-1].append([cell.strip() for cell in BARS.split(line.strip())[1:-1]])
    heads, rows = parts[0], [row for part in parts[1:] for row in part]
    return table(heads, rows)


def _separated(lines: list[str]) -> Displayed | None:
    """Return the table of lines whose cells are separated by a sign."""
    for sign in SEPARATORS:
        count = lines[0].count(sign)
        if count and len(lines) > 1 and lines[1].count(sign) == count:
            read = csv.reader(lines, delimiter=sign)
            rows = [[cell.strip() for cell in row] for row in read if len(row) == count + 1]
            return table(rows[:1], rows[1:])
    return None


def _frame(lines: list[str], *, again: bool = False) -> tuple[Displayed | None, list[str]]:
    """Return the table of a data frame as pandas prints it, and the lines below it."""
    end = next((at for at, line in enumerate(lines) if at and ENDS.match(line)), len(lines))
    lines, after = [line.rstrip().removesuffix("\\") for line in lines[:end]], lines[end:]
    heads = 1
    while heads < len(lines) and lines[heads - 1].startswith(" ") and _is_level(lines, heads):
        heads += 1
    tokens = list(TOKEN.finditer(lines[heads - 1]))
    named = heads < len(lines) and _names_index(lines[heads], tokens, first=lines[heads - 1])
    if not named and not lines[heads - 1].startswith(" ") and not again:
        return _series(lines), after
    if named and tokens and not lines[heads - 1].startswith(" "):
        tokens = tokens[1:]  # what the columns are called together
    rows = lines[heads + named :]
    if not tokens or not rows:
        return None, after
    index = list(TOKEN.finditer(lines[heads])) if named else []
    columns = _heads(tokens, rows)
    edges = [edge for _, edge in columns]
    starts = [one.start() for one in index] or [0]
    tail = _gutter(rows, starts[-1], edges[0], right=bool(index))
    cuts = [*starts, tail, *edges[:-1], None]
    cells = [_cut(line, cuts) for line in rows]
    levels = [_spread(_level(line, edges)) for line in lines[: heads - 1]]
    levels.append([name for name, _ in columns])
    blank = [""] * len(starts)
    top = [[*blank, *level] for level in levels]
    if index:
        top.append([one.group() for one in index])
    return table(top, cells), after


def _is_level(lines: list[str], at: int) -> bool:
    """Say whether a line goes on with the head: it begins with blanks, or names columns over the index's names."""
    if lines[at].startswith(" "):
        return True
    tokens = list(TOKEN.finditer(lines[at]))
    return at + 1 < len(lines) and len(tokens) > 1 and _names_index(lines[at + 1], tokens, first=lines[at])


def _names_index(line: str, tokens: list[re.Match[str]], *, first: str) -> bool:
    """Say whether a line below a head names the index alone, so that all is blank below the columns."""
    if line.startswith(" ") or not tokens:
        return False
    columns = tokens if first.startswith(" ") else tokens[1:]
    return bool(columns) and len(line.rstrip()) <= columns[0].start()


def _series(lines: list[str]) -> Displayed | None:
    """Return a column that is printed with its index, whose names stand above."""
    index = list(SPACED.finditer(lines[0]))
    rows = lines[1:]
    width = max(map(len, rows), default=0)
    if not rows or not index:
        return None
    starts = [one.start() for one in index]
    tail = _gutter(rows, starts[-1], width, right=True)
    return table([[one.group() for one in index]], [_cut(line, [*starts, tail, None]) for line in rows])


def _gutter(rows: list[str], start: int, stop: int, *, right: bool) -> int:
    """Return where the values end that begin at `start`, by the blanks that most rows have in common."""
    parts = [row[start:stop] for row in rows]
    kept = [part for part in parts if len(part.rstrip()) == stop - start] or parts
    blank = [at for at in range(stop - start) if all(part[at : at + 1] in ("", " ") for part in kept)]
    if not blank:
        return stop if right else start
    if right:
        return start + blank[-1]
    inner = [at for at in blank if at and any(part[:at].strip() for part in kept)]
    return start + (inner[0] if inner else blank[-1])


def _cut(line: str, cuts: list[int | None]) -> list[str]:
    return [line[begin:end].strip() for begin, end in itertools.pairwise(cuts)]


def _level(line: str, edges: list[int]) -> list[str]:
    """Return the texts of a head's upper line, each in the column that it begins in."""
    found = [""] * len(edges)
    for one in SPACED.finditer(line):
        at = next((at for at, edge in enumerate(edges) if one.start() < edge), None)
        if at is not None and one.start():  # what the level itself is called stands first
            found[at] = one.group()
    return found


def _spread(level: list[str]) -> list[str]:
    """Return a head's upper line with each text over all the columns that it is of."""
    found: list[str] = []
    for text in level:
        found.append(text or (found[-1] if found else ""))
    return found


def _heads(tokens: list[re.Match[str]], rows: list[str]) -> list[tuple[str, int]]:
    """Return the heads of columns, each with where it ends: under one word of several no value ends."""
    found: list[tuple[str, int]] = []
    begun = ""
    for one, after in itertools.zip_longest(tokens, tokens[1:]):
        begun = f"{begun} {one.group()}".strip()
        edge = one.end()
        long = [row for row in rows if len(row) >= edge]
        ending = sum(row[edge - 1] != " " and row[edge : edge + 1] in ("", " ") for row in long)
        if after and after.start() == edge + 1 and long and 2 * ending < len(long):
            continue
        found.append((begun, edge))
        begun = ""
    return found
