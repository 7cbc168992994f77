"""Metadata of any Python value: JSON, or an error that names the place."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.packages import Datapackage
from stabbur.packages.json_ready import json_ready

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON)
def test_what_is_json_already_is_kept(value: Any) -> None:
    assert json_ready(value, "x") == value == json.loads(json.dumps(json_ready(value, "x")))


def test_dates_paths_and_tuples_become_what_json_has() -> None:
    said = {
        "created": datetime(2024, 1, 31, 12, tzinfo=UTC),
        "day": date(2024, 1, 31),
        2021: ("a", Path("b/c")),
    }
    assert json_ready(said, "x") == {
        "created": "2024-01-31T12:00:00+00:00",
        "day": "2024-01-31",
        "2021": ["a", "b/c"],
    }


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [{1}]}, r"'metadata\.a\[0\]' holds a set"),
        ({"a": object()}, r"'metadata\.a' holds a object"),
        ({"a": "x\ud800"}, r"'metadata\.a' holds half a character at position 1"),
        ({"a\ud800": 1}, "holds half a character"),
        ({"a": float("nan")}, r"'metadata\.a' is nan"),
        ({"a": float("-inf")}, r"'metadata\.a' is -inf"),
        ({None: 1}, "has a NoneType for a name"),
    ],
)
def test_what_no_file_holds_is_refused_by_its_place(value: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        json_ready(value, "metadata")


def test_A45_a_value_that_holds_itself_ends() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(BadInput, match="goes deeper than 100 levels") as caught:
        json_ready(loop, "metadata")
    assert len(str(caught.value)) < 250


def test_every_way_into_a_package_is_checked() -> None:
    with pytest.raises(BadInput, match=r"'metadata\.title' holds half a character"):
        Datapackage(name="n", title="\ud800")
    number: Any = 3
    with pytest.raises(BadInput, match="'name' of the metadata is 3"):
        Datapackage(name=number)
    with pytest.raises(BadInput, match="'keywords' of the metadata is 3"):
        Datapackage(name="n", keywords=3)
