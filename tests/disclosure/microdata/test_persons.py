"""What a file of persons must be before anything is measured, and what is said when it is not."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import Microdata
from stabbur.errors import BadInput

ROWS = pl.DataFrame(
    {
        "kommune": ["0301", "1103", "0301"],
        "alder": [30, 40, 50],
        "vekt": [1.0, 2.0, 3.0],
        "hus": [1, 1, None],
        "syk": ["ja", "nei", "ja"],
    }
)
WRONG: dict[str, tuple[pl.DataFrame, dict[str, Any], str]] = {
    "no keys": (ROWS, {"keys": []}, "no keys"),
    "unknown key": (ROWS, {"keys": ["komune"]}, "no column 'komune' in the frame: it has 'kommune'"),
    "unknown weight": (ROWS, {"weights": "vekter"}, "no column 'vekter'"),
    "0 rows": (ROWS[:0], {}, "the frame has 0 rows"),
    "twice": (ROWS, {"sensitive": "alder"}, "column 'alder' is named 2 times"),
    "policy": (ROWS, {"missing": "wild"}, "missing='wild': it can be 'wildcard' .* or 'category'"),
    "household": (ROWS, {"household": "hus"}, "no household in 'hus' for row 2"),
    "weight is text": (ROWS, {"weights": "syk"}, "weights in 'syk' are of type String"),
    "weight missing": (ROWS.with_columns(vekt=pl.Series([1.0, None, 2.0])), {"weights": "vekt"}, "for row 1: the first has None"),
    "weight NaN": (ROWS.with_columns(vekt=pl.Series([float("nan"), 1, 2])), {"weights": "vekt"}, "for row 0: the first has nan"),
    "weight infinite": (ROWS.with_columns(vekt=pl.lit(float("inf"))), {"weights": "vekt"}, "for rows 0, 1, 2: the first has inf"),
    "weight negative": (ROWS.with_columns(vekt=pl.lit(-1)), {"weights": "vekt"}, "in 'vekt' for rows 0, 1, 2: the first has -1"),
    "weight zero": (ROWS.with_columns(vekt=pl.lit(0)), {"weights": "vekt"}, "no weight above 0"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused_with_its_rows(name: str) -> None:
    rows, layout, message = WRONG[name]
    with pytest.raises(BadInput, match=message) as caught:
        Microdata(rows, **{"keys": ["kommune", "alder"], **layout})
    assert caught.value.hint


def test_many_rows_are_shown_five_at_a_time() -> None:
    rows = pl.DataFrame({"a": [1] * 17, "w": [0.0] * 17})
    with pytest.raises(BadInput, match="rows 0, 1, 2, 3, 4 and 12 more"):
        Microdata(rows, keys="a", weights="w")


def test_key_of_the_pandas_index_is_told_how_to_become_a_column() -> None:
    frame = pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="kommune"))
    with pytest.raises(BadInput, match="no column 'kommune'") as caught:
        Microdata(frame, keys="kommune")
    assert "reset_index" in caught.value.hint


def test_population_below_the_sample_is_refused() -> None:
    sizes: list[Any] = [2, float("nan"), "many"]
    for wrong in sizes:
        with pytest.raises(BadInput, match="for 3 rows: it must be at least as many"):
            Microdata(ROWS, keys="kommune").risk(population=wrong)


def test_one_column_may_be_named_without_a_list() -> None:
    assert Microdata(ROWS, keys="kommune", sensitive="syk").layout.keys == ("kommune",)
