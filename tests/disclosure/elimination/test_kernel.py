"""The compiled pieces: arithmetic modulo the prime, the heap, the table of directions; and that no old copy is used."""

import hashlib
from pathlib import Path

import numpy as np

from stabbur.disclosure.elimination import containers, kernel
from stabbur.disclosure.elimination.layout import empty_guard, empty_work
from stabbur.disclosure.elimination.problem import PRIME


def test_whoever_changes_the_containers_changes_the_kernel() -> None:
    """numba builds a function anew when its own file changes, not when one changes that it calls."""
    found = hashlib.sha256(Path(containers.__file__).read_bytes()).hexdigest()[:16]
    assert found == kernel.CONTAINERS, f"set CONTAINERS in kernel.py to {found}"


def test_an_inverse_is_exact() -> None:
    for number in (1, 2, 3, 7_919, PRIME - 1):
        assert number * containers.inverse(number) % PRIME == 1


def test_the_heap_gives_the_least_first() -> None:
    items = np.random.default_rng(1).permutation(200)
    heap, size = np.zeros(200, dtype=np.int64), 0
    for item in items.tolist():
        size = containers.push(heap, size, item)
    found = []
    while size:
        item, size = containers.pop(heap, size)
        found.append(item)
    assert found == sorted(items.tolist())


def test_the_table_of_directions_counts_and_grows() -> None:
    classes = empty_guard(1, 2).classes
    keys = np.arange(1, 400, dtype=np.uint64)
    for key in keys:
        classes = containers.entered(classes, key, 7)
        classes = containers.entered(classes, key, 7)
    assert all(classes.members[containers.slot(classes, key)] == 2 for key in keys)
    assert classes.members[containers.slot(classes, np.uint64(5_000))] == -1


def test_multiples_have_one_direction() -> None:
    mix = np.random.default_rng(1).integers(0, 2**64, 10, dtype=np.uint64)
    rows, values = np.array([4, 2, 7]), np.array([1, 5, PRIME - 3])
    same = kernel.direction(rows, values, mix)
    turned = np.array([2, 1, 0])
    assert kernel.direction(rows[turned], values[turned] * 12 % PRIME, mix) == same
    assert kernel.direction(rows, np.array([1, 5, 3]), mix) != same


def test_what_is_gathered_leaves_the_work_clear() -> None:
    work = empty_work(5)
    work.value[[1, 3]] = 4, 0
    work.inside[[1, 3]] = True
    work.touched[:2] = 1, 3
    assert kernel.gathered(work, 2) == 1
    assert not work.value.any()
    assert not work.inside.any()
