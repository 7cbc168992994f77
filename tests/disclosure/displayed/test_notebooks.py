"""Each part of a notebook has its place, and what is none of a notebook's parts is passed over."""

from typing import Any

from stabbur.disclosure.displayed.notebooks import shown

ROWS = {"rows": [{"kommune": "A", "personer": 2}]}


def cell(**output: Any) -> dict[str, Any]:
    """A cell with an output."""
    return {"cell_type": "code", "outputs": [output]}


def test_each_part_has_its_place() -> None:
    pipes = ["kommune | n\n", "--- | ---\n", "A | 2\n"]
    cells = [
        {"cell_type": "markdown", "source": pipes},
        cell(data={"application/json": ROWS}),
        {"cell_type": "code", "metadata": ROWS},
    ]
    found = {
        place: len(seen.tables) for place, seen in shown({"cells": cells, "metadata": ROWS}) if seen.tables
    }
    assert found == {"metadata": 1, "cell 1": 1, "output of cell 2": 1, "metadata of cell 3": 1}


def test_a_form_that_was_understood_stands_for_the_others() -> None:
    page = "<table><tr><td>kommune<td>n<tr><td>A<td>2</table>"
    both = {"text/html": page, "text/plain": "<Table 2 at 0x3>"}
    assert not any(seen.figures for _, seen in shown({"cells": [cell(data=both)]}))
    alone = {"text/plain": both["text/plain"]}
    assert any(seen.figures for _, seen in shown({"cells": [cell(data=alone)]}))


def test_what_is_none_of_its_parts_is_passed_over() -> None:
    cells: list[Any] = [None, 3, {}, {"outputs": 3}, {"outputs": [3]}, {"outputs": [{"data": 3, "text": {}}]}]
    assert not any(seen.tables or seen.figures for _, seen in shown({"cells": cells, "metadata": 3}))
