"""How often a package is to be renewed, as people say it."""

from pathlib import Path
from typing import Any

import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.packages.renewal import days, said


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("day", 1),
        ("Week", 7),
        ("month", 31),
        ("quarter", 92),
        ("year", 366),
        ("1 day", 1),
        (14, 14),
        ("", None),
    ],
)
def test_each_form_is_a_number_of_days(value: object, found: int | None) -> None:
    assert days(value) == found


@pytest.mark.parametrize("value", ["sometimes", 0, -1, True, 1.5, "0 days", [], {}, "99999999 days", "1e3"])
def test_what_says_no_period_is_refused_and_says_nothing_when_it_was_published(value: object) -> None:
    with pytest.raises(BadInput, match="does not say how often") as caught:
        days(value)
    assert "month" in caught.value.hint
    assert said({"renewal": value}) is None


def test_a_package_keeps_it_and_one_that_is_wrong_is_told_when_it_is_made(tmp_path: Path) -> None:
    made = sb.Datapackage(name="tall", title="Tall", renewal="month")
    assert made.metadata["renewal"] == "month"
    wrong: Any = "sometimes"
    with pytest.raises(BadInput, match="'sometimes' does not say how often"):
        sb.Datapackage(name="tall", title="Tall", renewal=wrong)
