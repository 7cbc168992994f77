"""National identity numbers are known by their date and check digits, and other numbers are left alone."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.disclosure.scanning.identity import immigrant, numbers_in, plain, real, variety


def numbered(six: str, first: int = 0) -> str:
    """Return the first eleven digits that can be a number with six given ones; made here, nobody's in this file."""
    for three in range(first, 1000):
        digits = [int(digit) for digit in f"{six}{three:03}"]
        for checks in product(range(10), repeat=2):
            whole = [*digits, *checks]
            one = sum(d * w for d, w in zip(whole, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), strict=False)) % 11
            two = sum(d * w for d, w in zip(whole, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
            if one == 0 and two == 0:
                return "".join(map(str, whole))
    raise AssertionError(six)


@pytest.mark.parametrize("six", ["010190", "311299", "290200", "410190", "710315"])
def test_a_number_of_a_person_is_known(six: str) -> None:
    number = numbered(six)
    assert real(number)
    for text in (number, f"fnr: {number}.", f"{number[:6]} {number[6:]}", f'"{number}",', f"\t{number}\n"):
        assert list(numbers_in(text)), text


@pytest.mark.parametrize("six", ["320190", "011390", "300290", "018190", "016590", "000000", "290201"])
def test_no_such_date_or_a_number_for_tests_is_nobodys(six: str) -> None:
    assert not real(numbered(six))


@given(st.integers(0, 999), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_seen(first: int, at: int, more: int) -> None:
    number = numbered("150385", first % 900)
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert not real(wrong)


def test_part_of_something_longer_is_no_number() -> None:
    number = numbered("010190")
    for text in (
        f"0{number}",
        f"{number}1",
        f"a{number}",
        f"0.{number}",
        f"{number}.5",
        f"{number}-b",
        f"/{number}",
    ):
        assert not list(numbers_in(text)), text


def test_a_common_help_number_is_known_by_its_first_digit_and_its_check_digits() -> None:
    number = next(str(one) for one in range(81234567800, 81234569999) if variety(str(one)))
    assert variety(number) == "FH-number"
    assert variety(number, from_2032=True) == "FH-number"
    assert not real(number)
    assert variety(number[:10] + str((int(number[10]) + 1) % 10)) == ""


def test_a_duf_number_ends_on_what_its_weighted_sum_leaves() -> None:
    # 4*2 + 3*1 + 5*1 = 16, which leaves 5; the same without the last digit leaves nothing
    assert immigrant("201000000105")
    assert immigrant("201000000000")
    assert not immigrant("201000000116")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("\uff10\uff12\uff10\uff11", "0201"),
        ("\u0660\u0661\u0662", "012"),
        ("\U0001d7ce\U0001d7d9", "01"),
        ("1\ufe0f\u20e32", "12"),
        ("a\u2003b\u00a0c\u202fd", "a b c d"),
        ("0\u00ad1\u200b2\u2066", "012"),
        ("1\u20112\u20133", "1-2-3"),
        ("A\u030as \uff20", "Ås @"),
        ("5 m\u00b2", "5 m\u00b2"),
        ("blåbær", "blåbær"),
    ],
)
def test_what_is_written_in_other_forms_is_made_plain(written: str, meant: str) -> None:
    assert plain(written) == meant
