"""Inner rows behind which one unit or one contributor stands: they know themselves and take themselves away."""

from dataclasses import dataclass

import numpy as np

from stabbur.disclosure.rules.primary import Primary
from stabbur.disclosure.tables.cells import Cells, Mask, Whole

NOBODY = -1


@dataclass(frozen=True)
class Watched:
    """Of the `n` inner rows: which take part, which are one unit, and whose each is alone."""

    kept: Mask
    single: Mask
    owner: Whole
    count: Whole | None
    """Units in each row, where they are counted."""

    def merged(self, rows: Whole, classes: Whole, size: int) -> tuple[Mask, Whole]:
        """Return single and owner of rows that are taken together, by the class of each.

        Together they are one unit if one of them is and the others add nothing to it; they are a contributor's
        if each of them is.
        """
        some = np.zeros(size, dtype=np.int64)
        np.maximum.at(some, classes, self.single[rows].astype(np.int64))
        if self.count is None:
            single = (some > 0) & (np.bincount(classes, minlength=size) == 1)
        else:
            total = np.zeros(size, dtype=np.int64)
            np.add.at(total, classes, self.count[rows])
            alone = np.zeros(size, dtype=np.int64)
            np.maximum.at(alone, classes, np.where(self.single, self.count, 0)[rows])
            single = (some > 0) & (total == alone)
        least = np.full(size, np.iinfo(np.int64).max)
        most = np.full(size, NOBODY, dtype=np.int64)
        np.minimum.at(least, classes, self.owner[rows])
        np.maximum.at(most, classes, self.owner[rows])
        return single, np.where(least == most, most, NOBODY)


def watched(cells: Cells, primary: Primary, singletons: bool) -> Watched:
    """Return what is watched in a table; without `singletons` nothing is.

    Where contributors take away their own, rows that nobody stands behind are left out if zeros are public:
    everybody knows them.
    """
    kept = ~cells.structural
    size = kept.size
    nobody: Whole = np.full(size, NOBODY, dtype=np.int64)
    nothing: Mask = np.zeros(size, dtype=np.bool_)
    if not singletons:
        return Watched(kept, nothing, nobody, None)
    if primary.single_contributor is None:
        return Watched(kept, primary.singletons & kept, nobody, cells.inner_count)
    if cells.records is not None and primary.zeros in {"public", "structural"}:
        kept = kept & (np.bincount(cells.records.inner, minlength=size) > 0)
    return Watched(kept, nothing, primary.single_contributor, None)
