"""Texts of every type: what Python writes is read back, and a column is read as its cells are."""

from datetime import date, datetime, time
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.packages.validation.forms import READERS, parse

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        "1",
        "1.5",
        "NaN",
        "-INF",
        "true",
        "2024-01-31",
        "12:30:00",
        "2024-01-31T12:00:00Z",
        "P1D",
        "[1]",
        "{}",
        "10,59",
        "",
        "2024",
        "2024-01",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | ANY, max_size=5))
@pytest.mark.parametrize("kind", sorted(READERS))
def test_any_text_is_read_or_null_and_never_an_error(kind: str, texts: list[str | None]) -> None:
    column = pl.Series("v", texts, dtype=pl.String)
    values, bad = parse(column, {"name": "v", "type": kind})
    assert values.len() == bad.len() == len(texts)
    for text, value, wrong in zip(texts, values.to_list(), bad.to_list(), strict=True):
        assert wrong == (text is not None and value is None)


WRITTEN: dict[str, tuple[st.SearchStrategy[Any], Any]] = {
    "integer": (st.integers(-(2**63), 2**63 - 1), str),
    "number": (st.floats(allow_nan=False, allow_infinity=False), repr),
    "date": (st.dates(date(1, 1, 1)), date.isoformat),
    "time": (st.times(), time.isoformat),
    "datetime": (st.datetimes(datetime(1, 1, 1)), datetime.isoformat),
    "boolean": (st.booleans(), lambda one: str(one).lower()),
    "year": (st.integers(0, 9999), "{:04d}".format),
}


@settings(deadline=None, max_examples=60)
@given(st.data())
@pytest.mark.parametrize("kind", WRITTEN)
def test_what_python_writes_is_read_back(kind: str, data: Any) -> None:
    strategy, write = WRITTEN[kind]
    values = data.draw(st.lists(strategy, min_size=1, max_size=5))
    found, bad = parse(pl.Series("v", [write(one) for one in values]), {"name": "v", "type": kind})
    assert found.to_list() == values
    assert not bad.any()


@given(st.integers(-(10**12), 10**12), st.sampled_from([" ", ".", ",", "'", "\u00a0"]))
def test_groups_of_digits_are_put_together(value: int, mark: str) -> None:
    text = f"{value:,}".replace(",", mark)
    found, _ = parse(pl.Series("v", [text]), {"name": "v", "type": "integer", "groupChar": mark})
    assert found.to_list() == [value]


@given(st.integers(-(10**9), 10**9), st.sampled_from(["kr {}", "{} kr", "NOK {}", "{}%", "€{}", "{},-"]))
def test_a_number_is_found_among_its_unit(value: int, form: str) -> None:
    found, _ = parse(
        pl.Series("v", [form.format(value)]), {"name": "v", "type": "integer", "bareNumber": False}
    )
    assert found.to_list() == [value]


def test_an_unknown_type_is_kept_as_text() -> None:
    values, bad = parse(pl.Series("v", ["a", None]), {"name": "v", "type": "other"})
    assert values.to_list() == ["a", None]
    assert bad.to_list() == [False, False]
