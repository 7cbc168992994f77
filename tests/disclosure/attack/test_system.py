"""What follows at once is taken away, and what is left falls into parts that share no unknown row."""

import numpy as np

from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.system import known_rows, parts
from stabbur.disclosure.attack.view import seen
from tests.disclosure.attack.brute import of_sums, primary_of


def test_rows_that_follow_one_from_another_are_known_without_a_program() -> None:
    sums = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]])
    cells = of_sums(sums, np.array([2, 3, 4]))
    hidden = np.array([False, False, False, True])
    view = seen(cells, hidden, primary_of(cells, hidden), Attacker())
    known = known_rows(view)
    assert known.rows.all()
    assert known.values.tolist() == [2, 3, 4]
    assert parts(view, known) == []


def test_hidden_cells_that_have_nothing_in_common_are_attacked_apart() -> None:
    sums = np.kron(np.eye(2, dtype=np.int64), np.array([[1, 1, 0], [1, 0, 1]]))
    cells = of_sums(sums, np.array([2, 3, 4, 5]))
    hidden = np.array([False, True, True] * 2)
    view = seen(cells, hidden, primary_of(cells, hidden), Attacker())
    found = parts(view, known_rows(view))
    assert sorted(part.cells.tolist() for part in found) == [[1, 2], [4, 5]]


def test_equations_that_others_add_up_to_are_not_solved_again() -> None:
    sums = np.array([[1, 0, 1, 0, 1], [1, 0, 0, 1, 1], [0, 1, 1, 0, 1], [0, 1, 0, 1, 1]])
    cells = of_sums(np.hstack([sums, np.eye(4, dtype=np.int64)]), np.array([2, 3, 4, 5]))
    hidden = np.arange(9) > 4
    view = seen(cells, hidden, primary_of(cells, hidden), Attacker())
    (part,) = parts(view, known_rows(view))
    assert (part.matrix.shape[0], part.needed.size) == (5, 3)
