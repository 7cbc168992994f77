"""FF3-1 is read as others wrote it: the vectors of tink-fpe, and the package ff3 as an oracle."""

import pytest
from ff3 import FF3Cipher

from stabbur.disclosure.pseudonyms.ciphers.ff3 import decrypt
from stabbur.disclosure.pseudonyms.methods import ALPHABETS

# the key of tink-fpe's own tests (MIT), which everybody can read there
KEY = bytes.fromhex("823642bcd471e6518e088c4cd70eb18b393e6dfbb3c6435788cab1aa19ae12dc")


@pytest.mark.parametrize(
    ("pseudonym", "text"),
    [
        ("b7kOqd", "Foobar"),
        ("NcFL", "abcd"),
        ("123", "123"),
        ("3wOIPgonKck22IVcL19ti42uFmKM8mAB", "012345678901234567890123456789AB"),
    ],
)
def test_dapla_what_tink_fpe_wrote_is_read(pseudonym: str, text: str) -> None:
    assert decrypt(KEY, [pseudonym], ALPHABETS["alphanumeric"], bytes(7)) == [text]


@pytest.mark.parametrize("size", [16, 24, 32])
def test_what_ff3_wrote_is_read(size: int) -> None:
    tweak, alphabet = "CBD09280979564", ALPHABETS["alphanumeric"]
    cipher = FF3Cipher.withCustomAlphabet(KEY[:size].hex(), tweak, alphabet)
    texts = [alphabet[start : start + length] for length in range(4, 31) for start in (0, 7, 31)]
    made = [cipher.encrypt(one) for one in texts]
    assert decrypt(KEY[:size], made, alphabet, bytes.fromhex(tweak)) == texts
