"""Keys in the secret stores: what they are kept as, what is derived of them, and what is no key."""

import pytest

from stabbur.disclosure.pseudonyms import rotate_key
from stabbur.disclosure.pseudonyms.keys import Key, Scope, find, raw
from stabbur.errors import BadInput, NotFound
from stabbur.secrets import mask


def test_a_key_is_shown_by_id_and_masked_elsewhere(key: str) -> None:
    found = find(key)
    told = found.text().split(" ")[2]
    assert told not in repr(found) + str(found.version())
    assert told not in mask(f"the key is {told}")


def test_what_is_derived_differs_by_all_that_it_is_for(key: str) -> None:
    found = find(key)
    first = found.version()
    scopes = [
        Scope(),
        Scope("a"),
        Scope("b"),
        Scope(environment="a"),
        Scope(shared=True),
        Scope("a", shared=True),
    ]
    made = [
        one.derive(found, first, algorithm, 32) for one in scopes for algorithm in ("AES-256-SIV", "check")
    ]
    other = Key("helse", found.versions)
    made.append(Scope().derive(other, first, "AES-256-SIV", 32))
    assert len(set(made)) == len(made)
    assert Scope(environment="a", shared=True).check(found, first) == Scope(shared=True).check(found, first)


@pytest.mark.parametrize("text", ["", "hunter2hunter2", "1 2026-11-22T00:00:00+00:00 aGVp", "x y z\n1"])
def test_what_is_no_key_is_refused_and_not_repeated(
    home: object, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_SKATT", text)
    with pytest.raises(BadInput, match="what the secret 'pseudonyms/skatt' holds is no key") as caught:
        find("skatt")
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "xyz", "00" * 15, "00" * 33])
def test_a_key_of_another_system_is_16_24_or_32_bytes(
    home: object, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_PAPIS", text)
    with pytest.raises(BadInput, match="32, 48 or 64 hexadecimal digits"):
        raw("papis")
    monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_PAPIS", "ab" * 24)
    assert raw("papis") == b"\xab" * 24
    with pytest.raises(NotFound, match="no key 'other' to read FF3-1 with"):
        raw("other")


def test_a_misspelt_key_is_told_with_the_one_that_there_is(key: str) -> None:
    with pytest.raises(NotFound) as caught:
        find("skat")
    assert caught.value.hint == "did you mean 'skatt'? A new one: stabbur keys create skat"


def test_versions_are_read_as_they_were_kept(key: str) -> None:
    rotate_key(key)
    found = find(key)
    assert [one.number for one in found.versions] == [1, 2]
    assert found.version().number == 2
    with pytest.raises(NotFound, match="has no version 3: it has 1, 2") as caught:
        found.version(3)
    assert "takes the newest" in caught.value.hint


def test_a_run_is_given_a_key_with_its_versions(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rotate_key(key)
    found = find(key)
    for text in (found.text(), found.text().replace("\n", "\r\n")):
        monkeypatch.setenv("STABBUR_SECRET_PSEUDONYMS_SKATT", text)
        given = find(key)
        assert (given.versions, given.store) == (found.versions, "environment")
