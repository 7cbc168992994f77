"""Rights are data: each has a name of two words and says what it lets somebody do."""

import re

import pytest

from stabbur.accounts.rights import ACCESS, RIGHTS


@pytest.mark.parametrize("name", RIGHTS)
def test_right_is_named_and_told_alike(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z]+", name)
    assert re.fullmatch(r"[A-Z][^.]+", RIGHTS[name]), "a message puts it after 'may not'"


def test_access_goes_from_the_closest_circle_outwards() -> None:
    assert list(ACCESS) == ["team", "internal", "public"]
