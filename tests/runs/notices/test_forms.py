"""Of an error's words only those go out that Python and R have given it."""

import builtins
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.runs.notices import causes, forms

KINDS = sorted(
    name for name, one in vars(builtins).items() if isinstance(one, type) and issubclass(one, BaseException)
)
PIECES = ["Furunes", "Kari", "Storgata", "Nordmann"]
WORDS = st.lists(
    st.sampled_from([*PIECES, "er", "tom:", "rader", "fra", "12", "'", '"', "(", "["]), min_size=1
)


@given(st.sampled_from([*KINDS, "folketall.Wrong", "JSONDecodeError"]), WORDS)
def test_no_word_that_the_code_gave_its_error_is_told(kind: str, words: list[str]) -> None:
    told = forms.python(kind, " ".join(words))
    assert told in (kind, "")
    assert forms.r(" ".join(words)) == ""


@given(st.sampled_from(KINDS), st.sampled_from(["'{}'", "[Errno 2] No such file or directory: '{}'", "{!r}"]))
def test_a_value_in_a_known_form_stays_here(kind: str, form: str) -> None:
    assert "Kari" not in forms.python(kind, form.format("Kari Nordmann"))


@pytest.mark.parametrize(
    "code",
    [
        "1 / 0",
        "import folketall_gone",
        "from json import kari",
        "antal",
        "None.alder",
        "1 + 'a'",
        "(lambda x: x)()",
        "[][1]",
        "int('Kari Nordmann')",
        "float('Kari Nordmann')",
        "open('/tmp/Kari Nordmann.csv')",
        "b'\\xe5'.decode()",
        "a, b = 'x'",
    ],
)
def test_what_python_itself_words_is_told(code: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 (each line of code has its own)
        exec(code, {})
    kind = caught.type.__name__
    told = forms.python(kind, str(caught.value))
    assert told.startswith(f"{kind}: ")
    assert "Nordmann" not in told


def test_what_stands_behind_a_form_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(
        "Traceback (most recent call last):\n  x\nNameError: name 'x' is not defined Kari 34\n"
    )
    assert causes.error_line(tmp_path) == "NameError: name 'x' is not defined"
