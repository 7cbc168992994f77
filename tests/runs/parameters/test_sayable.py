"""Text that nothing takes is found wherever it stands in a value, and nothing else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.runs.parameters.sayable import DEEPEST, LONGEST, sayable

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
VALUES = st.recursive(
    st.none() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


@given(value=VALUES, odd=st.sampled_from(["\ud800", "a\0b", "\udcff.py"]))
def test_only_what_holds_half_a_character_or_a_zero_is_refused(value: object, odd: str) -> None:
    sayable(value)
    for hidden in ([value, odd], {"a": [value, {odd: 1}]}, (odd, value)):
        with pytest.raises(BadInput, match="is no text"):
            sayable(hidden)


def test_a_line_holds_no_control_sign_and_no_text_is_endless() -> None:
    sayable("to\nlinjer\x1b[31m")
    with pytest.raises(BadInput, match="no letter"):
        sayable("to\nlinjer", line=True)
    with pytest.raises(BadInput, match="too long"):
        sayable("x" * (LONGEST + 1))
    deep: list[object] = []
    for _ in range(10 * DEEPEST):
        deep = [deep]
    with pytest.raises(BadInput, match="inside each other"):
        sayable(deep)
