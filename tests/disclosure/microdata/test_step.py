"""A step is plain: it goes through JSON and comes back the same."""

import json

import pytest

from stabbur.disclosure.microdata.step import Step
from stabbur.errors import BadInput


def test_step_comes_back_from_json() -> None:
    step = Step("pram", ("yrke",), {"keep": 0.8, "by": ("kommune",)}, 7, {"changed": 3})
    again = Step.of(json.loads(json.dumps(step.as_dict())))
    assert again == step
    assert again.options["by"] == ["kommune"]
    assert str(step) == "pram(yrke, keep=0.8, by=['kommune'], seed=7): changed 3"


def test_long_option_is_cut_in_the_line_only() -> None:
    step = Step("anonymise", ("alder",), {"hierarchies": {"alder": {str(at): ["*"] for at in range(99)}}})
    assert len(str(step)) < 150
    assert len(step.options["hierarchies"]["alder"]) == 99


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object()])
def test_option_that_json_lacks_is_refused(value: object) -> None:
    with pytest.raises(BadInput, match="'options' of the step 'pram' cannot be written as JSON"):
        Step("pram", (), {"keep": value})


def test_step_without_a_name_is_refused() -> None:
    with pytest.raises(BadInput, match="a step with 'columns': it must have 'name' and 'columns'"):
        Step.of({"columns": []})
    assert Step.of({"name": "pram", "columns": ["yrke"]}) == Step("pram", ("yrke",))
