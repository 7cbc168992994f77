"""Columns that group others."""

from collections.abc import Sequence

import polars as pl
import pytest

from stabbur.disclosure.tables.finding.nesting import chains, total_words

LEVELS = pl.DataFrame(
    {
        "land": ["no"] * 4 + ["se"],
        "kommune": ["a", "b", "c", "d", "e"],
        "fylke": ["x", "x", "y", "y", "z"],
        "size": ["small", "big", "big", "small", "big"],
    }
)


def found(rows: pl.DataFrame, names: Sequence[str]) -> dict[str, list[list[str]]]:
    return chains(rows, names, {name: total_words(rows, name, []) for name in names})


@pytest.mark.parametrize(
    "names", [("land", "kommune", "fylke", "size"), ("size", "fylke", "kommune", "land")]
)
def test_chains_lead_from_leaves_to_the_top(names: Sequence[str]) -> None:
    assert found(LEVELS, names) == {"kommune": [["fylke", "land"], ["size"]]}


def test_crossed_columns_group_nothing() -> None:
    crossed = pl.DataFrame({"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"]})
    assert found(crossed, ["a", "b"]) == {"a": [], "b": []}


def test_columns_with_the_same_codes_or_one_code_each_group_nothing() -> None:
    same = pl.DataFrame({"a": [1, 2, 3], "b": [1, 1, 2]})
    assert found(same, ["a", "b"]) == {"a": [], "b": []}
    names = pl.DataFrame({"code": ["1", "2"], "name": ["Oslo", "Bergen"]})
    assert found(names, ["code", "name"]) == {"code": [], "name": []}


def test_totals_do_not_hide_what_groups_what() -> None:
    rows = pl.DataFrame({"k": ["a", "b", "c", "Total", "x"], "f": ["x", "x", "y", "y", "x"]})
    assert found(rows, ["k", "f"]) == {"k": [["f"]]}


def test_columns_with_margins_of_each_other_are_crossed_however_few_their_cells() -> None:
    rows = pl.DataFrame(
        {
            "k": ["A", "B", "C", "A", "B", "C", "Total", "Total"],
            "s": ["1", "1", "2", *["Total"] * 3, "1", "2"],
        }
    )
    assert found(rows, ["k", "s"]) == {"k": [], "s": []}
    assert found(rows[:3], ["k", "s"]) == {"k": [["s"]]}


def test_words_that_were_said_come_first() -> None:
    rows = pl.DataFrame({"k": ["a", "Total", "Norge"]})
    assert total_words(rows, "k", ["Norge"]) == {"Norge"}
    assert total_words(rows, "k", ["Sverige"]) == {"Total"}
