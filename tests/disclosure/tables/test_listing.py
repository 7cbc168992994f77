"""Rows in messages: at most five, and how many more."""

import numpy as np
import polars as pl

from stabbur.disclosure.tables.listing import listed, named, rows_listed


def test_five_are_shown_and_the_others_counted() -> None:
    frame = pl.DataFrame({"k": list("abcdefgh"), "n": range(8)})
    text = rows_listed(frame, np.ones(8, dtype=np.bool_), ["k"], "n")
    assert (
        text
        == "row 0 (k 'a'): 0, row 1 (k 'b'): 1, row 2 (k 'c'): 2, row 3 (k 'd'): 3, row 4 (k 'e'): 4, and 3 more"
    )


def test_what_is_counted_may_be_more_than_what_is_given() -> None:
    assert listed(["a"], 3) == "a, and 2 more"
    assert listed([]) == ""


def test_a_missing_code_is_said() -> None:
    assert named(["a", None], ["k", "s"]) == "k 'a', s missing"
