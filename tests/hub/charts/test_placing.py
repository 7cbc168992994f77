"""Drawings of others in a page: shapes and words pass, in the page's colours; nothing that runs, loads or leads."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.charts.placing import ATTRIBUTES, ELEMENTS, MAX_BYTES, placed, size_of

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 20">'
)


def inner(body: str, name: str = "v1", label: str = "Oslo vokser") -> str:
    """Return what a drawing becomes in a page."""
    found = placed(f"{HEAD}{body}</svg>", name, label)
    assert found is not None
    return str(found)


def test_shapes_and_words_pass() -> None:
    found = inner(
        '<g transform="translate(1,2)"><path d="M0 0"/><text x="1">Æ &amp; Å<tspan> 5</tspan> %</text></g>'
    )
    assert '<path d="M0 0"></path>' in found
    assert "Æ &amp; Å<tspan> 5</tspan> %" in found
    assert 'role="img" aria-label="Oslo vokser"' in found


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<style>* { display: none }</style>",
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><h1>alert(1)</h1></body></foreignObject>',
        '<image href="http://example.org/alert(1).png"/>',
        '<use xlink:href="http://example.org/alert(1)"/>',
        '<animate attributeName="href" to="alert(1)"/>',
        '<rect onclick="alert(1)" style="background:url(alert(1))"/>',
        '<path fill="url(http://example.org/alert(1))"/>',
        '<path fill="JavaScript:alert(1)"/>',
        "<title>alert(1)</title>",
        "<g>alert(1)</g>",
    ],
)
def test_A31_what_runs_loads_or_leads_is_left_out(body: str) -> None:
    found = inner(body + '<rect width="3"/>')
    assert "alert" not in found
    assert "example.org" not in found
    assert 'width="3"' in found, "the rest stands"


def test_shapes_of_a_link_stay_and_the_link_does_not() -> None:
    assert inner('<a href="https://example.org"><rect width="3"/></a>').count("<g><rect") == 1


def test_ids_are_the_views_own() -> None:
    body = '<clipPath id="clip0"/><g clip-path="url(#clip0)"/><g id="no spaces here"/>'
    found = inner(body, name="v2")
    assert 'id="v2-clip0"' in found
    assert 'clip-path="url(#v2-clip0)"' in found
    assert "no spaces" not in found


def test_colours_are_spelt_as_the_style_sheet_maps_them() -> None:
    assert 'fill="#17604F"' in inner('<rect fill="#17604f"/>')


@pytest.mark.parametrize(
    ("colour", "kind"), [("#ddaa6c", "sb-change"), ("#4B8A7A", "sb-level"), ("#17604F", "")]
)
def test_scale_is_known_by_its_colours(colour: str, kind: str) -> None:
    classes = inner(f'<rect fill="{colour}"/>').split('class="')[1].split('"')[0].split()
    assert classes[2:] == ([kind] if kind else [])


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "no drawing",
        "<html/>",
        '<svg viewBox="0 0 1 1"/>',
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        f"{HEAD}<g></svg>",
        HEAD + " " * MAX_BYTES + "</svg>",
    ],
)
def test_A41_what_is_no_drawing_or_swells_is_refused(svg: str) -> None:
    assert placed(svg, "v1", "x") is None


def test_drawing_without_a_box_gets_one_of_its_size() -> None:
    plain = '<svg xmlns="http://www.w3.org/2000/svg" width="640px" height="{}"/>'
    assert 'viewBox="0 0 640.0 480.0"' in str(placed(plain.format("480"), "v1", "x"))
    assert 'viewBox="0 0 640.0 300.0"' in str(placed(plain.format("auto"), "v1", "x"))


@pytest.mark.parametrize(
    ("box", "size"),
    [("0 0 640 400", (640, 400)), ("-5 -5 6.5 4", (6.5, 4)), ("0 0 640", (0, 0)), ("a b c d", (0, 0))],
)
def test_size_is_that_of_the_box(box: str, size: tuple[float, float]) -> None:
    assert size_of(f'<svg viewBox="{box}">') == size


@given(
    st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]), max_size=40),
    st.sampled_from(sorted(ELEMENTS | {"script", "style", "iframe", "set"})),
    st.sampled_from(sorted(ATTRIBUTES | {"onload", "href", "style", "class"})),
)
def test_A31_any_word_stays_a_word(text: str, tag: str, key: str) -> None:
    root = ElementTree.Element("{http://www.w3.org/2000/svg}svg", viewBox="0 0 1 1")
    child = ElementTree.SubElement(root, f"{{http://www.w3.org/2000/svg}}{tag}", {key: text})
    child.text = text
    found = placed(ElementTree.tostring(root, encoding="unicode"), "v1", text)
    assert found is not None
    read = ElementTree.fromstring(found)
    assert read.attrib["aria-label"] == text
    for one in read.iter():
        assert one.tag in ELEMENTS
        assert set(one.attrib) <= ATTRIBUTES | {"class", "role", "aria-label"}
