"""Groups that figures alone cannot settle: whoever protects a table is told of them, and how to say what they are."""

import warnings
from collections.abc import Collection

import numpy as np

from stabbur.disclosure.frame import Given
from stabbur.disclosure.tables.cells import Mask, Number
from stabbur.disclosure.tables.coding import codes
from stabbur.disclosure.tables.finding.parts import column
from stabbur.disclosure.tables.finding.scattered import Sum, sums
from stabbur.disclosure.tables.listing import listed
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import DataWarning


def warn_of_groups(
    held: Given, spec: TableSpec, figures: Number, hidden: Mask, said: Collection[str] = ()
) -> None:
    """Warn where a code may be the sum of others, and a hidden figure would follow if it were.

    In a column with a total nothing is in doubt: what is found adds up to it. Without one, codes may have the
    figures of others together by chance or because they are their group.

    Parameters
    ----------
    held
        The frame.
    spec
        The table that was found in it.
    figures
        The figure of each of its rows.
    hidden
        The rows whose figure is hidden.
    said
        Dimensions whose hierarchies were given, which are not in doubt.
    """
    coded = codes(held.rows, spec.hierarchies)
    for name, some in spec.hierarchies.items():
        one = some[0]
        if name in said or len(some) > 1 or len(one.columns) > 1 or one.total is not None or not hidden.any():
            continue
        known = column(coded, name, figures)
        leaves = _leaves(known.codes, one.edges)
        gone = np.zeros((len(known.codes), int(known.other.max(initial=0)) + 1), dtype=np.bool_)
        gone[known.code[hidden], known.other[hidden]] = True
        doubtful = [
            each
            for each in sums(known, np.arange(len(known.codes)))
            if (gone[[each.whole, *each.parts]].sum(axis=0) == 1).any()
            and leaves[each.whole] != sorted(leaf for part in each.parts for leaf in leaves[part])
        ]
        if doubtful:
            _warn(name, known.codes, doubtful)


def _leaves(known: tuple[str, ...], edges: Collection[tuple[str, str]]) -> list[list[str]]:
    """Return what each code sums, for sums that are known follow from those of leaves."""
    below: dict[str, list[str]] = {}
    for code, above in edges:
        below.setdefault(above, []).append(code)
    found = []
    for code in known:
        waiting, leaves = [code], []
        while waiting:
            taken = waiting.pop()
            waiting += below.get(taken, [])
            leaves += [] if taken in below else [taken]
        found.append(sorted(leaves))
    return found


def _warn(name: str, known: tuple[str, ...], doubtful: list[Sum]) -> None:
    first = [
        f"'{known[one.whole]}' may be {listed([repr(known[part]) for part in one.parts])} together"
        for one in doubtful
    ]
    warnings.warn(
        f"the groups of column '{name}' are not certain, and hidden figures can be computed if there are more of "
        f"them: {'; '.join(first[:3])}{f'; and {len(first) - 3} more' if len(first) > 3 else ''}. Say which codes "
        f"are sums of others with hierarchies={{'{name}': Hierarchy.from_dict({{…}}, total=None)}}, or that none "
        f"is with Hierarchy.from_columns('{name}', total=None)",
        DataWarning,
        stacklevel=3,
    )
