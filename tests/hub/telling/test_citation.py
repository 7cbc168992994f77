"""A citation in each style: who, what, which, when, where and the hash; whatever stands in a title."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.hub.telling.citation import STYLES, Cited, authors, style_of
from stabbur.hub.telling.head import Head

ADDRESS = "https://data.example.no/p/demo/folketall/v2"


def cited(title: str = "Folketall", by: tuple[str, ...] = ("Kari Nordmann", "SSB")) -> Cited:
    head = Head(
        id="demo/folketall", owner="demo", name="folketall", number=2, title=title, lead="", language="nb",
        own_language="nb", access="public", published=datetime(2021, 3, 1, tzinfo=UTC), withdrawn=None,
        licence=None, topics=(), tables=(), versions=(), latest=2, said={},
    )  # fmt: skip
    return Cited(by, head, ADDRESS, "sha256:abc")


@pytest.mark.parametrize("style", list(STYLES))
def test_every_style_names_author_title_version_date_and_address(style: str) -> None:
    text = style_of(style).write(cited())
    for word in ("Folketall", "2", "2021", ADDRESS):
        assert word in text
    assert "kari nordmann" in text.lower()
    assert style == "apa" or "sha256:abc" in text


def test_styles_as_their_rules_have_them() -> None:
    assert style_of("apa").write(cited()) == (
        f"Kari Nordmann, SSB. (2021, March 1). Folketall (Version 2) [Data set]. Stabbur. {ADDRESS}\n"
    )
    assert style_of("iso690").write(cited()).startswith("KARI NORDMANN; SSB. Folketall [online]. Version 2.")
    (item,) = json.loads(style_of("csl-json").write(cited()))
    assert item["issued"] == {"date-parts": [[2021, 3, 1]]}
    assert item["author"] == [{"literal": "Kari Nordmann"}, {"literal": "SSB"}]
    assert "author = {{Kari Nordmann} and {SSB}}" in style_of("bibtex").write(cited())
    assert style_of("ris").write(cited()).count("AU  - ") == 2


def test_unknown_style_names_those_there_are() -> None:
    with pytest.raises(BadInput) as caught:
        style_of("chicago")
    assert all(name in str(caught.value) for name in STYLES)


@given(st.text())
def test_no_title_breaks_out_of_its_field(title: str) -> None:
    bib = style_of("bibtex").write(cited(title))
    plain = bib.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    lines = style_of("ris").write(cited(title)).split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert json.loads(style_of("csl-json").write(cited(title)))[0]["URL"] == ADDRESS


def test_authors_go_before_others_and_the_owner_stands_in() -> None:
    people = [{"title": "A", "role": "publisher"}, {"title": "B", "roles": ["author"]}]
    assert authors({"contributors": people}, "demo") == ("B",)
    assert authors({"contributors": people[:1]}, "demo") == ("A",)
    assert authors({"contributors": [{}, "x"]}, "demo") == ("demo",)


@pytest.mark.parametrize("style", list(STYLES))
def test_version_without_an_address_is_cited_by_its_name(style: str) -> None:
    text = style_of(style).write(replace(cited(), address=""))
    assert "demo/folketall@2" in text
    assert "http" not in text
    assert "Available from" not in text
