"""FF1: the samples of NIST, every length and alphabet turned back, and the smallest domain."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.pseudonyms.ciphers.ff1 import BATCH, decrypt, encrypt, shortest
from stabbur.disclosure.pseudonyms.ciphers.numerals import numerals, texts_of
from stabbur.errors import BadInput

KEY = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
TWEAK10, TWEAK36 = "39383736353433323130", "3737373770717273373737"
SAMPLES = [  # NIST, FF1samples.pdf: bytes of the key, tweak, text, pseudonym
    (16, "", "0123456789", "2433477484"),
    (16, TWEAK10, "0123456789", "6124200773"),
    (16, TWEAK36, "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
    (24, "", "0123456789", "2830668132"),
    (24, TWEAK10, "0123456789", "2496655549"),
    (24, TWEAK36, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"),
    (32, "", "0123456789", "6657667009"),
    (32, TWEAK10, "0123456789", "1001623463"),
    (32, TWEAK36, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
]


@pytest.mark.parametrize(("size", "tweak", "text", "pseudonym"), SAMPLES)
def test_sdc_C20_samples_of_nist(size: int, tweak: str, text: str, pseudonym: str) -> None:
    key, alphabet = bytes.fromhex(KEY)[:size], BASE36 if len(text) > 10 else BASE36[:10]
    digits = numerals(pl.Series([text]), alphabet, len(text))
    made = encrypt(key, digits, len(alphabet), bytes.fromhex(tweak))
    assert texts_of(made, alphabet).to_list() == [pseudonym]
    assert (decrypt(key, made, len(alphabet), bytes.fromhex(tweak)) == digits).all()


@settings(max_examples=30, deadline=None)
@given(radix=st.integers(2, 300), more=st.integers(0, 40), tweak=st.binary(max_size=40), data=st.data())
def test_every_length_and_alphabet_is_turned_back(
    radix: int, more: int, tweak: bytes, data: st.DataObject
) -> None:
    length = shortest(radix) + more
    seed = data.draw(st.integers(0, 2**32 - 1))
    digits = np.random.default_rng(seed).integers(0, radix, (5, length), dtype=np.int32)
    made = encrypt(b"k" * 32, digits, radix, tweak)
    assert made.min() >= 0
    assert made.max() < radix
    assert (made != digits).any(axis=1).all()
    assert (decrypt(b"k" * 32, made, radix, tweak) == digits).all()


def test_narrow_and_wide_halves_meet_at_their_border() -> None:
    # 62 ** 9 is the last half below 2 ** 56: what is counted in 64 bits must be what Python counts
    for length in (17, 18, 19, 20):
        digits = np.arange(3 * length, dtype=np.int32).reshape(3, length) % 62
        made = encrypt(b"k" * 16, digits, 62)
        assert (decrypt(b"k" * 16, made, 62) == digits).all()


def test_rows_of_several_batches_are_as_rows_alone() -> None:
    digits = np.random.default_rng(1).integers(0, 10, (BATCH + 3, 11), dtype=np.int32)
    made = encrypt(b"k" * 32, digits, 10)
    for row in (0, BATCH - 1, BATCH, BATCH + 2):
        assert (encrypt(b"k" * 32, digits[row : row + 1], 10) == made[row]).all()


def test_all_of_a_kind_have_pseudonyms_that_differ() -> None:
    digits = numerals(pl.Series([f"{one:06}" for one in range(1_000_000)]), BASE36[:10], 6)
    assert texts_of(encrypt(b"k" * 32, digits, 10), BASE36[:10]).n_unique() == 1_000_000


@pytest.mark.parametrize(("radix", "least"), [(2, 20), (10, 6), (36, 4), (62, 4), (1000, 2), (65536, 2)])
def test_fewer_than_a_million_are_refused(radix: int, least: int) -> None:
    assert shortest(radix) == least
    if least > 2:
        with pytest.raises(BadInput, match="too short for FF1"):
            encrypt(b"k" * 32, np.zeros((1, least - 1), np.int32), radix)
