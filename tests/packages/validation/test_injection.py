"""A46: texts that a spreadsheet would run as a formula are reported, never changed."""

import polars as pl
import pytest

from stabbur.packages.validation.injection import formula_warnings


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(\"x\")", "@SUM(A1)", "+A1", "-A1", "\t=1", "\r=1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C'!A0"]
)  # fmt: skip
def test_A46_what_would_run_is_reported(text: str) -> None:
    assert [(one.field, one.row) for one in formula_warnings(pl.DataFrame({"t": ["a", text]}), "r")] == [
        ("t", 2)
    ]


@pytest.mark.parametrize(
    "text", ["-5", "+47 22 22 22 22", "-1,5", "-", "--", "a=b", "", " =1", "- punkt", "+ 1", "-.5"]
)
def test_what_is_a_number_or_a_plain_text_is_not(text: str) -> None:
    assert formula_warnings(pl.DataFrame({"t": [text, None]}), "r") == []


def test_each_column_is_counted_once_with_its_first_row() -> None:
    frame = pl.DataFrame({"a": ["x", "=1", "=2"], "b": ["=3", None, None], "n": [1, 2, 3]})
    for table in (frame, frame.lazy()):
        found = formula_warnings(table, "r")
        assert [(one.field, one.row, one.value) for one in found] == [("a", 2, "=1"), ("b", 1, "=3")]
        assert found[0].message.startswith("2 texts would run")
    assert formula_warnings(pl.DataFrame({"n": [1]}), "r") == []
    assert formula_warnings(pl.DataFrame(schema={"t": pl.String}), "r") == []


def test_a_long_text_is_cut_in_the_message() -> None:
    found = formula_warnings(pl.DataFrame({"t": ["=" + "x" * 500]}), "r")[0]
    assert len(found.message) < 150
    assert len(found.value or "") == 501
