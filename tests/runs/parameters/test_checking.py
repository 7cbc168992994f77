"""Values of a prompt or a form against the parameters: each fits its type, or is refused with its name."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.runs.parameters.checking import check, value
from stabbur.runs.parameters.inspecting import inspect
from stabbur.runs.parameters.parameter import TYPES, Parameter
from stabbur.runs.parameters.writing import python

CELL = """
year: int = 2021  # (2000-2030)
level: Literal["low", 2] = "low"
share: float = 0.5
full: bool = False
day: date = date(2021, 1, 1)  # (2020-01-01 .. 2022-01-01)
names: list[str] = []
note: str | None = None
free = f()
"""
KNOWN = inspect(CELL)


@pytest.mark.parametrize(
    ("name", "given_", "wanted"),
    [
        ("year", " 2022 ", 2022),
        ("level", "2", 2),
        ("share", "1e-2", 0.01),
        ("full", "ja", True),
        ("day", "2021-06-30", "2021-06-30"),
        ("names", "a, b", ["a", "b"]),
        ("names", '["a,b"]', ["a,b"]),
        ("note", "", None),
        ("note", "0301", "0301"),
        ("free", "0301", "0301"),
        ("free", "12", 12),
        ("free", "NaN", "NaN"),
    ],
)
def test_text_becomes_what_the_type_says(name: str, given_: str, wanted: object) -> None:
    assert check(KNOWN, {name: given_}, of="a.ipynb") == {name: wanted}


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("year", "2031"),
        ("year", "2021.5"),
        ("year", "many"),
        ("year", ""),
        ("level", "lowest"),
        ("share", "inf"),
        ("full", "perhaps"),
        ("day", "2021-02-30"),
        ("day", "2022-01-02"),
        ("day", "20210101"),
        ("names", "[1"),
        ("note", "a\0b"),
    ],
)
def test_value_that_does_not_fit_is_refused(name: str, given_: str) -> None:
    with pytest.raises(BadInput, match=f"'{name}' can't be") as raised:
        check(KNOWN, {name: given_}, of="a.ipynb")
    assert raised.value.code == "parameter-value"
    assert raised.value.hint.startswith(f"-p {name}=")


def test_unknown_name_is_told_with_those_that_are_there() -> None:
    with pytest.raises(BadInput, match=r"'a\.ipynb' has no parameter 'yaer': it has 'year'") as raised:
        check(KNOWN, {"yaer": "1"}, of="a.ipynb")
    assert raised.value.hint == "did you mean 'year'?"
    with pytest.raises(BadInput, match="it has no parameters"):
        check([], {"year": 1}, of="a.ipynb")


def test_value_that_must_be_given_is_asked_for() -> None:
    with pytest.raises(BadInput, match="needs a value for 'must'"):
        check(inspect("must: int"), {}, of="a.ipynb")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.sampled_from(["", *TYPES]), anything)
def test_whatever_is_given_fits_or_is_refused(kind: str, given_: object) -> None:
    parameter = Parameter("x", kind, choices=("a", 1) if kind == "choice" else ())
    try:
        found = value(parameter, given_)
    except BadInput:
        return
    json.dumps(found, allow_nan=False)  # it can be kept
    assert value(parameter, found) == found  # and is the same when it is read again
    names: dict[str, object] = {}
    exec(python([parameter], {"x": found}), names)  # and is code that gives just that
    again = names["x"]
    assert (again.isoformat() if hasattr(again, "isoformat") else again) == found


@pytest.mark.parametrize("letter", ["x", "ø", "\U0001f600"])
def test_values_that_no_environment_has_room_for_are_refused_by_name(letter: str) -> None:
    assert check(KNOWN, {"note": letter * 8_000, "year": 2021}, of="a.py")["note"] == letter * 8_000
    with pytest.raises(BadInput, match="value of 'note' is too long") as long:
        check(KNOWN, {"note": letter * 200_000, "year": 2021}, of="a.py")
    assert long.value.code == "parameter-value"
    assert len(str(long.value)) < 200
