"""Tables that a frame holds: totals by word and by figures, groups by columns, codes and place."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.detecting import detect
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import EXAMPLE, published, reference, refused

COUNT = {"count": "n"}


def one(
    codes: list[object], figures: list[int], total: str | None = None
) -> tuple[str | None, dict[str, str]]:
    """The total of a table of one dimension, and its parents."""
    frame = pl.DataFrame({"k": codes, "n": figures})
    spec = detect(frame, ["k"], COUNT, total)
    build(frame, spec)  # whatever was found adds up
    found = spec.dimensions["k"][0]
    return found.total, {code: above for code, above in found.edges if above != found.total}


@pytest.mark.parametrize("word", ["Total", "I alt", "alle kommuner", "Hele landet", " Sum"])
def test_a_total_by_its_word(word: str) -> None:
    assert one(["A", "B", word], [2, 20, 22]) == (word, {})


def test_a_total_that_was_said() -> None:
    assert one(["A", "B", "Norge"], [2, 20, 22], "Norge") == ("Norge", {})


def test_a_total_by_its_figures() -> None:
    assert one([1, 2, 3, 0], [2, 20, 30, 52]) == ("0", {})
    assert one(["k", "m", "begge"], [2, 20, 22]) == ("begge", {})


def test_a_frame_without_totals_publishes_none() -> None:
    assert one(["A", "B", "C"], [2, 20, 30]) == (None, {})


@pytest.mark.parametrize("top", ["0", "Norge", "I alt"])
def test_groups_by_their_codes(top: str) -> None:
    codes: list[object] = [top, "03", "0301", "46", "4601", "4602"]
    assert one(codes, [9, 3, 3, 6, 2, 4], top if top == "Norge" else None) == (
        top,
        {"0301": "03", "4601": "46", "4602": "46"},
    )


def test_codes_that_only_begin_alike_are_leaves() -> None:
    assert one(["1", "10", "11", "Total"], [1, 4, 5, 10]) == ("Total", {})


@pytest.mark.parametrize(
    "codes",
    [
        ["I alt", "Oslo", "x", "y", "z", "Vest", "a", "b", "c"],
        ["x", "y", "z", "Oslo", "a", "b", "c", "Vest", "I alt"],
    ],
)
def test_groups_by_their_place(codes: list[object]) -> None:
    figures = {"I alt": 23, "Oslo": 8, "x": 1, "y": 3, "z": 4, "Vest": 15, "a": 7, "b": 6, "c": 2}
    total, parents = one(codes, [figures[str(code)] for code in codes])
    assert total == "I alt"
    assert parents == {"a": "Vest", "b": "Vest", "c": "Vest", "x": "Oslo", "y": "Oslo", "z": "Oslo"}


def test_what_may_be_chance_is_asked_for() -> None:
    frame = pl.DataFrame({"k": ["Vest", "Oslo", *"abcxyz", "I alt"], "n": [15, 8, 7, 6, 2, 1, 3, 4, 23]})
    with pytest.raises(BadInput) as caught:
        build(frame, detect(frame, ["k"], COUNT))
    refused(caught, "not-additive", "k 'I alt' is 23, its parts sum to 46")
    assert "say in a hierarchy" in caught.value.hint


def test_a_group_that_holds_everything_is_not_its_total() -> None:
    assert one(["03", "0301", "0302", "Total"], [5, 2, 3, 5]) == ("Total", {"0301": "03", "0302": "03"})


@pytest.mark.parametrize("name", ["t2_1k", "t3_1k", "t2_10k", "t3_10k"])
def test_every_group_of_the_reference_tables_is_found_by_figures_alone(name: str) -> None:
    cells = published(name)
    frame, spec = reference(name)
    dimensions = list(spec.dimensions)
    found = detect(cells, dimensions, {"count": "freq"})
    for leaf in dimensions:
        expected = dict(spec.fixed(frame).dimensions[leaf][0].edges)
        assert dict(found.dimensions[leaf][0].edges) == expected
    assert build(cells, found).size == len(cells)


def test_columns_that_group_others_are_levels_whatever_their_order() -> None:
    for names in (["age", "eu", "geo", "year"], ["geo", "year", "age", "eu"]):
        found = detect(EXAMPLE, names, {"count": "freq"}).dimensions
        assert set(found) == {"age", "geo", "year"}
        assert found["geo"][0].columns == ("geo", "eu")


def test_columns_that_group_a_leaf_each_in_its_way_are_alternatives() -> None:
    frame = pl.DataFrame(
        {"k": list("abcd"), "f": ["x", "x", "y", "y"], "g": ["p", "q", "q", "q"], "n": [1, 2, 3, 4]}
    )
    found = detect(frame, ["k", "f", "g"], COUNT).dimensions["k"]
    assert [one.columns for one in found] == [("k", "f"), ("k", "g")]


def test_several_totals_in_a_dimension_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        detect(pl.DataFrame({"k": ["A", "B", "Total", "I alt"], "n": [1, 2, 3, 3]}), ["k"], COUNT)
    refused(caught, "totals-several", "the dimension 'k' has several totals: 'I alt', 'Total'")


def test_a_total_that_does_not_add_up_is_shown_when_the_table_is_built() -> None:
    frame = pl.DataFrame({"k": ["A", "B", "Total"], "n": [1, 2, 4]})
    with pytest.raises(BadInput) as caught:
        build(frame, detect(frame, ["k"], COUNT))
    refused(caught, "not-additive", "k 'Total' is 4, its parts sum to 3")


def test_a_total_that_does_not_add_up_is_compared_with_the_groups_that_do() -> None:
    frame = pl.DataFrame({"k": ["Total", "03", "0301", "46", "4601", "4602"], "n": [10, 3, 3, 6, 2, 4]})
    with pytest.raises(BadInput) as caught:
        build(frame, detect(frame, ["k"], COUNT))
    refused(caught, "not-additive", "k 'Total' is 10, its parts sum to 9")


@pytest.mark.parametrize("figures", [[1, None, 3], [1, -2, 3]])
def test_figures_that_cannot_be_right_are_refused_first(figures: list[int | None]) -> None:
    with pytest.raises(BadInput) as caught:
        detect(pl.DataFrame({"k": ["A", "B", "C"], "n": figures}), ["k"], COUNT)
    refused(caught, "figures-bad", "row 1 (k 'B')")


COUNTS = st.lists(st.integers(0, 40), min_size=6, max_size=6)


@given(COUNTS, COUNTS, st.permutations(range(12)))
@settings(max_examples=30, deadline=None)
def test_whatever_margins_a_frame_holds_are_sums_of_what_is_detected(
    first: list[int], second: list[int], order: list[int]
) -> None:
    spec = TableSpec({"k": None, "s": None}, count="n")
    inner = pl.DataFrame({"k": list("abcdef") * 2, "s": ["m"] * 6 + ["k"] * 6, "n": first + second})
    cells = build(inner[order], spec)
    frame = cells.codes.with_columns(n=pl.Series(cells.count))
    again = build(frame, detect(frame, ["k", "s"], COUNT))
    assert again.codes.rows() == cells.codes.rows()
    assert again.figures.tolist() == cells.figures.tolist()
