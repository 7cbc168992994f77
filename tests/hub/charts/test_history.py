"""The history of a pipeline: bars from 0, marked by more than colour, named in words."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.charts.history import GROUND, LOW, TOP, Bar, Scale, history, nice

SCALE = Scale(20.0, 4, ("0 s", "20 s", "40 s", "60 s", "80 s"))


def test_bars_begin_at_nothing_and_end_at_their_value() -> None:
    drawn = history([Bar(40.0, "good"), Bar(80.0, "good")], SCALE, "To kjøringer.")
    found = re.findall(r'class="rok" x="[^"]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', drawn)
    assert [(float(y), float(y) + float(height)) for y, height in found] == [
        ((GROUND + TOP) / 2, GROUND),
        (TOP, GROUND),
    ]


def test_what_went_wrong_has_a_sign_beside_its_colour() -> None:
    drawn = history([Bar(12.0, "bad"), Bar(None, "other"), Bar(20.0, "good")], SCALE, "Tre kjøringer.")
    assert re.search(r'class="rerr".*?✕</text>', drawn)
    assert re.search(r'class="skip".*?–</text>', drawn)
    assert drawn.count("✕") == drawn.count("–") == 1


def test_drawing_is_a_picture_with_a_name_that_cannot_break_out() -> None:
    drawn = history([Bar(1.0, "good", day='<b>"')], SCALE, '"><script>')
    root = ElementTree.fromstring(str(drawn))
    assert (root.get("role"), root.get("aria-label")) == ("img", '"><script>')
    assert root.find(".//b") is None


def test_what_is_higher_than_the_scale_is_cut_at_its_top() -> None:
    drawn = history([Bar(900.0, "bad")], SCALE, "En kjøring.")
    assert f'y="{TOP}"' in drawn


def test_what_was_skipped_is_low_and_a_day_is_named_once() -> None:
    bars = [Bar(None, "other", "22. nov.")] * 20 + [Bar(3.0, "good", "23. nov.")] * 10
    drawn = history(bars, SCALE, "Tretti kjøringer.")
    assert {float(one) for one in re.findall(r'class="skip"[^>]* height="([\d.]+)"', drawn)} == {LOW}
    assert (drawn.count("22. nov."), drawn.count("23. nov.")) == (1, 1)


@given(highest=st.floats(0, 1e7))
def test_scale_holds_the_highest_in_few_round_lines(highest: float) -> None:
    step, lines = nice(highest)
    assert 1 <= lines <= 4
    assert step * lines >= highest * (1 - 1e-9)
    assert highest <= 0.05 or step * (lines - 1) < highest, "no line more than is needed"
