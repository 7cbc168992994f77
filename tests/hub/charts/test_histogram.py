"""The small distribution: bars in proportion, nothing lost by merging, any label a name and never mark-up."""

from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.charts.histogram import HEIGHT, MOST_BARS, WIDTH, histogram

COUNTS = st.lists(st.integers(-5, 10**12), max_size=200)
SVG = "{http://www.w3.org/2000/svg}"


def bars(counts: list[int], label: str = "Fordeling") -> list[dict[str, float]]:
    """Return the bars of a drawing as a browser reads them."""
    root = ElementTree.fromstring(histogram(counts, label))
    return [{key: float(value) for key, value in bar.attrib.items()} for bar in root.iter("rect")]


def test_bars_are_in_proportion_and_stand_on_the_line() -> None:
    low, high = bars([1, 4])
    assert high["height"] == HEIGHT - 3
    assert abs(low["height"] * 4 - high["height"]) < 0.5
    assert low["y"] + low["height"] == high["y"] + high["height"] == HEIGHT - 1


def test_nothing_to_show_is_no_drawing() -> None:
    assert histogram([], "x") == histogram([0, 0], "x") == histogram([-1], "x") == ""


def test_empty_class_leaves_a_gap() -> None:
    first, last = bars([3, 0, 3])
    assert last["x"] - first["x"] > WIDTH / 2


def test_one_of_very_many_is_still_seen() -> None:
    assert bars([1, 10**9])[0]["height"] == 1


def test_many_classes_are_merged_two_by_two() -> None:
    found = bars([1] * 100)
    assert len(found) == 13, "100, 50, 25, 13"
    assert found[-1]["height"] < found[0]["height"], "the last holds what was left over"
    assert len(bars([1] * MOST_BARS)) == MOST_BARS


def test_A31_label_is_a_name_and_never_mark_up() -> None:
    evil = '"><script>alert(1)</script>'
    drawn = histogram([1, 2], evil)
    assert "<script" not in drawn
    assert ElementTree.fromstring(drawn).attrib["aria-label"] == evil


@given(COUNTS)
def test_whatever_is_counted_stays_within_the_drawing(counts: list[int]) -> None:
    if not any(count > 0 for count in counts):
        assert histogram(counts, "x") == ""
        return
    found = bars(counts)
    assert 1 <= len(found) <= MOST_BARS
    assert max(bar["height"] for bar in found) == HEIGHT - 3
    assert all(bar["x"] >= 0 and bar["x"] + bar["width"] <= WIDTH + 0.1 for bar in found)
    assert all(bar["height"] >= 1 and bar["y"] >= 0 for bar in found)
    assert all(one["x"] + one["width"] <= other["x"] + 0.11 for one, other in pairwise(found))
