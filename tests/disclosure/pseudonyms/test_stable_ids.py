"""The table of stable identifiers at a date, there and back."""

from datetime import date

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure.pseudonyms.methods import Mapped, Siv
from stabbur.disclosure.pseudonyms.stable_ids import exchanged, pairs
from stabbur.errors import BadInput

TABLE = pl.DataFrame(
    {
        "fnr": ["1", "2", "1", None],
        "snr": ["A", "B", "C", "D"],
        "tatt": [date(2019, 12, 31), date(2019, 12, 31), date(2020, 12, 31), date(2020, 12, 31)],
    }
)


def mapped(snapshot: str = "", table: object = TABLE) -> Mapped:
    return Mapped(table=table, source="fnr", target="snr", taken="tatt", snapshot=snapshot)


@pytest.mark.parametrize(
    ("asked", "taken", "rows"),
    [
        ("2019-12-31", "2019-12-31", [("1", "A"), ("2", "B")]),
        ("2020-12-30", "2019-12-31", [("1", "A"), ("2", "B")]),
        ("2026-01-01", "2020-12-31", [("1", "C")]),
        ("", "2020-12-31", [("1", "C")]),
    ],
)
@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_the_last_snapshot_that_is_not_after_the_date(
    asked: str, taken: str, rows: list[tuple[str, str]], kind: str
) -> None:
    table: object = TABLE if kind == "polars" else pd.DataFrame(TABLE.to_dict(as_series=False))
    found, snapshot = pairs(mapped(asked, table))
    assert (found.rows(), snapshot) == (rows, taken)


@pytest.mark.parametrize("asked", ["2018", "31.12.2019", "soon"])
def test_what_is_no_date(asked: str) -> None:
    with pytest.raises(BadInput, match="is no date of a snapshot"):
        pairs(mapped(asked))


def test_two_persons_never_share_an_identifier() -> None:
    for column, table in (
        ("snr", pl.DataFrame({"fnr": ["1", "2"], "snr": ["A", "A"]})),
        ("fnr", pl.DataFrame({"fnr": ["1", "1"], "snr": ["A", "B"]})),
    ):
        with pytest.raises(BadInput, match=f"2 rows share a '{column}'"):
            pairs(Mapped(table=table, source="fnr", target="snr"))
    twice = pl.DataFrame({"fnr": ["1", "1"], "snr": ["A", "A"]})
    assert pairs(Mapped(table=twice, source="fnr", target="snr"))[0].height == 1


def test_numbers_of_the_table_are_filled_as_those_of_the_data() -> None:
    table = pl.DataFrame({"fnr": [1012012345], "snr": ["A"]})
    found, _ = pairs(Mapped(table=table, source="fnr", target="snr", then=Siv(width=11)))
    there = exchanged(pl.Series(["01012012345", "x", None]), found, "source", "target")
    assert there.to_list() == ["A", None, None]
    assert exchanged(there, found, "target", "source").to_list() == ["01012012345", None, None]
