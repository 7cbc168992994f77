"""A whole column is judged as each of its numbers is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.scanning.checksums import VARIETIES, eleven, organisations
from stabbur.disclosure.scanning.identity import variety
from tests.disclosure.scanning.samples import account, generator, organisation
from tests.disclosure.scanning.test_identity import numbered

MANY = st.lists(st.integers(0, 10**11 - 1), min_size=1, max_size=200)
DATED = st.builds(
    lambda day, month, year, rest: ((day * 100 + month) * 100 + year) * 10**5 + rest,
    st.integers(0, 75),
    st.integers(0, 95),
    st.integers(0, 99),
    st.integers(0, 99999),
)


@given(MANY)
@settings(max_examples=30, deadline=None)
def test_a_column_says_what_each_number_says(numbers: list[int]) -> None:
    told = eleven(np.array(numbers, dtype=np.int64))
    assert [VARIETIES[one] for one in told.variety] == [variety(f"{one:011}") for one in numbers]
    assert [VARIETIES[one] for one in told.renewed] == [
        variety(f"{one:011}", from_2032=True) for one in numbers
    ]


@given(st.lists(DATED, min_size=1, max_size=400))
@settings(max_examples=30, deadline=None)
def test_a_column_of_dates_says_what_each_number_says(numbers: list[int]) -> None:
    told = eleven(np.array(numbers, dtype=np.int64))
    assert [VARIETIES[one] for one in told.renewed] == [
        variety(f"{one:011}", from_2032=True) for one in numbers
    ]


@pytest.mark.parametrize(
    ("six", "kind"),
    [
        ("010190", 1), ("290200", 1), ("410190", 2), ("715299", 3), ("015290", 3),
        ("017790", 4), ("019290", 4), ("419290", 4),
    ],
)  # fmt: skip
def test_varieties_are_told_apart(six: str, kind: int) -> None:
    number = numbered(six)
    assert eleven(np.array([int(number)])).variety.tolist() == [kind]
    assert variety(number) == VARIETIES[kind]


@pytest.mark.parametrize("number", ["02013299997", "30108299920", "30108299939"])
def test_skatteetaten_s_examples_for_2032(number: str) -> None:
    assert variety(number, from_2032=True) == "national identity number"


def test_only_the_first_check_digit_is_looser_from_2032() -> None:
    assert variety("30108299939") == ""
    assert variety("30108299938", from_2032=True) == ""


def test_accounts_and_organisations_by_modulus_11() -> None:
    _, chance = generator(3)
    accounts = np.array([int(account(chance)) for _ in range(200)])
    firms = np.array([int(organisation(chance)) for _ in range(200)])
    assert eleven(accounts).account.all()
    assert organisations(firms).all()
    assert not eleven(accounts + 1).account.any()
    assert not organisations(firms + 1).any()
