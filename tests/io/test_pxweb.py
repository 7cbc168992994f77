"""PxWeb, version 1 and 2: short queries become what each version wants."""

import json
from urllib.parse import parse_qs, urlsplit

import hypothesis.strategies as st
import pytest
from hypothesis import given

from stabbur.errors import BadInput
from stabbur.io.pxweb import LONG, asking, version

FIRST = "https://data.ssb.no/api/v0/no/table/07459"
SECOND = "https://data.ssb.no/api/pxwebapi/v2/tables/07459"
CODES = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)
CHOICES = st.dictionaries(CODES, st.lists(CODES, min_size=1, max_size=30), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (FIRST, 1), ("https://x.no/API/V1/nb/ssb/a", 1), (SECOND, 2), (f"{SECOND}/data", 2), (f"{SECOND}/data/", 2),
        ("https://x.no/v2-beta/tables/a?lang=no", 2), ("https://x.no/api/v3/no/x", None), ("https://x.no/v2/other", None),
        ("https://x.no/?u=/api/v0/no/", None), ("", None),
    ],
)  # fmt: skip
def test_which_version_an_address_speaks(url: str, found: int | None) -> None:
    assert version(url) == found


@given(CHOICES)
def test_version_1_asks_for_what_was_chosen(chosen: dict[str, list[str]]) -> None:
    asked = asking(FIRST, chosen)
    body = json.loads(asked.body or b"")
    assert (asked.method, asked.url, body["response"]) == ("POST", FIRST, {"format": "json-stat2"})
    assert {one["code"]: one["selection"]["values"] for one in body["query"]} == chosen


@given(CHOICES)
def test_version_2_asks_for_what_was_chosen_by_address_or_body(chosen: dict[str, list[str]]) -> None:
    asked = asking(SECOND, chosen)
    parameters = parse_qs(urlsplit(asked.url).query)
    assert parameters["outputFormat"] == ["json-stat2"]
    assert len(asked.url) <= LONG
    if asked.body is None:
        assert {code: parameters[f"valueCodes[{code}]"][0].split(",") for code in chosen} == chosen
    else:
        body = json.loads(asked.body)["selection"]
        assert {one["variableCode"]: one["valueCodes"] for one in body} == chosen


def test_a_value_with_a_comma_is_not_cut_in_two() -> None:
    asked = asking(SECOND, {"Region": ["a,b"]})
    assert json.loads(asked.body or b"")["selection"] == [{"variableCode": "Region", "valueCodes": ["a,b"]}]


def test_all_top_and_other_functions() -> None:
    body = json.loads(
        asking(FIRST, {"A": "*", "B": "top(3)", "C": 7, "D": {"filter": "vs:x", "values": ["1"]}}).body or b""
    )
    assert [one["selection"] for one in body["query"]] == [
        {"filter": "all", "values": ["*"]},
        {"filter": "top", "values": ["3"]},
        {"filter": "item", "values": ["7"]},
        {"filter": "vs:x", "values": ["1"]},
    ]
    with pytest.raises(BadInput, match="known to version 2"):
        asking(FIRST, {"Tid": "from(2020)"})
    assert "valueCodes[Tid]=from(2020)" in asking(SECOND, {"Tid": "from(2020)"}).url


def test_whole_queries_pass_as_they_are() -> None:
    first = {"query": [{"code": "A"}], "response": {"format": "csv"}}
    assert json.loads(asking(FIRST, first).body or b"") == first
    second = {"selection": [{"variableCode": "A"}]}
    assert json.loads(asking(SECOND, second).body or b"") == second
    assert json.loads(asking(FIRST, None).body or b"") == {"query": [], "response": {"format": "json-stat2"}}


@pytest.mark.parametrize("wanted", [None, [], 1.5, object()])
def test_a_choice_that_is_none_is_named(wanted: object) -> None:
    for url in (FIRST, SECOND):
        with pytest.raises(BadInput, match="'Tid' asks for"):
            asking(url, {"Tid": wanted})


def test_parameters_of_the_address_are_kept() -> None:
    asked = asking(f"{SECOND}?lang=no&outputFormat=csv", {"Tid": ["2021"]})
    assert parse_qs(urlsplit(asked.url).query) == {
        "lang": ["no"],
        "outputFormat": ["csv"],
        "valueCodes[Tid]": ["2021"],
    }
