"""Make a pseudonym of each of some texts, or turn it back; what cannot be done is null with the reason beside it."""

import base64
import hashlib
import hmac
import re
from binascii import Error
from dataclasses import dataclass

import polars as pl
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from stabbur.disclosure.pseudonyms.ciphers import ff1, ff3
from stabbur.disclosure.pseudonyms.ciphers.numerals import numerals, texts_of
from stabbur.disclosure.pseudonyms.methods import Blake2, Ff1, Ff3, Hmac, Keyed, Redact, Siv, characters

BYTES = {Siv: 64, Ff1: 32, Hmac: 32, Blake2: 64}
"""How many bytes of a key each method takes."""


@dataclass(frozen=True)
class Done:
    """What came of `n` texts that differ: `n` texts, null where it failed, and `n` reasons, null where it did not."""

    texts: pl.Series
    why: pl.Series


def hide(method: Keyed | Redact, key: bytes, texts: pl.Series) -> Done:
    """Return the pseudonyms of texts; there is no null among the texts."""
    if isinstance(method, Redact):
        return _redacted(method, texts)
    if isinstance(method, Ff1):
        return _ff1(method, key, texts, back=False)
    if isinstance(method, Siv):
        siv = AESSIV(key)
        coded = [base64.urlsafe_b64encode(siv.encrypt(one.encode(), None)) for one in texts]
        return _all([one.rstrip(b"=").decode() for one in coded])
    if isinstance(method, Hmac):
        digests = [hmac.digest(key, one.encode(), "sha256")[: method.length] for one in texts]
        return _all([one.hex() for one in digests])
    size = method.length if isinstance(method, Blake2) else 32
    begun = hashlib.blake2b(key=key, digest_size=size)
    made = []
    for one in texts:
        digest = begun.copy()  # the key is taken in once
        digest.update(one.encode())
        made.append(digest.hexdigest())
    return _all(made)


def show(method: Keyed, key: bytes, pseudonyms: pl.Series) -> Done:
    """Return the texts that pseudonyms were made of."""
    if isinstance(method, Ff1):
        return _ff1(method, key, pseudonyms, back=True)
    if isinstance(method, Ff3):
        return _ff3(method, key, pseudonyms)
    siv = AESSIV(key)
    texts, why = [], []
    for one in pseudonyms:
        found, reason = None, None
        try:
            coded = base64.b64decode(one + "=" * (-len(one) % 4), b"-_", validate=True)
            found = siv.decrypt(coded, None).decode()
        except (InvalidTag, Error, ValueError):
            reason = "not a pseudonym of this key"
        texts.append(found)
        why.append(reason)
    return Done(pl.Series(texts, dtype=pl.String), pl.Series(why, dtype=pl.String))


def _all(texts: list[str]) -> Done:
    return Done(pl.Series(texts, dtype=pl.String), _nothing(len(texts)))


def _redacted(method: Redact, texts: pl.Series) -> Done:
    if not method.pattern:
        return _all([method.placeholder] * len(texts))
    known = re.compile(method.pattern)
    counted = [known.subn(lambda _: method.placeholder, one) for one in texts]
    found = [text if count else None for text, count in counted]
    why = [None if count else "without anything that the pattern finds" for _, count in counted]
    return Done(pl.Series(found, dtype=pl.String), pl.Series(why, dtype=pl.String))


def _ff1(method: Ff1, key: bytes, texts: pl.Series, *, back: bool) -> Done:
    """Encrypt or decrypt texts, those of one length together."""
    alphabet = characters(method.alphabet)
    least, tweak = ff1.shortest(len(alphabet)), method.tweak.encode()
    sizes = texts.str.len_chars()
    made, why = _nothing(len(texts)), _nothing(len(texts))
    for size in sizes.unique().sort().to_list():
        rows = (sizes == size).arg_true()
        if size < least:
            why = why.scatter(rows, f"shorter than the {least} characters that FF1 needs")
            continue
        digits = numerals(texts.gather(rows), alphabet, size)
        inside = digits.min(axis=1) >= 0
        if not inside.all():
            why = why.scatter(
                rows.filter(pl.Series(~inside)), f"with characters that are not in '{method.alphabet}'"
            )
            rows, digits = rows.filter(pl.Series(inside)), digits[inside]
        cipher = ff1.decrypt if back else ff1.encrypt
        done = texts_of(cipher(key, digits, len(alphabet), tweak), alphabet)
        made = done if len(rows) == len(texts) else made.scatter(rows, done)
    return Done(made, why)


def _ff3(method: Ff3, key: bytes, texts: pl.Series) -> Done:
    """Decrypt what tink-fpe wrote; characters outside of the alphabet stand where they stood, if that is allowed."""
    alphabet = set(characters(method.alphabet))
    listed = texts.to_list()
    kept = ["".join(one for one in text if one in alphabet) for text in listed]
    clear = ff3.decrypt(key, kept, characters(method.alphabet), bytes.fromhex(method.tweak))
    found: list[str | None] = []
    why: list[str | None] = []
    for text, inside, shown in zip(listed, kept, clear, strict=True):
        rest = len(inside) % ff3.LONGEST
        bare = inside != text or 0 < rest < ff3.SHORTEST or not inside
        if bare and method.outside == "raise":
            found.append(None)
            why.append("with parts that FF3-1 never encrypted (outside='keep' leaves them as they are)")
            continue
        given = iter(shown)
        found.append("".join(next(given) if one in alphabet else one for one in text))
        why.append(None)
    return Done(pl.Series(found, dtype=pl.String), pl.Series(why, dtype=pl.String))


def _nothing(count: int) -> pl.Series:
    return pl.repeat(None, count, dtype=pl.String, eager=True)
