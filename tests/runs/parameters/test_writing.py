"""Checked values as code: a date becomes a date, and no text gets out of its quotes."""

import datetime
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.runs.parameters.inspecting import inspect
from stabbur.runs.parameters.writing import python, r


def test_date_is_an_object_only_where_the_code_has_one() -> None:
    known = inspect("day: date = date(2021, 1, 1)\ntold = '2021-01-01'")
    names: dict[str, object] = {}
    exec(python(known, {"day": "2026-02-03", "told": "2026-02-03"}), names)
    assert (names["day"], names["told"]) == (datetime.date(2026, 2, 3), "2026-02-03")


@settings(deadline=None)
@given(st.text())
def test_text_stays_in_its_quotes(text: str) -> None:
    names: dict[str, object] = {}
    exec(python([], {"x": text}), names)
    assert names["x"] == text


def test_text_stays_in_its_quotes_in_r() -> None:
    text = "a\"b\\n'c' ${d} \n é \u2028"
    code = r({"x": text, "n": 3, "y": None, "b": True, "l": [1, "a"]}) + "\ncat(x, is.integer(n), b, sep='|')"
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{text}|TRUE|TRUE"
