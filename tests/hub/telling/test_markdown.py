"""People's Markdown as safe HTML: whatever they write, no script, no address of ours, headings in order."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.telling.markdown import ATTRIBUTES, TAGS, first_paragraph, markdown, plain, rest

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
PIECES = [
    "<script>",
    "](javascript:",
    "onerror=",
    "![x](",
    "http://",
    "# ",
    "\n",
    "`",
    "|",
    "&#60;",
    "<b hx-get=",
    "*",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=20).map("".join))
def test_A31_whatever_is_written_only_our_tags_and_attributes_come_out(text: str) -> None:
    for tag, attributes in TAG.findall(str(markdown(text))):
        assert tag in TAGS
        names = set(re.findall(r'([\w-]+)="', attributes))
        assert names <= ATTRIBUTES.get(tag, set()) | {"rel", "class"}


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](vbscript:x)",
        "[x](/choices)",
        "[x]: javascript:alert(1)\n\n[x]",
        '<a href="javascript:alert(1)" hx-get="/x">x</a>',
        "<img src=x onerror=alert(1)>",
        "![x](http://evil.example/x.png)",
    ],
)
def test_A31_no_script_and_nothing_fetched(text: str) -> None:
    made = str(markdown(text))
    assert "<img" not in made
    for _, attributes in TAG.findall(made):
        assert re.findall(r'href="(\w+):', attributes) in ([], ["http"], ["https"])
        assert " hx-" not in attributes
        assert 'href="/' not in attributes


def test_link_to_the_web_is_kept_and_gives_no_window_away() -> None:
    assert 'href="https://ssb.no" rel="noopener nofollow"' in markdown("[SSB](https://ssb.no)")


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n\n## b", [3, 4]),
        ("##### a\n\n# b", [3, 3]),
        ("# a\n\n###### b", [3, 4]),
        ("### a\n\n#### b", [3, 4]),
    ],
)
def test_headings_follow_the_page_without_a_leap(text: str, levels: list[int]) -> None:
    assert [int(level) for level in re.findall(r"<h(\d)>", str(markdown(text)))] == levels


def test_giant_text_is_cut() -> None:
    assert len(markdown("a" * 300_000)) < 110_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Tall** for [Oslo](x)\n\nog Bergen", "Tall for Oslo og Bergen"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a & b &amp; c", "a & b & c"),
        ("", ""),
    ],
)
def test_plain_words(text: str, words: str) -> None:
    assert plain(text) == words


def test_plain_words_end_at_a_word() -> None:
    assert plain("ett to tre", 8) == "ett to…"


def test_lead_and_rest_make_the_whole() -> None:
    text = "  Første *avsnitt*.\n\nAndre.\n\nTredje."
    assert first_paragraph(text) == "Første avsnitt."
    assert rest(text) == "Andre.\n\nTredje."
    assert rest("bare ett") == ""
