"""Codes of one column that are sums of others wherever they stand: looked for among small sets of codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, log2

import numpy as np

from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.disclosure.tables.finding.parts import CLOSE, Column

EVERY = 20
"""Codes of which every set is looked at."""
PAIRED = 1_000
"""Codes of which sets of two and three are looked at; of fewer, sets of four as well."""
FOURS = 100
SURE = 3
"""How unlikely chance must be before a sum is believed, as a power of 2: once in eight columns."""


@dataclass(frozen=True)
class Sum:
    """A code that has the figures of others together, in every combination of the other dimensions."""

    whole: int
    parts: tuple[int, ...]
    odds: float
    """How unlikely it is that one of the sets that were tried has its figures by chance, as a power of 2."""


def sums(held: Column, among: Whole) -> list[Sum]:
    """Return the codes that are sums of others more probably than not, those of the fewest parts first.

    Parameters
    ----------
    held
        The figures of the column.
    among
        The codes that may be sums or parts, in their order.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> from stabbur.disclosure.tables.finding.parts import column
    >>> from stabbur.disclosure.tables.finding.scattered import sums
    >>> found = pl.DataFrame({"kommune": ["A", "Vest", "B", "C"]})
    >>> held = column(found, "kommune", np.array([250.0, 611.0, 8.0, 361.0]))
    >>> [(one.whole, one.parts) for one in sums(held, np.arange(4))]
    [(1, (0, 3))]
    """
    signs = held.signs[among]
    bits = {at: held.bits(int(among[at])) for at in np.flatnonzero(signs > 0).tolist()}
    found: dict[tuple[int, tuple[int, ...]], float] = {}
    for whole, parts, tried in (*_runs(signs), *_sets(signs, bits)):
        odds = bits[whole] - log2(tried)
        if odds > 0:
            key = whole, parts
            found[key] = max(odds, found.get(key, 0.0))
    made = [
        Sum(int(among[whole]), tuple(among[list(parts)].tolist()), odds)
        for (whole, parts), odds in sorted(found.items(), key=lambda one: (len(one[0][1]), one[0]))
    ]
    return [one for one in made if held.is_sum(one.whole, np.array(one.parts))]


def groups(held: Column, among: Whole) -> dict[str, str]:
    """Return the parents of codes whose sums cannot be chance, wherever they stand."""
    found: dict[str, str] = {}
    while True:
        before = len(found)
        left = np.array([at for at in among.tolist() if held.codes[at] not in found], dtype=np.int64)
        for one in sums(held, left):
            whole, parts = held.codes[one.whole], [held.codes[part] for part in one.parts]
            if one.odds <= SURE + log2(len(left)) or whole in found.values():
                continue
            if not any(part in found or part in _above(whole, found) for part in parts):
                found.update(dict.fromkeys(parts, whole))
        # with its parts gone there are fewer sets to try: a sum of groups is found among groups
        if len(found) == before:
            return found


def _above(code: str, parents: dict[str, str]) -> list[str]:
    passed = [code]
    while (parent := parents.get(passed[-1])) is not None:
        passed.append(parent)
    return passed


def _runs(signs: Number) -> Iterator[tuple[int, tuple[int, ...], float]]:
    """Yield codes that are the sum of a run of others, and how many runs there were to try."""
    run = np.concatenate([[0.0], np.cumsum(signs)])
    close = CLOSE * max(run[-1], 1.0)
    for whole in np.flatnonzero(signs > 0).tolist():
        low = np.searchsorted(run, run + signs[whole] - close)
        first = np.flatnonzero(low < len(run))
        last = low[first]
        fits = np.abs(run[last] - run[first] - signs[whole]) <= close
        fits &= (whole < first) | (whole >= last)
        for begin, end in zip(first[fits].tolist(), last[fits].tolist(), strict=True):
            parts = tuple(at for at in range(begin, end) if signs[at] > 0)
            if len(parts) > 1:
                yield whole, parts, 2.0 if whole in (begin - 1, end) else len(signs) ** 2 / 2


def _sets(signs: Number, bits: dict[int, float]) -> Iterator[tuple[int, tuple[int, ...], float]]:
    """Yield codes that are the sum of a set of others, and how many sets of that size there were to try."""
    known = np.array(list(bits), dtype=np.int64)
    size, figures = len(known), signs[known]
    close = CLOSE * max(float(figures.sum()), 1.0)
    if size <= EVERY:
        # the set of number 5 has the first and the third code, for 5 is 1 + 4
        total, many = np.zeros(1), np.zeros(1, dtype=np.int64)
        for figure in figures.tolist():
            total, many = np.concatenate([total, total + figure]), np.concatenate([many, many + 1])
        for at, whole in enumerate(known.tolist()):
            near = np.flatnonzero((np.abs(total - figures[at]) <= close) & (many > 1))
            for number in near[near >> at & 1 == 0].tolist():
                parts = tuple(code for place, code in enumerate(known.tolist()) if number >> place & 1)
                yield whole, parts, comb(size - 1, len(parts))
    elif size <= PAIRED:
        yield from _few(known, figures, close, [bits[at] for at in known.tolist()])


def _few(
    known: Whole, figures: Number, close: float, bits: list[float]
) -> Iterator[tuple[int, tuple[int, ...], float]]:
    """Yield codes that are the sum of two, three or four others, where more than chance can be told."""
    size = len(known)
    one, other = np.triu_indices(size, 1)
    pairs = figures[one] + figures[other]
    order = np.argsort(pairs, kind="stable")
    pairs, two = pairs[order], np.stack([one, other], axis=1)[order]
    bases = [np.zeros((1, 0), dtype=np.int64), np.arange(size)[:, None], two]
    for rest, base in enumerate(bases[: 3 if size <= FOURS else 2]):
        added = figures[base].sum(axis=1)
        tried = comb(size - 1, rest + 2)
        for at in np.flatnonzero(np.array(bits) > log2(tried)).tolist():
            need = figures[at] - added
            first = np.searchsorted(pairs, need - close)
            last = np.searchsorted(pairs, need + close, side="right")
            for row in np.flatnonzero((last > first) & (need > 0)).tolist():
                for pair in range(int(first[row]), int(last[row])):
                    parts = {*base[row].tolist(), *two[pair].tolist()}
                    if len(parts) == rest + 2 and at not in parts:
                        yield int(known[at]), tuple(sorted(known[list(parts)].tolist())), tried
