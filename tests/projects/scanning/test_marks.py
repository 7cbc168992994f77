"""Marks that a merge left are found in any text and in the cells of notebooks, and nothing that looks alike is."""

import json

import pytest

from stabbur.projects.scanning.files import Looked
from stabbur.projects.scanning.looking import look
from stabbur.projects.scanning.marks import mark_in

OURS, THEIRS = "<" * 7, ">" * 7


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"a\n{OURS} HEAD\nb\n=======\nc\n{THEIRS} other\n", 2),
        (f"a\r\n{OURS} HEAD\r\n", 2),
        (f"{OURS}\nb", 1),
        (f"b\n=======\nc\n{THEIRS} other", 4),
        (f"{OURS} LOCAL CELL DELETED {THEIRS}\n", 1),
        ("A title\n=======\n\ntext\n", 0),
        (f"  {OURS} HEAD\n", 0),
        (f"{OURS}< HEAD\n", 0),
        (f"print(1 {OURS} 2)\n", 0),
        ("||||||| a table\n", 0),
    ],
)
def test_marks_are_told_from_what_looks_alike(text: str, line: int) -> None:
    assert mark_in(text) == line


def test_mark_in_a_cell_is_found_and_one_that_was_printed_is_not() -> None:
    source = f"{OURS} local\na = 2\n=======\na = 3\n{THEIRS} remote\n"
    printed = {"output_type": "stream", "name": "stdout", "text": [source]}
    cells = [
        {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [printed], "execution_count": None},
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None},
        {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)},
    ]
    raw = json.dumps({"cells": cells, "metadata": {"keep_output": True}, "nbformat": 4, "nbformat_minor": 5})
    found = [(place, kind) for place, kind, _ in look(Looked("a.ipynb", len(raw), raw.encode()))]
    assert found == [("cell 2, line 1", "conflict"), ("cell 3, line 1", "conflict")]
