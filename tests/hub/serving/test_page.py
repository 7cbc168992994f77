"""What templates get: texts of the language with values escaped, addresses with a hash, descriptions cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from stabbur.hub.serving.page import LONGEST, TEMPLATES, environment, first_line, gettext_of, static


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_template_can_be_compiled(language: str) -> None:
    made = environment(language)
    names = [str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")]
    assert len(names) > 15
    for name in names:
        made.get_template(name)


@given(value=st.text())
def test_A31_value_in_a_text_is_escaped(value: str) -> None:
    said = gettext_of("nb")("Withdrawn: %(reason)s", reason=value)
    assert said == Markup("Trukket tilbake: %(reason)s") % {"reason": value}
    assert "<" not in str(said)


def test_text_without_values_is_looked_up_once_and_the_same() -> None:
    text = gettext_of("nn")
    assert text("Catalogue") is text("Catalogue")
    assert text("no such text") == "no such text"


def test_unknown_name_in_a_template_is_an_error() -> None:
    with pytest.raises(Exception, match="nosuchname"):
        environment("nb").from_string("{{ nosuchname }}").render()


def test_A31_value_in_a_template_is_escaped() -> None:
    assert environment("nb").from_string("{{ x }}").render(x="<script>") == "&lt;script&gt;"


@given(text=st.text(max_size=600))
def test_first_line_is_short_and_one_line(text: str) -> None:
    line = first_line(text)
    assert len(line) <= LONGEST + 2
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("**Tall** for [Oslo](http://x)\nog Bergen.\n\nMer.", "Tall for Oslo og Bergen."),
        ("# Tittel", " Tittel"),
        ("", ""),
    ],
)
def test_first_line_has_no_marks(text: str, line: str) -> None:
    assert first_line(text) == line


def test_address_of_a_file_changes_with_its_content() -> None:
    assert static("page.js").startswith("/static/page.js?v=")
    assert static("page.js") != static("htmx.min.js").replace("htmx.min.js", "page.js")
    assert static("no-such-file") == "/static/no-such-file?v=0"
