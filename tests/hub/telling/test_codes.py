"""Codes with their labels, rules in words, and the sheet that tells what columns mean."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.tabular.columns import columns_of
from stabbur.hub.telling.codes import codes_of, codes_text, column_sheet, rules_text
from tests.hub.telling.reading import words


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"categories": ["a", "b"]}, "a; b"),
        ({"categories": [{"value": 1, "label": "ja"}, {"value": 2}]}, "1 = ja; 2"),
        ({"constraints": {"enum": [1, 2]}}, "1; 2"),
        ({"categories": [{"value": "x", "label": "x"}]}, "x"),
        ({"categories": "x"}, ""),
        ({"constraints": ["enum"]}, ""),
        ({}, ""),
    ],
)
def test_codes_in_one_line(field: dict[str, Any], said: str) -> None:
    assert codes_text(codes_of(field)) == said


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"required": True, "unique": True}, "alltid fylt ut, hver verdi bare én gang"),
        ({"required": False, "minimum": 0, "maximum": 10}, "≥ 0, ≤ 10"),
        ({"minLength": 4, "pattern": r"\\d{4}"}, r"minst 4 tegn, mønster \\d{4}"),
        ({"unknown": 1}, ""),
        (None, ""),
        ([1], ""),
    ],
)
def test_rules_in_words(rules: object, said: str) -> None:
    assert rules_text({"constraints": rules}, words()) == said


@given(
    st.dictionaries(st.sampled_from(["categories", "constraints", "type"]), st.from_type(object) | st.text())
)
def test_any_field_has_codes_and_rules(field: dict[str, Any]) -> None:
    assert isinstance(codes_text(codes_of(field)), str)
    assert isinstance(rules_text(field, words()), str)


def test_sheet_has_its_heads_in_the_language_and_a_line_for_each_shown_column() -> None:
    fields = [
        {"name": "a", "title": "A", "constraints": {"required": True}},
        {"name": "b", "type": "integer"},
    ]
    resource = {"schema": {"fields": fields}}
    heads, line = column_sheet(resource, columns_of(resource)[:1], words())
    assert heads == ("Navn", "Tittel", "Type", "Enhet", "Beskrivelse", "Koder", "Regler")
    assert line == ("a", "A", "tekst", "", "", "", "alltid fylt ut")
