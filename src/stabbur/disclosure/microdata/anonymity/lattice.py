"""The best full-domain generalisation: one level for each key, so that the rest reaches k, l and t with least loss."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Literal

import numpy as np

from stabbur.disclosure.microdata.anonymity.generalising import Levels
from stabbur.disclosure.microdata.keys import Keys, combine, group
from stabbur.disclosure.microdata.risk.diversity import Diversity, Entries, gathered
from stabbur.disclosure.tables.cells import Mask, Number, Whole

Kind = Literal["distinct", "entropy", "recursive"]


@dataclass(frozen=True)
class Sensitive:
    """A sensitive column: how many rows of each combination of keys have which value."""

    entries: Entries
    values: int
    ordered: bool


@dataclass(frozen=True)
class Wanted:
    """What every class that is left must reach."""

    k: int
    l: int | None = None  # noqa: E741 - the field's name for it
    t: float | None = None
    kind: Kind = "distinct"
    c: float = 1.0

    @property
    def rules(self) -> list[str]:
        """What is wanted, as a report has it."""
        level = f"(c={self.c:g}, l={self.l})" if self.kind == "recursive" else f"l={self.l}"
        said = [f"k-anonymity k={self.k}"]
        said += [] if self.l is None else [f"{self.kind} l-diversity {level}"]
        return said + ([] if self.t is None else [f"t-closeness t={self.t:g}"])

    def reached(self, found: Diversity) -> Mask:
        """Return which classes are diverse enough."""
        good: Mask = np.ones(len(found.start), dtype=np.bool_)
        if self.l is not None and self.kind == "recursive":
            good &= (found.distinct >= self.l) & (found.recursive(self.l) < self.c)
        elif self.l is not None:
            good &= (found.distinct if self.kind == "distinct" else found.entropy + 1e-9) >= self.l
        if self.t is not None:
            good &= found.t <= self.t + 1e-9
        return good


@dataclass(frozen=True)
class Optimum:
    """The generalisation that loses least."""

    levels: tuple[int, ...]
    """The level of each key."""
    kept: Mask
    """`d`: the combinations whose rows stay."""
    suppressed: int
    """How many rows do not."""
    loss: float
    """Between 0 and 1: the mean share of a key's values that a label could stand for, 1 for a suppressed row."""
    nodes: int
    """How many generalisations there are."""
    evaluated: int
    """How many were looked at; none of the others can be better."""


class Lattice:
    """All generalisations of a file, and the rows that each must suppress.

    Parameters
    ----------
    keys
        `d` combinations of keys, missing counted as a category.
    levels
        The levels of each key.
    wanted
        What is to be reached.
    sensitive
        The sensitive columns that l and t are about.
    """

    def __init__(
        self, keys: Keys, levels: Sequence[Levels], wanted: Wanted, sensitive: Sequence[Sensitive] = ()
    ) -> None:
        self._wanted, self._sensitive = wanted, sensitive
        self._count = keys.count.astype(np.float64)
        codes = list(keys.codes.T)
        self._groups = [[part[code] for part in one.groups] for one, code in zip(levels, codes, strict=True)]
        self._sizes = [[int(part.max()) + 1 for part in one.groups] for one in levels]
        self._loss = [[part[code] for part in one.loss] for one, code in zip(levels, codes, strict=True)]
        self._rows = float(self._count.sum())
        self._means = [[float(self._count @ loss) / self._rows for loss in one] for one in self._loss]

    @property
    def nodes(self) -> int:
        """How many generalisations there are."""
        return int(np.prod([len(one) for one in self._groups], dtype=object))

    def best(self, limit: int) -> Optimum | int:
        """Return the generalisation of least loss that suppresses at most `limit` rows; else the fewest it takes.

        Generalisations are gone through by their loss before anything is suppressed, which no suppression makes
        less; so the first whose bound reaches the best one found ends the search. The answer is the optimum, as
        ARX's is (Kohlmayer et al., 2012; loss metric of Iyengar, 2002).
        """
        best: Optimum | None = None
        fewest, evaluated = int(self._rows), 0
        for bound, node in self._by_bound():
            if best is not None and bound >= best.loss:
                break
            evaluated += 1
            kept = self._kept(node)
            suppressed = round(self._rows - float(self._count[kept].sum()))
            fewest = min(fewest, suppressed)
            if suppressed > limit or suppressed == self._rows:
                continue
            lost = sum(self._loss[place][level] for place, level in enumerate(node))
            loss = suppressed / self._rows + float((self._count * lost)[kept].sum()) / self._rows / len(node)
            if best is None or loss < best.loss:
                best = Optimum(node, kept, suppressed, loss, self.nodes, evaluated)
        return fewest if best is None else Optimum(**{**vars(best), "evaluated": evaluated})

    def _by_bound(self) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Yield every generalisation by rising bound; each is reached once, from the one with its last step undone."""
        start = (0,) * len(self._groups)
        waiting = [(self._bound(start), start, 0)]
        while waiting:
            bound, node, first = heappop(waiting)
            yield bound, node
            for place in range(first, len(node)):
                if node[place] + 1 < len(self._groups[place]):
                    above = (*node[:place], node[place] + 1, *node[place + 1 :])
                    heappush(waiting, (self._bound(above), above, place))

    def _bound(self, node: tuple[int, ...]) -> float:
        return sum(self._means[place][level] for place, level in enumerate(node)) / len(node)

    def _kept(self, node: tuple[int, ...]) -> Mask:
        parts = [self._groups[place][level] for place, level in enumerate(node)]
        key, size = combine(parts, [self._sizes[place][level] for place, level in enumerate(node)])
        if size <= max(8 * len(key), 1 << 21):
            kept: Mask = np.bincount(key, self._count, minlength=size)[key] >= self._wanted.k
        else:
            _, key = np.unique(key, return_inverse=True)
            kept = np.bincount(key, self._count)[key] >= self._wanted.k
        if self._wanted.l is None and self._wanted.t is None:
            return kept
        of, _, _ = group(key, size)
        for _ in range(len(kept)):
            # t is measured against what is left, so a class that goes may take another with it
            left = kept & self._diverse(of, kept)
            if (left == kept).all():
                break
            kept = left
        return kept

    def _diverse(self, of: Whole, kept: Mask) -> Mask:
        """Return which combinations are in classes that reach l and t; `of` is the class of each."""
        good = kept.copy()
        for one in self._sensitive:
            if not good.any():
                break
            stays = kept[one.entries[0]]
            value, rows = one.entries[1][stays], one.entries[2][stays]
            classes = of[one.entries[0][stays]]
            at, _, first = group(classes * one.values + value, (int(of.max()) + 1) * one.values)
            tally: Number = np.bincount(at, rows).astype(np.float64)
            known, dense = np.unique(classes[first], return_inverse=True)
            whole = np.bincount(value, rows, minlength=one.values)
            shown = np.cumsum(whole > 0) - 1
            shares: Number = whole[whole > 0] / whole.sum()
            entries = (dense.astype(np.int64), shown[value[first]].astype(np.int64), tally)
            reached = np.zeros(int(of.max()) + 1, dtype=np.bool_)
            reached[known] = self._wanted.reached(gathered(entries, shares, ordered=one.ordered))
            good &= reached[of]
        return good
