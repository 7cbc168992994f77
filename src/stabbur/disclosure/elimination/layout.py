"""The arrays that the compiled elimination works on, in named groups."""

from typing import NamedTuple

import numpy as np

from stabbur.disclosure.elimination.problem import Bits
from stabbur.disclosure.tables.cells import Mask, Whole

NOBODY = -1
FREE = -1


class Store(NamedTuple):
    """Sparse vectors one after another; `used` holds how many entries and how many vectors."""

    start: Whole
    stop: Whole
    rows: Whole
    values: Whole
    used: Whole


class Basis(NamedTuple):
    """What is published, as vectors with a pivot each."""

    vectors: Store
    pivot_of: Whole
    pivot_row: Whole


class Work(NamedTuple):
    """Room for one vector: dense, and what came out of it."""

    value: Whole
    inside: Mask
    touched: Whole
    heap: Whole
    rows: Whole
    values: Whole
    spent: Mask
    """`n`: rows of one unit that a published sum of such rows shows already."""


class Classes(NamedTuple):
    """A table of directions: how many guarded vectors have each, and whose they are."""

    key: Bits
    members: Whole
    owner: Whole
    used: Whole


class Guard(NamedTuple):
    """The guarded vectors reduced by the basis, and for each row a chain of those that touch it."""

    vectors: Store
    key: Bits
    head: Whole
    chain_next: Whole
    chain_vector: Whole
    seen: Whole
    staged: Whole
    """Vectors made anew that wait for a verdict, a line each: which, start, first row that is new to it, stop."""
    staged_key: Bits
    counts: Whole
    """Links in the chains, staged vectors, and a stamp for `seen`."""
    classes: Classes


def empty_store(vectors: int) -> Store:
    """Return a store for so many vectors."""
    start, stop = (np.zeros(vectors, dtype=np.int64) for _ in range(2))
    rows, values = (np.empty(1 << 12, dtype=np.int64) for _ in range(2))
    return Store(start, stop, rows, values, np.zeros(2, dtype=np.int64))


def empty_basis(rows: int) -> Basis:
    """Return a basis without vectors."""
    return Basis(
        empty_store(rows + 1), np.full(rows, FREE, dtype=np.int64), np.zeros(rows + 1, dtype=np.int64)
    )


def empty_work(rows: int) -> Work:
    """Return room for one vector."""
    value, touched, heap, out, values = (np.zeros(rows + 1, dtype=np.int64) for _ in range(5))
    inside, spent = (np.zeros(rows + 1, dtype=np.bool_) for _ in range(2))
    return Work(value, inside, touched, heap, out, values, spent)


def empty_guard(rows: int, vectors: int) -> Guard:
    """Return a guard of so many vectors, none of them there yet."""
    places = 1 << max(4, (4 * vectors).bit_length())
    classes = Classes(
        np.zeros(places, dtype=np.uint64),
        np.full(places, FREE, dtype=np.int64),
        np.full(places, NOBODY, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )
    key, staged_key = (np.zeros(vectors, dtype=np.uint64) for _ in range(2))
    chain_next, chain_vector = (np.zeros(1 << 12, dtype=np.int64) for _ in range(2))
    return Guard(
        vectors=empty_store(vectors),
        key=key,
        head=np.full(rows, FREE, dtype=np.int64),
        chain_next=chain_next,
        chain_vector=chain_vector,
        seen=np.zeros(vectors, dtype=np.int64),
        staged=np.zeros((vectors, 4), dtype=np.int64),
        staged_key=staged_key,
        counts=np.zeros(3, dtype=np.int64),
        classes=classes,
    )
