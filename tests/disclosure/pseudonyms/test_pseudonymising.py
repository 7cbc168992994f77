"""sb.pseudonymise: what it promises of values, frames, keys and failures."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stabbur as sb
from stabbur.disclosure.pseudonyms import Blake2, Ff1, Hmac, Mapped, Redact, Siv, create_key, rotate_key
from stabbur.errors import BadInput, DataWarning, NotFound

FNR = ["01012012345", "02022012345", None, "01012012345"]
KEYED = ["siv", "ff1", "hmac", "blake2"]


@pytest.mark.parametrize("method", KEYED)
def test_dapla_F6_same_key_and_value_give_the_same_in_all_frames(key: str, method: str) -> None:
    one = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": method}, key=key)["fnr"]
    other = sb.pseudonymise(pd.DataFrame({"id": FNR[::-1]}), {"id": method}, key=key)["id"]
    assert one.to_list() == [value if isinstance(value, str) else None for value in other][::-1]
    assert one[0] == one[3] != one[1]
    assert one[2] is None
    assert not {one[0], one[1]} & set(FNR)


def test_dapla_F6_calls_in_turn_keep_to_their_own_data(key: str) -> None:
    first, second = pl.DataFrame({"a": ["Kari"]}), pl.DataFrame({"a": ["Ola"], "b": ["Per"]})
    one = sb.pseudonymise(first, {"a": "siv"}, key=key)
    other = sb.pseudonymise(second, {"b": "siv"}, key=key)
    assert other["a"].to_list() == ["Ola"]
    assert one.columns == ["a"]
    assert sb.pseudonymise(first, {"a": "siv"}, key=key).equals(one)


@pytest.mark.parametrize("method", KEYED)
def test_dapla_F6_no_two_keys_versions_packages_or_environments_join(
    key: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_key("helse", store="state")
    rotate_key("skatt")
    df = pl.DataFrame({"fnr": FNR[:1]})

    def made(**options: Any) -> str:
        return str(sb.pseudonymise(df, {"fnr": method}, **options)["fnr"][0])

    found = [made(key="skatt@1"), made(key="skatt"), made(key="helse"), made(key="helse", package="inntekt")]
    found += [made(key="helse", package="formue"), made(key="helse", shared=True)]
    monkeypatch.setenv("STABBUR_PSEUDONYMS__ENVIRONMENT", "test")
    found += [made(key="helse")]
    assert len(set(found)) == len(found)
    assert made(key="skatt@2") != found[1], "another environment"
    assert made(key="helse", shared=True) == found[5], "asked for"


def test_key_of_the_settings_is_taken(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    df = pl.DataFrame({"fnr": FNR})
    named = sb.pseudonymise(df, {"fnr": "siv"}, key=key)
    with pytest.raises(BadInput, match="no key is named for AES-256-SIV"):
        sb.pseudonymise(df, {"fnr": "siv"})
    monkeypatch.setenv("STABBUR_PSEUDONYMS__KEY", "skatt@1")
    assert sb.pseudonymise(df, {"fnr": "siv"}).equals(named)


def test_a_key_is_never_made_by_itself(key: str) -> None:
    with pytest.raises(NotFound, match="no key 'helse' for pseudonyms: looked in the environment") as caught:
        sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key="helse")
    assert caught.value.hint == "stabbur keys create helse"


@pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")
@pytest.mark.parametrize("method", [*KEYED, "redact"])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(st.none(), st.text(alphabet=st.characters(codec="utf-8")))))
def test_dapla_F6_no_text_is_ever_left_in_clear(key: str, method: str, texts: list[str | None]) -> None:
    df = pl.DataFrame({"x": texts}, schema={"x": pl.String})
    rules: dict[str, object] = {
        "x": {"method": method, "alphabet": "norwegian"} if method == "ff1" else method
    }
    made = sb.pseudonymise(df, rules, key=key, on_failure="null")["x"].to_list()
    for before, after in zip(texts, made, strict=True):
        assert after is None if before is None else after != before or before == "*"
        assert method == "ff1" or (after is None) == (before is None)


@pytest.mark.parametrize(("text", "why"), [("12345", "shorter than the 6"), ("1234567æ", "not in 'digits'")])
def test_dapla_F6_what_ff1_cannot_encrypt_raises_or_is_null(key: str, text: str, why: str) -> None:
    df = pl.DataFrame({"fnr": ["123456", text, None, text]})
    with pytest.raises(BadInput, match=f"2 of 4 values in 'fnr' failed: 2 .*{why}.*: 1, 3") as caught:
        sb.pseudonymise(df, {"fnr": "ff1"}, key=key)
    assert text not in str(caught.value), "an error shows no value"
    with pytest.warns(sb.DataWarning, match="2 of 4 values in 'fnr' failed.*they are null"):
        made = sb.pseudonymise(df, {"fnr": "ff1"}, key=key, on_failure="null")
    assert [one is None for one in made["fnr"]] == [False, True, True, True]


@pytest.mark.parametrize("wrong", ["original", "skip", "", None])
def test_leaving_a_value_as_it_was_is_no_choice(key: str, wrong: Any) -> None:
    with pytest.raises(BadInput, match="must be raise or null"):
        sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key=key, on_failure=wrong)


def test_nothing_is_changed_but_the_fields_that_are_named(key: str) -> None:
    df = pd.DataFrame(
        {"fnr": FNR, 3: [1, 2, 3, 4], "sum": pd.array([1, None, 3, 4], dtype="Int64")}, index=[7, 7, 1, 0]
    )
    before = df.copy(deep=True)
    made = sb.pseudonymise(df, {"fnr": "ff1"}, key=key)
    pd.testing.assert_frame_equal(df, before)
    pd.testing.assert_frame_equal(made.drop(columns="fnr"), before.drop(columns="fnr"))
    assert list(made.columns) == list(before.columns)
    assert df.attrs == {}


@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame, pa.table])
def test_kind_of_frame_stays(key: str, kind: Any) -> None:
    frame = kind({"fnr": FNR})
    assert type(sb.pseudonymise(frame, {"fnr": "siv"}, key=key)) is type(frame)


def test_no_rows(key: str) -> None:
    df = pl.DataFrame({"fnr": []}, schema={"fnr": pl.String})
    for method in [*KEYED, "redact"]:
        assert sb.pseudonymise(df, {"fnr": method}, key=key).equals(df)


def test_fields_inside_structs_and_lists(key: str) -> None:
    rows = [
        {
            "fnr": "01012012345",
            "barn": [{"fnr": "02022012345", "navn": "Ola"}, None, {"fnr": None, "navn": "Liv"}],
        },
        {"fnr": None, "barn": None},
        None,
    ]
    df = pl.DataFrame({"person": rows, "alder": [1, 2, 3], "numre": [["01012012345"], [], None]})
    made = sb.pseudonymise(df, {"**/fnr": "siv", "person/barn/navn": "redact", "numre": "siv"}, key=key)
    alone = sb.pseudonymise(pl.DataFrame({"x": ["01012012345", "02022012345"]}), {"x": "siv"}, key=key)["x"]
    assert made.schema == df.schema
    assert (
        made["person"].to_list()
        == [
            {
                "fnr": alone[0],
                "barn": [
                    {"fnr": alone[1], "navn": "*"},
                    {"fnr": None, "navn": None},
                    {"fnr": None, "navn": "*"},
                ],
            },
            {"fnr": None, "barn": None},
            df["person"].to_list()[2],
        ]
        or made["person"].to_list()[0]["barn"][1] is None
    )
    assert made["numre"].to_list() == [[alone[0]], [], None]
    assert made["alder"].to_list() == [1, 2, 3]


def test_how_a_letter_was_typed_does_not_count(key: str) -> None:
    typed = [unicodedata.normalize(form, "Åse Bjørnå") for form in ("NFC", "NFD")]
    assert typed[0] != typed[1]
    df = pl.DataFrame({"navn": typed})
    for method in ("siv", "hmac", "blake2"):
        assert sb.pseudonymise(df, {"navn": method}, key=key)["navn"].n_unique() == 1
        as_they_are = {"method": method, "normalise": False}
        assert sb.pseudonymise(df, {"navn": as_they_are}, key=key)["navn"].n_unique() == 2


def test_case_and_blanks_count_and_blanks_are_told(key: str) -> None:
    df = pl.DataFrame({"navn": ["Kari", "kari", "Kari "]})
    with pytest.warns(sb.DataWarning, match="1 values in 'navn' begin or end with a blank"):
        assert sb.pseudonymise(df, {"navn": "siv"}, key=key)["navn"].n_unique() == 3


def test_a_number_is_the_text_with_the_zeros_that_it_lost(key: str) -> None:
    text = sb.pseudonymise(pl.DataFrame({"fnr": ["01012012345"]}), {"fnr": "ff1"}, key=key)["fnr"]
    number = pl.DataFrame({"fnr": [1012012345]})
    with pytest.raises(BadInput, match="'fnr' holds whole numbers: it is not known how many zeros"):
        sb.pseudonymise(number, {"fnr": "ff1"}, key=key)
    filled = sb.pseudonymise(number, {"fnr": Ff1(width=11)}, key=key)["fnr"]
    assert filled.to_list() == text.to_list()
    one = sb.pseudonymise(
        pl.DataFrame({"a": [1], "b": ["1"], "c": ["01"]}), {"a": Siv(width=1), "?": "siv"}, key=key
    )
    assert one["a"][0] == one["b"][0] != one["c"][0]


@pytest.mark.parametrize("values", [[1.5], [True], [b"x"], [pd.Timestamp("2020-01-01")]])
def test_what_has_no_text_of_its_own_is_refused(key: str, values: list[object]) -> None:
    df = pl.DataFrame({"x": values})
    with pytest.raises(BadInput, match=r"'x' is of type .*: a pseudonym is made of text"):
        sb.pseudonymise(df, {"x": "siv"}, key=key)
    assert sb.pseudonymise(df, {"x": "redact"}, key=key)["x"].to_list() == ["*"]


def test_dates_and_categories_are_taken_as_their_text(key: str) -> None:
    df = pl.DataFrame(
        {"a": [date(2026, 11, 22)], "b": ["2026-11-22"]}, schema_overrides={"b": pl.Categorical}
    )
    made = sb.pseudonymise(df, {"*": "hmac"}, key=key)
    assert made["a"].to_list() == made["b"].to_list()


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"frn": "siv"}, "no field 'frn' in the frame"),
        ({"fnr": "shiv"}, "no method 'shiv' for 'fnr': there are siv, ff1"),
        ({"fnr": {"method": "ff1", "alfabet": "x"}}, "'ff1' has no option 'alfabet' for 'fnr'"),
        ({"fnr": {"method": "ff1", "alphabet": "aa"}}, "'aa' is no alphabet"),
        ({"fnr": {"method": "hmac", "length": 3}}, "length is '3': it must be 16 to 32"),
        ({"fnr": {"method": "map"}}, "'map' for 'fnr' has no 'table'"),
        ({"fnr": {"method": "redact", "pattern": "("}}, "is no regular expression"),
        ({"fnr": "ff3-1"}, "FF3-1 for 'fnr' is only read: NIST withdrew it"),
        ({"person": "siv"}, "'person' is a struct, not a value: it has 'person/navn'"),
        ({}, "they must be a dict of at least one field"),
        ("fnr", "they must be a dict"),
        ({"fnr": {"method": "siv", "key": "Skatt!"}}, "'Skatt!' can't be the id of a key"),
        ({"fnr": {"method": "siv", "key": b"0" * 32}}, "^key is a bytes: it must be text"),
        (
            {"fnr": {"method": "siv", "key": "Zm9yIGtleSBtYXRlcmlhbA=="}},
            "^what is given can't be the id of a key",
        ),
        ({"fnr": {"method": "siv", "key": "0f" * 16}}, "^what is given can't be the id of a key"),
        ({"fnr": {"method": "siv", "key": "skatt@7"}}, "key 'skatt' has no version 7: it has 1"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_left_half_done(key: str, rules: Any, message: str) -> None:
    df = pl.DataFrame({"fnr": FNR, "person": [{"navn": "Kari"}] * 4})
    with pytest.raises((BadInput, NotFound), match=message.replace("(", r"\(")):
        sb.pseudonymise(df, rules, key=key)


def test_first_rule_that_names_a_field_counts(key: str) -> None:
    df = pl.DataFrame({"far_fnr": FNR, "mor_fnr": FNR})
    made = sb.pseudonymise(df, {"far_*": "redact", "*_fnr": "siv"}, key=key)
    assert made["far_fnr"].to_list() == ["*", "*", None, "*"]
    assert made["mor_fnr"].str.len_chars().to_list() == [36, 36, None, 36]


def test_redaction_by_pattern_fails_where_it_finds_nothing(key: str) -> None:
    df = pl.DataFrame({"x": ["ring 98765432 nå", "ring nå"]})
    rules = {"x": Redact(pattern=r"\d{8}", placeholder=r"\1…")}
    with pytest.raises(BadInput, match="1 without anything that the pattern finds"):
        sb.pseudonymise(df, rules)
    with pytest.warns(sb.DataWarning):
        assert sb.pseudonymise(df, rules, on_failure="null")["x"].to_list() == [r"ring \1… nå", None]


def test_methods_are_those_of_the_standards(key: str) -> None:
    df = pl.DataFrame({"a": ["Kari"]})
    sizes = {Siv(): 27, Hmac(): 64, Hmac(length=16): 32, Blake2(): 64, Blake2(length=16): 32}
    for method, size in sizes.items():
        assert len(sb.pseudonymise(df, {"a": method}, key=key)["a"][0]) == size


TABLE = pl.DataFrame(
    {
        "fnr": ["01012012345", "02022012345", "01012012345"],
        "snr": ["A1", "A2", "A1x"],
        "tatt": ["2019-12-31", "2019-12-31", "2020-12-31"],
    }
)


def test_dapla_F6_stable_identifiers_are_of_a_date_and_never_in_clear(key: str) -> None:
    df = pl.DataFrame({"fnr": ["01012012345", "99999999999", None]})
    options: dict[str, Any] = {"table": TABLE, "source": "fnr", "target": "snr", "taken": "tatt"}
    old = Mapped(snapshot="2020-06-30", **options)
    with pytest.raises(BadInput, match="1 of 3 values in 'fnr' failed: 1 without a stable identifier"):
        sb.pseudonymise(df, {"fnr": old}, key=key)
    with pytest.warns(sb.DataWarning, match="1 without a stable identifier"):
        made = sb.pseudonymise(df, {"fnr": old}, key=key, on_failure="null")["fnr"]
    direct = sb.pseudonymise(pl.DataFrame({"s": ["A1", "A1x"]}), {"s": "siv"}, key=key)["s"]
    assert made.to_list() == [direct[0], None, None]
    newest = sb.pseudonymise(df.head(1), {"fnr": Mapped(**options)}, key=key)["fnr"]
    assert newest.to_list() == [direct[1]]
    with pytest.raises(
        BadInput, match=r"no snapshot .* is of '2018-01-01' or before: the first is of '2019-12-31'"
    ):
        sb.pseudonymise(df, {"fnr": Mapped(snapshot="2018-01-01", **options)}, key=key)
    with pytest.raises(BadInput, match=r"3 rows share a 'fnr'|2 rows share a 'fnr'"):
        sb.pseudonymise(df, {"fnr": Mapped(table=TABLE, source="fnr", target="snr")}, key=key)
    with pytest.raises(BadInput, match="a stable identifier must get a pseudonym of its own"):
        sb.pseudonymise(df, {"fnr": {"method": "map", **options, "then": "redact"}}, key=key)


def test_what_goes_with_the_frame(key: str) -> None:
    df = pd.DataFrame({"fnr": FNR, "navn": ["Kari", "Ola", "Liv", "1"]})
    rules = {"fnr": Ff1(alphabet="alphanumeric"), "navn": "redact"}
    told = sb.pseudonymise(df, rules, key=key, package="inntekt").attrs["pseudonymisation"]
    assert told["fnr"].pop("time").endswith("Z")
    assert len(told["fnr"].pop("check")) == 8
    assert told["fnr"] == {
        "method": "ff1",
        "algorithm": "FF1-AES-256",
        "options": {"alphabet": "alphanumeric"},
        "key": "skatt@1",
        "package": "inntekt",
    }
    assert told["navn"]["algorithm"] == "redact"
    table = sb.pseudonymise(pa.table({"fnr": FNR}), {"fnr": "siv"}, key=key)
    assert json.loads(table.schema.metadata[b"pseudonymisation"])["fnr"]["key"] == "skatt@1"


def test_no_key_is_shown_or_logged(key: str, home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from stabbur.disclosure.pseudonyms.keys import find

    found = find("skatt")
    secret = found.text().split(" ")[2]
    print(found, found.versions, found.version())
    assert secret not in capfd.readouterr().out + repr(found)
    assert not [one for one in home.rglob("*") if one.is_file() and secret.encode() in one.read_bytes()]


def test_values_in_an_index_are_not_left_in_clear(key: str) -> None:
    df = pd.DataFrame({"fnr": FNR[:2], "x": [1, 2]})
    with pytest.raises(BadInput, match="'fnr' is a column and the index, too"):
        sb.pseudonymise(df.set_index("fnr", drop=False), {"fnr": "siv"}, key=key)
    with pytest.raises(BadInput, match="'fnr' is the index, not a column") as caught:
        sb.pseudonymise(df.set_index("fnr"), {"fnr": "siv"}, key=key)
    assert caught.value.hint.startswith("frame.reset_index()")
    for name in (None, "person"):  # the same values under another name
        named = df.set_index(pd.Index(FNR[:2], name=name))
        with pytest.raises(BadInput, match="'fnr' is a column and the index, too"):
            sb.pseudonymise(named, {"fnr": "siv"}, key=key)
    shuffled = df.assign(x=["1", "2"]).set_index(pd.Index([2, 1]))
    assert sb.pseudonymise(shuffled, {"x": "siv"}, key=key).index.tolist() == [2, 1]


def test_a_copy_that_stays_in_clear_is_told_of(key: str) -> None:
    df = pl.DataFrame({"fnr": FNR[:2], "kopi": FNR[:2], "x": ["a", "b"]})
    with pytest.warns(
        DataWarning, match="'kopi' holds the values of 'fnr', too, and they stay in clear there"
    ):
        sb.pseudonymise(df, {"fnr": "siv"}, key=key)
