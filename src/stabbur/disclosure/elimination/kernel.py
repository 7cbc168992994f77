"""The elimination for numba: sparse, left-looking, modulo a prime."""

import numpy as np

from stabbur.disclosure.compiling import compiled, compiled_into
from stabbur.disclosure.elimination.containers import entered, inverse, pop, push, slot, sole, with_room
from stabbur.disclosure.elimination.layout import FREE, NOBODY, Basis, Classes, Guard, Store, Work
from stabbur.disclosure.elimination.problem import HIDDEN, OPEN, PRIME, PUBLISHED, Bits, Columns, Problem
from stabbur.disclosure.tables.cells import Mask, Whole

CONTAINERS = "9dcc5be4867396f3"
"""The first 16 characters of the SHA-256 of containers.py, which says why."""


@compiled
def direction(rows: Whole, values: Whole, mix: Bits) -> np.uint64:
    """Return one number for all multiples of a vector."""
    first = 0
    for at in range(1, rows.size):
        if rows[at] < rows[first]:
            first = at
    factor = inverse(values[first])
    key = np.uint64(0)
    for at in range(rows.size):
        key += mix[rows[at]] * np.uint64((values[at] * factor) % PRIME)
    return key


@compiled
def add_multiple(store: Store, vector: int, factor: int, work: Work, touched: int) -> int:
    """Add a multiple of a vector to the work; return how many rows it touches now."""
    for at in range(store.start[vector], store.stop[vector]):
        row = store.rows[at]
        if not work.inside[row]:
            work.inside[row] = True
            work.value[row] = 0
            work.touched[touched] = row
            touched += 1
        work.value[row] = (work.value[row] + factor * store.values[at]) % PRIME
    return touched


@compiled
def gathered(work: Work, touched: int) -> int:
    """Move what is not zero to rows and values, in the order it was touched; clear the work."""
    count = 0
    for at in range(touched):
        row = work.touched[at]
        if work.value[row] != 0:
            work.rows[count] = row
            work.values[count] = work.value[row]
            count += 1
        work.value[row] = 0
        work.inside[row] = False
    return count


@compiled
def reduced(columns: Columns, column: int, basis: Basis, work: Work) -> int:
    """Reduce a column by the basis; what is left is in rows and values of the work."""
    touched, waiting = 0, 0
    for at in range(columns.start[column], columns.start[column + 1]):
        row = columns.rows[at]
        work.value[row] = columns.values[at] % PRIME
        work.inside[row] = True
        work.touched[touched] = row
        touched += 1
        if basis.pivot_of[row] >= 0:
            waiting = push(work.heap, waiting, basis.pivot_of[row])
    while waiting > 0:
        vector, waiting = pop(work.heap, waiting)
        row = basis.pivot_row[vector]
        factor = work.value[row]
        if factor == 0:
            continue
        work.value[row] = 0
        before = touched
        touched = add_multiple(basis.vectors, vector, PRIME - factor, work, touched)
        for at in range(before, touched):
            if basis.pivot_of[work.touched[at]] >= 0:
                waiting = push(work.heap, waiting, basis.pivot_of[work.touched[at]])
    return gathered(work, touched)


@compiled
def appended(store: Store, work: Work, count: int) -> Store:
    """Put what the work holds at the end of a store; the caller says which vector it is."""
    first = store.used[0]
    rows, values = with_room(store.rows, first + count), with_room(store.values, first + count)
    for at in range(count):
        rows[first + at], values[first + at] = work.rows[at], work.values[at]
    store.used[0] = first + count
    return Store(store.start, store.stop, rows, values, store.used)


@compiled
def with_vector(basis: Basis, rank: Whole, work: Work, count: int) -> Basis:
    """Add what the work holds to the basis: the row of lowest rank becomes its pivot, scaled to one."""
    best = 0
    for at in range(1, count):
        if rank[work.rows[at]] < rank[work.rows[best]]:
            best = at
    pivot, factor = work.rows[best], inverse(work.values[best])
    work.rows[best], work.values[best] = work.rows[count - 1], work.values[count - 1]
    for at in range(count - 1):
        work.values[at] = (work.values[at] * factor) % PRIME
    vector, first = basis.vectors.used[1], basis.vectors.used[0]
    store = appended(basis.vectors, work, count - 1)
    store.start[vector], store.stop[vector] = first, first + count - 1
    store.used[1] = vector + 1
    basis.pivot_row[vector] = pivot
    basis.pivot_of[pivot] = vector
    return Basis(store, basis.pivot_of, basis.pivot_row)


@compiled_into
def guard_with(guard: Guard, vectors: Store, classes: Classes) -> Guard:
    """Return the guard with another store and another table of directions."""
    return Guard(
        vectors, guard.key, guard.head, guard.chain_next, guard.chain_vector, guard.seen, guard.staged,
        guard.staged_key, guard.counts, classes,
    )  # fmt: skip


@compiled
def stage(problem: Problem, basis: Basis, guard: Guard, work: Work) -> Guard:
    """Reduce the guarded vectors that touch the newest pivot, beside the old ones until it is known if they stay."""
    newest = basis.vectors.used[1] - 1
    pivot = basis.pivot_row[newest]
    store = guard.vectors
    guard.counts[1] = 0
    guard.counts[2] += 1
    link = guard.head[pivot]
    while link >= 0:
        which = guard.chain_vector[link]
        link = guard.chain_next[link]
        if guard.seen[which] == guard.counts[2]:
            continue
        guard.seen[which] = guard.counts[2]
        touched, factor = 0, 0
        for at in range(store.start[which], store.stop[which]):
            if store.rows[at] == pivot:
                factor = store.values[at]
                continue
            work.value[store.rows[at]] = store.values[at]
            work.inside[store.rows[at]] = True
            work.touched[touched] = store.rows[at]
            touched += 1
        if factor == 0:
            gathered(work, touched)
            continue
        before = touched
        touched = add_multiple(basis.vectors, newest, PRIME - factor, work, touched)
        kept = 0
        for at in range(before):
            kept += work.value[work.touched[at]] != 0
        count, first = gathered(work, touched), store.used[0]
        store = appended(store, work, count)
        line = guard.staged[guard.counts[1]]
        line[0], line[1], line[2], line[3] = which, first, first + kept, first + count
        guard.staged_key[guard.counts[1]] = direction(work.rows[:count], work.values[:count], problem.mix)
        guard.counts[1] += 1
    return guard_with(guard, store, guard.classes)


@compiled
def fitted(problem: Problem, guard: Guard) -> tuple[bool, Guard]:
    """Count the directions of the staged vectors; False, and none counted, where a contributor sees another's figure.

    That is so where two of different owners get one direction, and where one is left in rows that are another's.
    """
    classes = guard.classes
    for line in range(guard.counts[1]):
        which, first, stop = guard.staged[line, 0], guard.staged[line, 1], guard.staged[line, 3]
        owner = problem.guarded_owner[which]
        at = slot(classes, guard.staged_key[line])
        alone = sole(guard.vectors.rows[first:stop], problem.owner)
        if (classes.members[at] > 0 and classes.owner[at] != owner) or (alone != NOBODY and alone != owner):
            for done in range(line):
                classes.members[slot(classes, guard.staged_key[done])] -= 1
            return False, guard_with(guard, guard.vectors, classes)
        classes = entered(classes, guard.staged_key[line], owner)
    return True, guard_with(guard, guard.vectors, classes)


@compiled
def committed(guard: Guard) -> Guard:
    """Put the staged vectors in the place of the old ones, and into the chains of the rows that are new to them."""
    chain_next, chain_vector = guard.chain_next, guard.chain_vector
    for line in range(guard.counts[1]):
        staged = guard.staged[line]
        which, first, new, stop = staged[0], staged[1], staged[2], staged[3]
        if guard.vectors.stop[which] > guard.vectors.start[which]:
            guard.classes.members[slot(guard.classes, guard.key[which])] -= 1
        guard.vectors.start[which], guard.vectors.stop[which] = first, stop
        guard.key[which] = guard.staged_key[line]
        link = guard.counts[0]
        chain_next = with_room(chain_next, link + stop - new)
        chain_vector = with_room(chain_vector, link + stop - new)
        for at in range(new, stop):
            row = guard.vectors.rows[at]
            chain_vector[link], chain_next[link] = which, guard.head[row]
            guard.head[row] = link
            link += 1
        guard.counts[0] = link
    return Guard(
        guard.vectors, guard.key, guard.head, chain_next, chain_vector, guard.seen, guard.staged,
        guard.staged_key, guard.counts, guard.classes,
    )  # fmt: skip


@compiled
def betrays_units(problem: Problem, work: Work, count: int) -> bool:
    """Whether a column says a sum of units alone, which readers who know their own figure see through.

    Differences of such sums on rows that no published one has used yet may pass (the method `anySum`). What lies
    in rows of contributors alone is not published if one of them has several: they would combine what they know.
    """
    owned, several, units = True, False, True
    for at in range(count):
        row = work.rows[at]
        owned = owned and problem.owner[row] != NOBODY
        several = several or problem.several[row]
        units = units and problem.single[row]
    if not units:
        return owned and several
    first, opposite = work.values[0], False
    for at in range(count):
        if work.spent[work.rows[at]] or (work.values[at] != first and work.values[at] != PRIME - first):
            return True
        opposite = opposite or work.values[at] != first
    if opposite:
        for at in range(count):
            work.spent[work.rows[at]] = True
    return not opposite


@compiled_into
def judged(
    problem: Problem, basis: Basis, guard: Guard, work: Work, position: int
) -> tuple[int, Basis, Guard]:
    """Publish a candidate unless that betrays a guarded column; return what became of it."""
    count = reduced(problem.columns, problem.candidates[position], basis, work)
    if count == 0:
        return OPEN, basis, guard
    key = direction(work.rows[:count], work.values[:count], problem.mix)
    if guard.classes.members[slot(guard.classes, key)] > 0:
        return HIDDEN, basis, guard
    if position >= problem.frozen and betrays_units(problem, work, count):
        return HIDDEN, basis, guard
    end, kept = basis.vectors.used[0], guard.vectors.used[0]
    basis = with_vector(basis, problem.rank, work, count)
    pivot = basis.pivot_row[basis.vectors.used[1] - 1]
    guard = stage(problem, basis, guard, work)
    fits, guard = fitted(problem, guard)
    if not fits:
        basis.vectors.used[0], guard.vectors.used[0] = end, kept
        basis.vectors.used[1] -= 1
        basis.pivot_of[pivot] = FREE
        return HIDDEN, basis, guard
    guard.head[pivot] = FREE
    return PUBLISHED, basis, committed(guard)


@compiled
def advance(
    problem: Problem, basis: Basis, guard: Guard, work: Work, position: int, limit: float, verdicts: Whole
) -> tuple[int, Basis, Guard]:
    """Judge candidates from a position until the basis has more entries than the limit."""
    while position < problem.candidates.size and basis.vectors.used[0] <= limit:
        verdict, basis, guard = judged(problem, basis, guard, work, position)
        verdicts[position] = verdict
        position += 1
    return position, basis, guard


@compiled
def factored(problem: Problem, columns: Whole, basis: Basis, work: Work, needed: Mask) -> Basis:
    """Make a basis of columns, and say which of them it needed."""
    for at in range(columns.size):
        count = reduced(problem.columns, columns[at], basis, work)
        needed[at] = count > 0
        if count:
            basis = with_vector(basis, problem.rank, work, count)
    return basis


@compiled
def guarded(problem: Problem, basis: Basis, guard: Guard, work: Work) -> Guard:
    """Reduce the guarded columns by the basis, and count their directions."""
    store, classes = guard.vectors, guard.classes
    for which in range(problem.guarded.size):
        count, first = reduced(problem.columns, problem.guarded[which], basis, work), store.used[0]
        store = appended(store, work, count)
        line = guard.staged[which]
        line[0], line[1], line[2], line[3] = which, first, first, first + count
        guard.staged_key[which] = direction(work.rows[:count], work.values[:count], problem.mix)
        classes = entered(classes, guard.staged_key[which], problem.guarded_owner[which])
    guard.counts[1] = problem.guarded.size
    return committed(guard_with(guard, store, classes))
