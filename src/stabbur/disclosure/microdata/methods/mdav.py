"""Groups of at least k near points by MDAV, compiled where numba is installed; the same groups without it.

Domingo-Ferrer & Torra, "Ordinal, Continuous and Heterogeneous k-Anonymity Through Microaggregation", *Data Mining and
Knowledge Discovery* 11 (2005).
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

import numpy as np

from stabbur.disclosure.compiling import compiled
from stabbur.disclosure.tables.cells import Number, Whole

SMALL = 5_000
"""Rows up to which no compiler is waited for."""


def mdav(points: Number, k: int) -> Whole:
    """Return the number of each row's group; every group has k to 2k - 1 rows.

    Parameters
    ----------
    points
        Rows × columns, each column scaled as it is to count.
    k
        The least size of a group; with fewer than 2k rows there is one group.
    """
    if len(points) <= SMALL or find_spec("numba") is None:
        return _plain(points, k)
    return _compiled()(np.ascontiguousarray(points), k)


@cache
def _compiled() -> Callable[[Number, int], Whole]:
    return compiled(_loops)


def _plain(points: Number, k: int) -> Whole:
    """Group by whole columns at once; sums are taken in the order of the loops, so that ties fall alike."""
    group = np.zeros(len(points), dtype=np.int64)
    left = np.arange(len(points))
    total = np.cumsum(points, axis=0)[-1] if len(points) else points.sum(axis=0)
    number = 0
    while len(left) >= 2 * k:
        times = 2 if len(left) >= 3 * k else 1
        far = int(left[int(np.argmax(_distances(points[left], total / len(left))))])
        for _ in range(times):
            apart = _distances(points[left], points[far])
            nearest = _nearest(apart, k)
            far = int(left[int(np.argmax(apart))])
            for place in np.sort(nearest)[::-1]:
                group[left[place]] = number
                total = total - points[left[place]]
                left[place] = left[-1]
                left = left[:-1]
            number += 1
    group[left] = number
    return group


def _distances(points: Number, point: Number) -> Number:
    apart = np.zeros(len(points))
    for column in range(points.shape[1]):
        apart += (points[:, column] - point[column]) ** 2
    return apart


def _nearest(apart: Number, k: int) -> Whole:
    reach = np.partition(apart, k - 1)[k - 1]
    within = np.flatnonzero(apart <= reach)
    return within[np.argsort(apart[within], kind="stable")[:k]]


def _loops(points: Number, k: int) -> Whole:  # the same as _plain, one number at a time, for the compiler
    rows, columns = points.shape
    left = np.arange(rows)
    group = np.zeros(rows, dtype=np.int64)
    total = np.zeros(columns)
    for row in range(rows):
        for column in range(columns):
            total[column] += points[row, column]
    number, size = 0, rows
    while size >= 2 * k:
        times = 2 if size >= 3 * k else 1
        centre = total / size
        most, far = -1.0, 0
        for place in range(size):
            apart = 0.0
            for column in range(columns):
                step = points[left[place], column] - centre[column]
                apart += step * step
            if apart > most:
                most, far = apart, left[place]
        for _ in range(times):
            here = far
            near = np.full(k, np.inf)
            places = np.full(k, -1)
            most = -1.0
            for place in range(size):
                apart = 0.0
                for column in range(columns):
                    step = points[left[place], column] - points[here, column]
                    apart += step * step
                if apart < near[k - 1]:
                    slot = k - 1
                    while slot > 0 and near[slot - 1] > apart:
                        near[slot], places[slot] = near[slot - 1], places[slot - 1]
                        slot -= 1
                    near[slot], places[slot] = apart, place
                if apart > most:
                    most, far = apart, left[place]
            for place in np.sort(places)[::-1]:
                group[left[place]] = number
                for column in range(columns):
                    total[column] -= points[left[place], column]
                size -= 1
                left[place] = left[size]
            number += 1
    for place in range(size):
        group[left[place]] = number
    return group
