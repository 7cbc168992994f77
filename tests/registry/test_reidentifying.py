"""The way back from pseudonyms: the right, the reason, the line in the audit log, versions, Dapla's FF3-1, re-keying."""

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from sqlalchemy import Engine

import stabbur as sb
from stabbur import settings
from stabbur.accounts.actor import PUBLIC
from stabbur.disclosure.pseudonyms import Ff1, Ff3, Mapped, Redact, Siv, create_key, described, rotate_key
from stabbur.disclosure.pseudonyms.traces import note
from stabbur.errors import BadInput, NotAllowed, Unavailable
from stabbur.registry import reidentifying
from stabbur.registry.reidentifying import rekey
from stabbur.state import audit
from stabbur.state.engine import engine, reading

FNR = ["01012012345", "02022012345", None, "01012012345"]
REASON = "correct an income, case 26/118"
# the key of tink-fpe's own tests, which everybody can read there
TINK = "823642bcd471e6518e088c4cd70eb18b393e6dfbb3c6435788cab1aa19ae12dc"


@pytest.fixture(autouse=True)
def key(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The key `skatt`, kept in the state of the test."""
    monkeypatch.chdir(tmp_path)
    create_key("skatt", store="state")
    return "skatt"


def state() -> Engine:
    return engine(settings.load())


def rows(action: str) -> list[audit.Row]:
    with reading(state()) as connection:
        return [one for one in audit.read(connection) if one.action == action]


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The same values in another frame, with nothing that tells of them."""
    from stabbur.disclosure.pseudonyms import traces

    traces._MADE.clear()
    return frame


@pytest.mark.parametrize("method", ["siv", "ff1"])
@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame])
def test_values_come_back(method: str, kind: Any) -> None:
    df = kind({"fnr": FNR, "x": [1, 2, 3, 4]})
    hidden = sb.pseudonymise(df, {"fnr": method}, key="skatt")
    for rules in (None, {"fnr": method}):
        back = sb.depseudonymise(hidden, rules, reason=REASON, key="skatt")
        assert back.equals(df)
        assert type(back) is type(df)
        assert described(back) == {}


def test_nested_values_come_back_with_their_options() -> None:
    df = pl.DataFrame({"barn": [[{"kode": "ÆØÅ1"}, None], None, []]})
    hidden = sb.pseudonymise(
        df, {"**/kode": Ff1(alphabet="norwegian", tweak="barn")}, key="skatt", package="a"
    )
    assert sb.depseudonymise(hidden, reason=REASON, package="a").equals(df)


def test_audit_log_has_who_what_and_why_and_no_value() -> None:
    hidden = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key="skatt", package="inntekt")
    sb.depseudonymise(hidden, reason=f"  {REASON} ", package="inntekt")
    (row,) = rows("data.reidentified")
    assert (row.actor, row.subject) == (settings.local_person(), "pseudonyms/skatt@1")
    told = {"fnr": {"algorithm": "AES-256-SIV", "key": "skatt@1"}}
    assert row.details == {"reason": REASON, "rows": 4, "fields": told, "package": "inntekt"}
    assert str(FNR[0]) not in str(row)


@pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 501, 3])
def test_no_reason_no_values(reason: Any) -> None:
    hidden = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key="skatt")
    with pytest.raises(BadInput, match="must be text of 10 to 500 characters"):
        sb.depseudonymise(hidden, reason=reason)
    assert not rows("data.reidentified")


def test_who_lacks_the_right_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key="skatt")
    monkeypatch.setattr(reidentifying, "local", lambda: PUBLIC)
    with pytest.raises(NotAllowed, match="'public' may not turn pseudonyms back into values"):
        sb.depseudonymise(hidden, reason=REASON)
    with pytest.raises(NotAllowed):
        rekey(hidden, to="skatt", reason=REASON)


def test_what_cannot_be_logged_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key="skatt")
    shown = []

    def full(*_: object) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(audit, "record", full)
    monkeypatch.setattr(reidentifying, "reverse", lambda *_: shown.append(1))
    with pytest.raises(Unavailable):
        sb.depseudonymise(hidden, reason=REASON)
    assert not shown


@pytest.mark.parametrize("method", ["hmac", "blake2", "redact"])
def test_what_has_no_way_back_says_so(method: str) -> None:
    hidden = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": method}, key="skatt")
    with pytest.raises(BadInput, match="'fnr' cannot be turned back"):
        sb.depseudonymise(hidden, {"fnr": method}, reason=REASON, key="skatt")


def test_siv_tells_which_version_and_notices_a_changed_pseudonym() -> None:
    old = sb.pseudonymise(pl.DataFrame({"fnr": FNR[:2]}), {"fnr": "siv"}, key="skatt")
    rotate_key("skatt")
    new = sb.pseudonymise(pl.DataFrame({"fnr": FNR[:2]}), {"fnr": "siv"}, key="skatt")
    both = plain(pl.concat([old, new]))
    assert both["fnr"].n_unique() == 4
    back = sb.depseudonymise(both, {"fnr": "siv"}, reason=REASON, key="skatt")
    assert back["fnr"].to_list() == FNR[:2] * 2
    changed = plain(
        pl.DataFrame({"fnr": ["A" + one[1:] if one[0] != "A" else "B" + one[1:] for one in old["fnr"]]})
    )
    with pytest.raises(BadInput, match="2 of 2 values in 'fnr' failed: 2 not a pseudonym of this key"):
        sb.depseudonymise(changed, {"fnr": "siv"}, reason=REASON, key="skatt")
    with pytest.warns(sb.DataWarning, match="they are null"):
        shown = sb.depseudonymise(changed, {"fnr": "siv"}, reason=REASON, key="skatt", on_failure="null")
    assert shown["fnr"].to_list() == [None, None]


def test_ff1_needs_the_version_that_made_it() -> None:
    df = pl.DataFrame({"fnr": FNR})
    hidden = sb.pseudonymise(df, {"fnr": "ff1"}, key="skatt")
    rotate_key("skatt")
    assert sb.depseudonymise(hidden, {"fnr": "ff1"}, reason=REASON, key="skatt").equals(df), (
        "it goes with the frame"
    )
    bare = plain(hidden)
    with pytest.raises(
        BadInput, match="which version of key 'skatt' made 'fnr', and FF1 cannot tell: it has 1, 2"
    ):
        sb.depseudonymise(bare, {"fnr": "ff1"}, reason=REASON, key="skatt")
    assert sb.depseudonymise(bare, {"fnr": "ff1"}, reason=REASON, key="skatt@1").equals(df)


@pytest.mark.parametrize("options", [{"package": "formue"}, {"shared": True}, {}])
def test_wrong_package_or_environment_is_told_before_ff1_makes_other_numbers(options: dict[str, Any]) -> None:
    hidden = sb.pseudonymise(pd.DataFrame({"fnr": FNR}), {"fnr": "ff1"}, key="skatt", package="inntekt")
    with pytest.raises(BadInput, match="'fnr' was not made with this key 'skatt'"):
        sb.depseudonymise(hidden, reason=REASON, **options)


def test_frame_that_nothing_goes_with_needs_rules() -> None:
    with pytest.raises(BadInput, match="nothing goes with the frame"):
        sb.depseudonymise(pl.DataFrame({"fnr": ["a"]}), reason=REASON)


def test_stable_identifiers_come_back_as_what_they_were_made_of() -> None:
    table = pl.DataFrame({"fnr": FNR[:2], "snr": ["1111111", "2222222"]})
    mapped = Mapped(table=table, source="fnr", target="snr", then=Ff1())
    df = pl.DataFrame({"fnr": FNR})
    hidden = sb.pseudonymise(df, {"fnr": mapped}, key="skatt")
    assert hidden["fnr"].str.len_chars().to_list() == [7, 7, None, 7]
    assert sb.depseudonymise(hidden, {"fnr": mapped}, reason=REASON, key="skatt").equals(df)
    rotate_key("skatt")
    assert sb.depseudonymise(hidden, {"fnr": mapped}, reason=REASON, key="skatt").equals(df)
    less = Mapped(table=table.head(1), source="fnr", target="snr", then=Ff1())
    with pytest.raises(
        BadInput, match="1 of 4 values in 'fnr' failed: 1 of a stable identifier that the table"
    ):
        sb.depseudonymise(hidden, {"fnr": less}, reason=REASON, key="skatt")


def test_dapla_ff31_is_read_with_a_word_that_nist_withdrew_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_PAPIS", TINK)
    written = pl.DataFrame({"navn": ["b7kOqd", "NcFL", None]})
    with pytest.warns(sb.DataWarning, match="FF3-1 in 'navn' was withdrawn by NIST"):
        back = sb.depseudonymise(written, {"navn": "ff3-1"}, reason=REASON, key="papis")
    assert back["navn"].to_list() == ["Foobar", "abcd", None]


def test_dapla_what_ff31_left_in_clear_is_an_error_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_PAPIS", TINK)
    skipped = "sr D Gm8se ic4Wid mTd Scz FpVR9 gdn 5dcW 5PCh xD 6C 9GFk"
    df = pl.DataFrame({"navn": [skipped, "123", "abc#"]})
    with pytest.raises(BadInput, match="3 with parts that FF3-1 never encrypted"):
        sb.depseudonymise(df, {"navn": "ff3-1"}, reason=REASON, key="papis")
    with pytest.warns(sb.DataWarning):
        back = sb.depseudonymise(df, {"navn": Ff3(outside="keep")}, reason=REASON, key="papis")
    assert back["navn"][0] == "If I could gather all the stars and hold them in my hand"
    assert back["navn"].to_list()[1:] == ["123", "abc#"]


def test_new_keys_without_a_value_in_between() -> None:
    df = pl.DataFrame({"fnr": FNR, "navn": ["Kari", "Ola", "Liv", "Per"]})
    old = sb.pseudonymise(df, {"fnr": "ff1", "navn": Siv(key="skatt@1")}, key="skatt")
    rotate_key("skatt")
    new = rekey(old, to="skatt@2", reason="the key was seen by a stranger")
    assert new.equals(sb.pseudonymise(df, {"fnr": "ff1", "navn": "siv"}, key="skatt@2"))
    assert described(new)["fnr"]["key"] == "skatt@2"
    (row,) = rows("data.rekeyed")
    assert (row.details["to"], row.details["rows"]) == ("skatt@2", 4)


def test_dapla_ff31_gets_pseudonyms_that_may_be_made_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_PAPIS", TINK)
    written = pl.DataFrame({"navn": ["b7kOqd"]})
    with pytest.warns(sb.DataWarning, match="withdrawn"):
        new = rekey(written, {"navn": "ff3-1"}, key="papis", to="skatt", into={"navn": "siv"}, reason=REASON)
    assert new.equals(sb.pseudonymise(pl.DataFrame({"navn": ["Foobar"]}), {"navn": "siv"}, key="skatt"))


def test_redacted_fields_stay_when_others_are_read() -> None:
    df = pd.DataFrame({"fnr": FNR[:2], "navn": ["Kari", "Ola"]})
    hidden = sb.pseudonymise(df, {"fnr": "siv", "navn": Redact()}, key="skatt")
    back = sb.depseudonymise(hidden, reason=REASON)
    assert back["fnr"].tolist() == FNR[:2]
    assert back["navn"].tolist() == ["*", "*"]
    assert list(back.attrs["pseudonymisation"]) == ["navn"]
    assert note(back, {"navn": {}}).attrs == {}


def test_a_test_run_turns_nothing_back_and_makes_no_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = sb.pseudonymise(pl.DataFrame({"fnr": FNR}), {"fnr": "siv"}, key="skatt")
    (tmp_path / "place").mkdir()
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "place"))
    with pytest.raises(NotAllowed, match="a test run turns no pseudonyms back"):
        sb.depseudonymise(hidden, reason=REASON)
    for make in (create_key, rotate_key):
        with pytest.raises(NotAllowed, match="a test run makes no keys"):
            make("skatt")
