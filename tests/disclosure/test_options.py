"""Each function of disclosure says which of its options is misspelt."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.disclosure import Microdata, rules
from stabbur.errors import BadInput

FRAME = pl.DataFrame({"fnr": ["01012012345"], "personer": [2]})


@pytest.mark.parametrize(
    ("call", "options", "name"),
    [
        (lambda **given: sb.pseudonymise(FRAME, {"fnr": "siv"}, **given), {"keyy": "k"}, "key"),
        (lambda **given: sb.anonymise(FRAME, "personer", **given), {"evaluater": bool}, "evaluator"),
        (lambda **given: sb.scan(**given), {"dat": FRAME}, "data"),
        (lambda **given: Microdata(FRAME, keys="fnr", **given), {"sensitiv": "personer"}, "sensitive"),
        (lambda **given: rules.request("asked", **given), {"shares": 70}, "share"),
        (lambda **given: Microdata(FRAME, keys="fnr").top_code("personer", **given), {"abov": 1}, "above"),
        (lambda **given: rules.minimum_count(4, **given), {"zeroes": "public"}, "zeros"),
    ],
)
def test_a_misspelt_option_is_told_with_the_one_that_was_meant(
    call: Callable[..., object], options: dict[str, Any], name: str
) -> None:
    with pytest.raises(BadInput, match=f"takes no '{next(iter(options))}'") as caught:
        call(**options)
    assert caught.value.hint == f"did you mean '{name}'?"


def test_an_option_without_its_name_is_told_with_the_names() -> None:
    code: Any = Microdata(FRAME, keys="fnr").top_code
    with pytest.raises(BadInput, match="top_code takes columns by place, and the rest by name") as caught:
        code("personer", 1)
    assert caught.value.hint == "top_code(…, above=…, share=…, replace_by=…)"


def test_a_warning_points_at_who_called() -> None:
    total = pl.DataFrame({"kommune": ["A", "B", "Total"], "personer": [2, 30, 32]})
    with pytest.warns(sb.DataWarning) as told:
        sb.anonymise(total, "personer")
    assert told[0].filename == __file__
