"""Making, rotating and listing keys, with a line in the audit log for each change."""

import pytest

from stabbur import settings
from stabbur.disclosure.pseudonyms import create_key, listed_keys, rotate_key
from stabbur.disclosure.pseudonyms.keys import find
from stabbur.errors import BadInput, Conflict
from stabbur.state import audit
from stabbur.state.engine import engine, reading


def test_a_key_is_never_overwritten(key: str) -> None:
    before = find(key).text()
    with pytest.raises(Conflict, match="there is a key 'skatt' in state already"):
        create_key(key, store="state")
    assert find(key).text() == before


def test_rotating_keeps_what_was_there(key: str) -> None:
    before = find(key).text()
    assert rotate_key(key) == "skatt@2"
    assert find(key).text().startswith(before + "\n2 ")


def test_each_change_has_its_line_in_the_audit_log(key: str) -> None:
    rotate_key(key)
    with reading(engine(settings.load())) as connection:
        found = [one for one in audit.read(connection) if one.action.startswith("key.")]
        assert audit.broken(connection) is None
    assert [(one.action, one.subject, one.details) for one in found] == [
        ("key.rotated", "pseudonyms/skatt", {"version": 2, "store": "state"}),
        ("key.made", "pseudonyms/skatt", {"version": 1, "store": "state"}),
    ]


@pytest.mark.parametrize("id", ["", "Skatt", "../x", "a/b", "skatt@2", "x" * 64, "æ"])
def test_an_id_that_no_store_could_find_again(key: str, id: str) -> None:
    with pytest.raises(BadInput, match=r"can't be the id of a key|names a version"):
        create_key(id, store="state")


def test_keys_are_listed_without_making_a_state(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_PSEUDONYMS__KEY", "helse@2")
    assert [(one.key, one.found) for one in listed_keys()] == [("helse", False)]
    assert not (settings.private() / "state.sqlite").exists()
