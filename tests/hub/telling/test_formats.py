"""Numbers, sizes and times as readers of each language write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.telling.formats import MINUS, Formats


@pytest.mark.parametrize(
    ("language", "value", "digits", "said"),
    [
        ("nb", 5391369, None, "5\xa0391\xa0369"),
        ("en", 5391369, None, "5,391,369"),
        ("nb", -0.5, 1, f"{MINUS}0,5"),
        ("nn", 1.0, 2, "1,00"),
        ("nb", None, None, ""),
        ("xx", 1234, None, "1,234"),
    ],
)
def test_number(language: str, value: float | None, digits: int | None, said: str) -> None:
    assert Formats(language).number(value, digits) == said


@given(value=st.integers(-(10**15), 10**15), language=st.sampled_from(["nb", "nn", "en"]))
def test_number_keeps_every_figure(value: int, language: str) -> None:
    said = Formats(language).number(value)
    assert int("".join(c for c in said.replace(MINUS, "-") if c.isdigit() or c == "-")) == value


@pytest.mark.parametrize(
    ("language", "said"), [("nb", f"{MINUS}4,2\xa0%"), ("nn", f"{MINUS}4,2\xa0%"), ("en", f"{MINUS}4.2%")]
)
def test_percent(language: str, said: str) -> None:
    assert Formats(language).percent(-0.042) == said
    assert Formats(language).percent(None) == ""


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0\xa0B"),
        (999, "999\xa0B"),
        (1_000, "1\xa0kB"),
        (99_949, "99,9\xa0kB"),
        (123_456_789, "123\xa0MB"),
        (4_200_000_000, "4,2\xa0GB"),
        (10**16, "10\xa0000\xa0TB"),
    ],
)
def test_size(count: int, said: str) -> None:
    assert Formats("nb").size(count) == said


@pytest.mark.parametrize(
    "value",
    ["2021-03-01T05:00:00+00:00", "2021-03-01T05:00:00", dt.datetime(2021, 3, 1, 5, tzinfo=dt.UTC)],
)
def test_time_is_in_the_zone_of_the_settings(value: str | dt.datetime) -> None:
    assert Formats("nb").time(value) == "1. mars 2021 kl. 06.00"
    assert Formats("en").time(value) == "1 March 2021 at 06:00"
    assert Formats("nb", "UTC").time(value) == "1. mars 2021 kl. 05.00"
    assert Formats("nb").iso(value) == "2021-03-01T06:00:00+01:00"


def test_day_has_no_zone_to_move_it() -> None:
    assert Formats("nb", "Pacific/Auckland").date(dt.date(2021, 1, 1)) == "1. januar 2021"


def test_number_that_nobody_groups_is_written_all_the_same() -> None:
    assert Formats("nb").number(1e308) == "1e+308"
    assert (
        Formats("nb").number(10**14)
        == "100\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000"
    )
