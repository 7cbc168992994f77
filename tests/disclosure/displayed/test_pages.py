"""Pages are read back: spans filled in, tables in tables, prints, rows in scripts, marks of drawings."""

import pytest

from stabbur.disclosure.displayed.pages import drawing, markdown, page


def test_cells_stand_wherever_they_span() -> None:
    told = (
        "<table><thead><tr><th rowspan=2>kommune<th colspan=2>personer</tr><tr><th>k<th>m</tr></thead>"
        "<tbody><tr><th rowspan=2>A<td>2<td>20<tr><td>30<td>4</table>"
    )
    one = page(told).tables[0]
    assert one.heads == (("kommune",), ("personer", "k"), ("personer", "m"))
    assert one.rows == [["A", "2", "20"], ["A", "30", "4"]]


def test_a_table_without_a_head_has_its_first_row_for_one() -> None:
    one = page("<table><tr><td>kommune<td>personer<tr><td>A<td>2</table>").tables[0]
    assert (one.heads, one.rows) == ((("kommune",), ("personer",)), [["A", "2"]])


def test_a_table_in_a_table_is_one_of_its_own() -> None:
    inner = "<table><tr><td>kommune<td>personer<tr><td>A<td>2</table>"
    assert len(page(f"<table><tr><td>ramme<td>mer<tr><td>{inner}<td>x</table>").tables) == 2


def test_prints_scripts_and_drawings_in_a_page_are_read() -> None:
    told = (
        "<pre>  kommune  personer\n0       A         2\n</pre>"
        '<script>var spec = {"data": {"values": [{"kommune": "A", "personer": 2}]}}</script>'
        '<svg><path aria-label="kommune: A; personer: 2"></svg>'
    )
    assert [one.rows[0][-2:] for one in page(told, ["kommune"]).tables] == [["A", "2"]] * 3


def test_what_a_page_says_besides_tables_can_tell_figures() -> None:
    assert not page(
        "<style>p {top: 3px}</style><h1>Tall</h1><table><tr><td>1<td>2<tr><td>3<td>4</table>"
    ).figures
    for told in ("<p>3 personer</p>", "<img src=a>", "<canvas>", "<script>draw(3)</script>", "5"):
        assert page(told).figures, told
    assert drawing("<svg/>").figures


def test_only_tables_of_a_text_are_read() -> None:
    assert markdown("# Folketall 2026\n\nEn tekst med | og 2\n").tables == []
    assert markdown("kommune | n\n--- | ---\nA | 2\n").tables[0].rows == [["A", "2"]]
    assert markdown("x\n\n<table><tr><td>kommune<td>n<tr><td>A<td>2</table>").tables[0].rows == [["A", "2"]]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("told", ["<a ", "<a b='", "<!--", "<td>", "</", "<pre>1"])
def test_a_page_that_is_broken_is_read_no_sign_twice(told: str) -> None:
    """Of the square of its length it would take half a minute."""
    for more in ("", ">"):
        seen = page(told * 20_000 + more)
        assert (seen.tables, seen.figures) == ([], "1" in told)


@pytest.mark.parametrize(
    "told",
    [
        "<![foo[x]><table><tr><td>kommune<td>n<tr><td>A<td>2</table>",
        "<table><tr><td>kommune<td colspan=99999999999999999999>n<tr><td rowspan=0>A<td colspan=x>2</table>",
        "<td>løst</td></table><table><thead><tr></table><table><tr><td>kommune<td>n<tr><td>A<td>2",
    ],
)
def test_what_is_written_badly_is_read_as_far_as_it_goes(told: str) -> None:
    assert [row[0] for one in page(told).tables for row in one.rows] == ["A"]
