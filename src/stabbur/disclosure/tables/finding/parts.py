"""Codes of one column that are sums of others in it, told by figures: a total, groups by their codes or their place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Number, Whole

CLOSE = 1e-9
ENOUGH = 3
"""Combinations of the other dimensions in which a code must equal a sum before chance is ruled out."""
MANY = 3
"""Or codes above 0 that it is the sum of, where they stand next to it."""
NEARLY = 0.02
"""How far a total that looks like one may be off, as a share of what its parts sum to."""
TRIED = 4
"""Runs that are tried for one code."""
MOST = 2_000
"""Codes among which a run of parts is looked for."""


@dataclass(frozen=True)
class Column:
    """The figures of one dimension by its codes and by the combinations of all others."""

    codes: tuple[str, ...]
    """In the order in which the frame first has them."""
    code: Whole
    other: Whole
    figures: Number

    @property
    def signs(self) -> Number:
        """For each code its figures, added up with a weight for each combination: equal sums, equal signs."""
        size = int(self.other.max(initial=0)) + 1
        weights = 1 + np.random.default_rng(6).random(size)
        signs: Number = np.bincount(
            self.code, self.figures * weights[self.other], minlength=len(self.codes)
        ).astype(float)
        return signs

    def is_sum(self, whole: int, parts: Whole, enough: int = 1) -> bool:
        """Say whether a code is the sum of others in every combination in which it is listed.

        Parameters
        ----------
        whole
            The position of the code.
        parts
            Those of the others.
        enough
            In how many combinations it must be above 0.
        """
        size = int(self.other.max(initial=0)) + 1
        here = np.bincount(self.other, self.figures * (self.code == whole), minlength=size)
        if int((here > 0).sum()) < enough:
            return False
        there = np.bincount(self.other, self.figures * np.isin(self.code, parts), minlength=size)
        listed = self.other[self.code == whole]
        return bool(np.allclose(here[listed], there[listed], rtol=CLOSE, atol=0))

    def bits(self, code: int) -> float:
        """Return how unlikely it is that chance gives another sum the figures of a code, as a power of 2."""
        here = np.bincount(self.other, self.figures * (self.code == code))
        return float(np.log2(1 + np.abs(here)).sum())

    def sum_of(self, codes: Sequence[str]) -> float:
        """Return the sum of the figures of some codes."""
        parts = [self.codes.index(code) for code in codes]
        return float(self.figures[np.isin(self.code, parts)].sum())

    def filled(self, parts: Whole) -> int:
        """Return how many of some codes have figures above 0."""
        return int(np.isin(parts, np.unique(self.code[self.figures > 0])).sum())


def column(found: pl.DataFrame, name: str, figures: Number) -> Column:
    """Return the figures of a dimension.

    Parameters
    ----------
    found
        The code of each row on every dimension.
    name
        The dimension.
    figures
        The figure of each row.
    """
    codes = found[name].unique(maintain_order=True)
    number = found[name].replace_strict(codes, pl.int_range(len(codes), eager=True), return_dtype=pl.Int64)
    others = found.drop(name)
    other = others.select(pl.struct(pl.all()).rank("dense")).to_series() if others.width else None
    at = np.zeros(len(found), dtype=np.int64) if other is None else other.to_numpy().astype(np.int64) - 1
    return Column(tuple(codes.to_list()), number.to_numpy(), at, figures)


def total_of(held: Column, parents: Mapping[str, str] | None = None) -> str | None:
    """Return the code that is the sum of all others that are part of none, if there is one.

    Parameters
    ----------
    held
        The figures of the column.
    parents
        The groups that are known already.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> from stabbur.disclosure.tables.finding.parts import column, total_of
    >>> found = pl.DataFrame({"kommune": ["A", "B", "C", "Norge"]})
    >>> total_of(column(found, "kommune", np.array([2.0, 20.0, 30.0, 52.0])))
    'Norge'
    """
    roots = np.array([at for at, code in enumerate(held.codes) if code not in (parents or {})])
    # where a code is listed it must be half of all; where it is not, its sum is not published
    among = np.isin(held.code, roots)
    whole = np.bincount(held.other, held.figures * among)
    half = np.isclose(held.figures * 2, whole[held.other], rtol=CLOSE, atol=0)
    size = len(held.codes)
    wrong = np.bincount(held.code, ~half, minlength=size)
    some = np.bincount(held.code, held.figures, minlength=size) > 0
    for at in roots[(wrong[roots] == 0) & some[roots]].tolist():
        parts = np.setdiff1d(roots, [at])
        # should it be chance, more is hidden than need be; should it not, nothing that must be hidden is told
        if held.filled(parts) > 1 and held.is_sum(at, parts):
            found: str = held.codes[at]
            return found
    return None


def nearly_total(held: Column) -> tuple[str, float, float] | None:
    """Return a code that looks like a total with a fault, with the first figure that is off and what its parts sum to.

    Only the first code, the last and the largest are tried: totals stand there. It must be the sum of all others in
    half of the combinations, or off by little in each.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> from stabbur.disclosure.tables.finding.parts import column, nearly_total
    >>> found = pl.DataFrame({"kommune": ["A", "B", "C", "Norge"]})
    >>> nearly_total(column(found, "kommune", np.array([2.0, 20.0, 30.0, 53.0])))
    ('Norge', 53.0, 52.0)
    """
    size = int(held.other.max(initial=0)) + 1
    every = np.bincount(held.other, held.figures, minlength=size)
    for at in dict.fromkeys([len(held.codes) - 1, 0, int(held.signs.argmax())]):
        here = np.bincount(held.other, held.figures * (held.code == at), minlength=size)
        rest = every - here
        filled = (here > 0) & (rest > 0)
        equal = np.isclose(here, rest, rtol=CLOSE, atol=0)
        near = bool((np.abs(here - rest) <= NEARLY * rest)[filled].all())
        wrong = np.flatnonzero(filled & ~equal)
        others = np.delete(np.arange(len(held.codes)), at)
        if wrong.size and (near or equal[filled].mean() >= 0.5) and held.filled(others) > 1:
            return held.codes[at], float(here[wrong[0]]), float(rest[wrong[0]])
    return None


def parents_of(held: Column, total: str | None) -> dict[str, str]:
    """Return the parent of each code that is part of a group in the same column.

    Parents are found where the parts begin with the code of the group, as 0301 begins with 03, or else where
    parts stand next to each other, as tables list them: group and members, members and group, or first all
    groups and then all members in the order of the groups.

    Parameters
    ----------
    held
        The figures of the column.
    total
        The code of the sum of all, where it is known.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> from stabbur.disclosure.tables.finding.parts import column, parents_of
    >>> found = pl.DataFrame({"kommune": ["Vest", "A", "B", "C", "Øst"]})
    >>> parents_of(column(found, "kommune", np.array([15.0, 7.0, 6.0, 2.0, 9.0])), None)
    {'A': 'Vest', 'B': 'Vest', 'C': 'Vest'}
    """
    return _by_code(held, total) or _by_place(held, total)


def _by_code(held: Column, total: str | None) -> dict[str, str]:
    known = {code: at for at, code in enumerate(held.codes) if code != total}
    children: dict[str, list[str]] = {}
    for code in known:
        above = next((code[:end] for end in range(len(code) - 1, 0, -1) if code[:end] in known), None)
        if above is not None:
            children.setdefault(above, []).append(code)
    found: dict[str, str] = {}
    lengths: set[tuple[int, int]] = set()
    signs, positive = held.signs, bool((held.figures >= 0).all())
    # a group of one proves nothing by itself: its code must be as long as those of larger groups
    for alone in (False, True):
        for above, some in children.items():
            sums = (len(some) == 1) == alone and (not alone or (len(above), len(some[0])) in lengths)
            parts = np.array([known[code] for code in some])
            # what is no sum by its sign is none, and to look at every row for each of many groups takes long
            sums &= not positive or bool(
                np.isclose(signs[known[above]], signs[parts].sum(), rtol=1e-6, atol=0)
            )
            if sums and held.is_sum(known[above], parts):
                found.update(dict.fromkeys(some, above))
                lengths.update((len(above), len(code)) for code in some)
    return found


def _by_place(held: Column, total: str | None) -> dict[str, str]:
    order = np.array([at for at, code in enumerate(held.codes) if code != total], dtype=np.int64)
    if not 2 < len(order) <= MOST:
        return {}
    signs = held.signs[order]
    found: dict[str, str] = {}
    for place in np.argsort(signs, kind="stable").tolist():
        for first, last in _runs(signs, place):
            parts = order[first:last]
            names = [held.codes[part] for part in parts.tolist()]
            beside = place in (first - 1, last)
            likely = beside and held.filled(parts) >= MANY
            enough = 1 if likely or held.bits(int(order[place])) > _needed(len(order), beside) else ENOUGH
            if not any(name in found for name in names) and held.is_sum(int(order[place]), parts, enough):
                found.update(dict.fromkeys(names, held.codes[order[place]]))
                break
    return found | _alone(held, order, signs, found) if found else found


def _needed(codes: int, beside: bool) -> float:
    """Return how unlikely chance must be where so many runs are tried: once in eight such columns."""
    return 3 + float(np.log2(2 * codes if beside else codes**2 / 2))


def _runs(signs: Number, place: int) -> list[tuple[int, int]]:
    """Return where runs of two codes or more begin and end that add up to one code, the shortest first."""
    run = np.concatenate([[0.0], np.cumsum(signs)])
    close = CLOSE * max(run[-1], 1.0)
    low = np.searchsorted(run, run + signs[place] - close)
    first = np.flatnonzero(low < len(run))
    last = low[first]
    fits = (np.abs(run[last] - run[first] - signs[place]) <= close) & (last - first > 1)
    fits &= ((place < first) | (place >= last)) & (signs[place] > 0)
    pairs = sorted(
        zip(first[fits].tolist(), last[fits].tolist(), strict=True), key=lambda p: (p[1] - p[0], p[0])
    )
    return pairs[:TRIED]


def _alone(held: Column, order: Whole, signs: Number, found: dict[str, str]) -> dict[str, str]:
    """Return the parents of codes that are all of their group: both have the same figures."""
    groups_first = (
        np.mean([held.codes.index(above) < held.codes.index(code) for code, above in found.items()]) > 0.5
    )
    more: dict[str, str] = {}
    taken = set(found) | set(found.values())
    places = [place for place in np.argsort(signs, kind="stable").tolist() if signs[place] > 0]
    for one, other in pairwise(places):
        first, last = sorted((int(order[one]), int(order[other])))
        above, code = (first, last) if groups_first else (last, first)
        same = np.isclose(signs[one], signs[other], rtol=CLOSE, atol=0)
        # a code that has its parts already would be told twice
        free = held.codes[code] not in taken and held.codes[above] not in found.values()
        if same and free and held.is_sum(above, np.array([code])):
            more[held.codes[code]] = held.codes[above]
            taken |= {held.codes[code], held.codes[above]}
    return more
