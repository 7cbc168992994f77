"""The words of pages and notebooks: what a reader sees, bounded, and never an error."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.catalogue.reading import MOST_READ, notebook_text, page_text


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("<p>en</p><p>to</p>", "en to"),
        ("<td>en<td>to", "en to"),
        ("fra<b>v</b>ær <i>her</i>", "fravær her"),
        ("a &amp; b &lt;script&gt; &oslash; &#229;", "a & b <script> ø å"),
        ("<script>var a = '<p>nei</p>'</script>ja", "ja"),
        ("<style>p::after { content: 'nei' }</style>ja", "ja"),
        ("<template><p>nei</p></template>ja", "ja"),
        ("<title>nei</title>ja", "ja"),
        ("<!-- nei -->ja", "ja"),
        ("<script>aldri lukket", ""),
        ("<p title='nei' onclick='nei()'>ja", "ja"),
        ("a\n\t  b", "a b"),
        ("<svg><style>nei</style><text>ja</text></svg>", "ja"),
        ("</script>ja", "ja"),
        ("", ""),
    ],
)
def test_words_that_a_reader_sees(page: str, seen: str) -> None:
    assert page_text(page.encode()) == seen


def test_letters_of_other_encodings() -> None:
    assert page_text("<p>fravær på øya".encode("cp1252")) == "fravær på øya"
    assert page_text(b"\xef\xbb\xbf<p>ja") == "ja"
    cut = ("<p>" + "å" * MOST_READ).encode()
    assert set(page_text(cut)) == {"å"}, "a letter that is cut in two makes no other letters of the rest"


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 50))
def test_any_bytes_give_a_bounded_text(data: bytes, most: int) -> None:
    assert len(page_text(data, most)) <= most
    assert len(notebook_text(data, most)) <= most


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.characters(exclude_characters="<&", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])
    )
)
def test_plain_text_stays(text: str) -> None:
    assert page_text(f"<p>{text}</p>".encode()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("notebook", "said"),
    [
        ({"cells": [{"source": "a"}, {"source": ["b", "c"]}]}, "a\nbc"),
        ({"cells": [{"source": 3}, {}, "x", None, {"source": [1, "d"]}]}, "d"),
        ({"cells": {}}, ""),
        ({}, ""),
        ([], ""),
        (3, ""),
    ],
)
def test_cells_of_a_notebook(notebook: object, said: str) -> None:
    assert notebook_text(json.dumps(notebook).encode()) == said


def test_no_notebook_has_no_text() -> None:
    assert notebook_text(b"{") == notebook_text(b"\xff") == notebook_text(b"[" * 100_000) == ""
