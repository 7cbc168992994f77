"""Each method by itself: what it gives, what it refuses, and the way back."""

import base64
import hashlib
import hmac

import polars as pl
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from stabbur.disclosure.pseudonyms import Blake2, Ff1, Hmac, Siv
from stabbur.disclosure.pseudonyms.hiding import hide, show
from stabbur.disclosure.pseudonyms.methods import Keyed

KEY = bytes(range(64))
TEXTS = pl.Series(["", "a", "Åse", "01012012345", "x" * 10_000])


def test_siv_is_rfc_5297() -> None:
    made = hide(Siv(), KEY, TEXTS).texts
    for text, one in zip(TEXTS, made, strict=True):
        assert base64.urlsafe_b64decode(one + "==") == AESSIV(KEY).encrypt(text.encode(), None)
    assert show(Siv(), KEY, made).texts.to_list() == TEXTS.to_list()


def test_hmac_and_blake2_are_those_of_the_library() -> None:
    told = [hmac.new(KEY[:32], one.encode(), "sha256").hexdigest() for one in TEXTS]
    assert hide(Hmac(), KEY[:32], TEXTS).texts.to_list() == told
    told = [hashlib.blake2b(one.encode(), key=KEY, digest_size=20).hexdigest() for one in TEXTS]
    assert hide(Blake2(length=20), KEY, TEXTS).texts.to_list() == told


@pytest.mark.parametrize("text", ["", "a", "æøå", "====", "AAAA", "A" * 30, "A" * 29, "a b" * 12])
def test_what_is_no_pseudonym_is_told_as_such(text: str) -> None:
    done = show(Siv(), KEY, pl.Series([text]))
    assert done.texts.to_list() == [None]
    assert done.why.to_list() == ["not a pseudonym of this key"]


@pytest.mark.parametrize("alphabet", ["digits", "norwegian", "abcdefæ"])
def test_ff1_takes_lengths_side_by_side(alphabet: str) -> None:
    method = Ff1(alphabet=alphabet)
    texts = pl.Series(
        ["1234567", "ØÆÅæøå1", "a", "abcdefæ", "æ" * 8, "7654321", "1" * 40, "12345 67", "€uro€uro"]
    )
    done = hide(method, KEY[:32], texts)
    assert (done.texts.is_null() == done.why.is_not_null()).all()
    assert done.texts.null_count() < len(texts)
    for before, after in zip(texts, done.texts, strict=True):
        assert after is None or (len(after) == len(before) and after != before)
    fine = done.texts.is_not_null()
    assert show(method, KEY[:32], done.texts.filter(fine)).texts.to_list() == texts.filter(fine).to_list()


@pytest.mark.parametrize("method", [Siv(), Ff1(), Hmac(), Blake2()])
def test_nothing_gives_nothing(method: Keyed) -> None:
    done = hide(method, KEY if isinstance(method, Siv | Blake2) else KEY[:32], pl.Series([], dtype=pl.String))
    assert done.texts.dtype == done.why.dtype == pl.String
    assert len(done.texts) == 0
