"""A selection is read from an address and written back to it, whatever the columns are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from stabbur.errors import BadInput
from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.tabular.selection import MAX_FILTERS, MAX_PAGE, WORDS, Selection, parameter, read_selection

NAMES = st.text(min_size=1, max_size=8) | st.sampled_from([*WORDS, ".page", "a<", "a", "a~", "x=y&z", "#"])
TEXTS = st.text(min_size=1, max_size=8)
COLUMNS = (TableColumn("fylke"), TableColumn("alder", "integer"), TableColumn("form", "geojson"))


def again(selection: Selection) -> Selection:
    """The selection that its own address gives."""
    pairs = QueryParams(selection.address().removeprefix("?")).multi_items()
    return read_selection(selection.columns, pairs)


@given(
    names=st.lists(NAMES, min_size=1, max_size=4, unique=True),
    texts=st.lists(TEXTS, min_size=1, max_size=4),
    page=st.integers(1, MAX_PAGE),
    descending=st.booleans(),
)
def test_address_gives_the_same_selection_again(
    names: list[str], texts: list[str], page: int, descending: bool
) -> None:
    columns = tuple(TableColumn(name) for name in names)
    pairs = [(parameter(name), text) for name, text in zip(names, texts, strict=False)]
    sort = ("-" if descending else "") + names[0]
    made = read_selection(columns, [*pairs, ("sort", sort), ("page", str(page)), ("show", names[-1])])
    back = again(made)
    assert (back.pairs(), back.page, back.shown) == (made.pairs(), made.page, made.shown)


@given(pairs=st.lists(st.tuples(st.text(max_size=10), st.text(max_size=10)), max_size=20))
def test_any_address_is_read_and_what_does_not_fit_is_an_error_of_its_parameter(
    pairs: list[tuple[str, str]],
) -> None:
    made = read_selection(COLUMNS, pairs)
    assert 1 <= made.page <= MAX_PAGE
    assert all(one.column in COLUMNS for one in made.filters)
    assert set(made.errors) <= {key for key, _ in pairs}


@pytest.mark.parametrize(
    ("key", "sign"), [("alder", ""), ("alder<", "<"), ("alder>", ">"), ("alder!", "!"), ("fylke~", "~")]
)
def test_signs(key: str, sign: str) -> None:
    (one,) = read_selection(COLUMNS, [(key, "7")]).filters
    assert (one.sign, one.key) == (sign, key)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (("alder>", "mange"), "filter-value"),
        (("fylkke", "x"), "filter-column"),
        (("form", "x"), "filter-column"),
        (("sort", "fylkke"), "filter-column"),
    ],
)
def test_download_of_a_selection_with_a_mistake_is_refused(pair: tuple[str, str], code: str) -> None:
    made = read_selection(COLUMNS, [pair])
    assert made.errors[pair[0]].code == code
    with pytest.raises(BadInput):
        made.refuse_errors()
    assert read_selection(COLUMNS, []).refuse_errors() == read_selection(COLUMNS, [])


@pytest.mark.parametrize("text", ["0", "-1", "x", "", "1.5", "٣", "9" * 40])
def test_page_that_is_none_is_the_first(text: str) -> None:
    assert read_selection(COLUMNS, [("page", text)]).page == 1


def test_A58_too_many_filters_are_refused() -> None:
    with pytest.raises(BadInput, match="filters are too many"):
        read_selection(COLUMNS, [("fylke", "x")] * (MAX_FILTERS + 1))


def test_order_turns_and_taking_a_filter_away_leads_to_the_first_page() -> None:
    made = read_selection(COLUMNS, [("sort", "alder"), ("page", "7"), ("fylke", "Oslo")])
    assert made.sorted_by("alder").descending
    assert not made.sorted_by("alder").sorted_by("alder").descending
    assert not made.sorted_by("fylke").descending
    assert made.without(made.filters[0]).address() == "?sort=alder"
    assert made.on_page(2).offset == 25
