"""A finding never shows a whole value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.disclosure.scanning.finding import KINDS, Finding, Findings, masked


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("national identity number", "01019012345", "01*********"),
        ("bank account", "1234.56.78903", "12***********"),
        ("phone", "+47 912 34 567", "+4************"),
        ("e-mail", "kari.hansen@etat.no", "k***@***.no"),
        ("name", "Hansen, Kari Moe", "H*** K*** M***"),
        ("address", "Storgata 15B, 0150 Oslo", "St*** **"),
        ("coordinates", "59.913868, 10.752245", "5*.****, 1*.****"),
        ("free text", "x" * 83, "83 characters"),
        ("secret", "hemmelig", "***"),
        ("near-unique", "A-1", "A***"),
    ],
)
def test_examples_give_nobody_away(kind: str, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


@given(st.sampled_from(sorted(KINDS)), st.text("0123456789abcæøå ABC.,-@", min_size=4, max_size=40))
def test_no_value_is_shown_whole(kind: str, value: str) -> None:
    assert value.strip() not in masked(kind, value) or len(value.strip()) < 4


def test_direct_and_sure_stand_first() -> None:
    def one(kind: str, confidence: float, *, direct: bool) -> Finding:
        return Finding("", kind, kind, 1.0, 3, confidence, (), direct)

    found = Findings(
        [one("free text", 0.99, direct=False), one("name", 0.5, direct=True), one("phone", 0.9, direct=True)]
    )
    assert [each.kind for each in found] == ["phone", "name", "free text"]
    assert [each.kind for each in found.direct] == ["phone"]
