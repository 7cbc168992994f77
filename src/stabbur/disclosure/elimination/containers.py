"""What the compiled elimination counts with: inverses, arrays that grow, a heap, a table of directions.

numba keeps the machine code of a caller until the caller's own file changes. So `kernel.CONTAINERS` is the
fingerprint of this file: whoever changes this one changes that one, and a test holds it.
"""

import numpy as np

from stabbur.disclosure.compiling import compiled
from stabbur.disclosure.elimination.layout import FREE, NOBODY, Classes
from stabbur.disclosure.elimination.problem import PRIME
from stabbur.disclosure.tables.cells import Whole


@compiled
def inverse(number: int) -> int:
    """Return the inverse modulo the prime."""
    result, power, base = 1, PRIME - 2, number % PRIME
    while power:
        if power & 1:
            result = (result * base) % PRIME
        base = (base * base) % PRIME
        power >>= 1
    return result


@compiled
def with_room(array: Whole, need: int) -> Whole:
    """Return the array, or a longer copy where it is shorter than needed."""
    if need <= array.size:
        return array
    longer = np.empty(max(need, 2 * array.size), array.dtype)
    # a loop: numba takes seconds to compile what it would say of slices that do not fit
    for at in range(array.size):
        longer[at] = array[at]
    return longer


@compiled
def push(heap: Whole, size: int, item: int) -> int:
    """Put an item into a heap."""
    heap[size] = item
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= heap[at]:
            break
        heap[parent], heap[at] = heap[at], heap[parent]
        at = parent
    return size + 1


@compiled
def pop(heap: Whole, size: int) -> tuple[int, int]:
    """Take the least item out of a heap."""
    item = heap[0]
    size -= 1
    heap[0] = heap[size]
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= heap[at]:
            break
        heap[child], heap[at] = heap[at], heap[child]
        at = child
    return item, size


@compiled
def slot(classes: Classes, key: np.uint64) -> np.int64:
    """Return where a direction is in the table, or the free place where it belongs."""
    mask = np.uint64(classes.key.size - 1)
    at = np.int64((key ^ (key >> np.uint64(31))) & mask)
    while classes.members[at] != FREE and classes.key[at] != key:
        at = (at + 1) % classes.key.size
    return at


@compiled
def entered(classes: Classes, key: np.uint64, owner: int) -> Classes:
    """Count one more vector of a direction; the table is made anew, twice as large, before it is half full."""
    if 2 * classes.used[0] >= classes.key.size:
        size = 2 * classes.key.size
        larger = Classes(
            np.zeros(size, np.uint64),
            np.full(size, FREE, np.int64),
            np.full(size, NOBODY, np.int64),
            np.zeros(1, np.int64),
        )
        for old in range(classes.key.size):
            if classes.members[old] > 0:
                at = slot(larger, classes.key[old])
                larger.key[at], larger.members[at] = classes.key[old], classes.members[old]
                larger.owner[at] = classes.owner[old]
                larger.used[0] += 1
        classes = larger
    at = slot(classes, key)
    if classes.members[at] == FREE:
        classes.key[at], classes.members[at] = key, 0
        classes.used[0] += 1
    if classes.members[at] == 0:
        classes.owner[at] = owner
    classes.members[at] += 1
    return classes


@compiled
def sole(rows: Whole, owner: Whole) -> int:
    """Return whose all these rows are alone, or nobody."""
    who = int(owner[rows[0]])
    for at in range(1, rows.size):
        if owner[rows[at]] != who:
            return NOBODY
    return who
