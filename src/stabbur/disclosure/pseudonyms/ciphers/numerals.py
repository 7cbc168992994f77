"""Texts of one length as numbers of an alphabet, and back; a row of a matrix is a text, a column a place in it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Digits = npt.NDArray[np.signedinteger[Any]]
UNKNOWN = -1


def numerals(texts: pl.Series, alphabet: str, length: int) -> Digits:
    """Return where each character stands in an alphabet: rows of `length` numbers, -1 where it is not in it.

    Parameters
    ----------
    texts
        `r` texts of `length` characters each, none of them null.
    alphabet
        Characters that differ from each other; the first is 0.

    Examples
    --------
    >>> import polars as pl
    >>> numerals(pl.Series(["0a", "2?"]), "0123456789", 2).tolist()
    [[0, -1], [2, -1]]
    """
    joined = str(texts.str.join().item())
    plain = joined.isascii()
    if plain and alphabet.isascii():
        # a byte a character, and a byte a number: what is unknown becomes 255, which is -1
        table = bytearray(b"\xff" * 256)
        for place, character in enumerate(alphabet):
            table[ord(character)] = place
        return np.frombuffer(joined.encode().translate(table), np.int8).reshape(-1, length)
    codes = (
        np.frombuffer(joined.encode(), np.uint8)
        if plain
        else np.frombuffer(joined.encode("utf-32-le"), np.dtype("<u4"))
    )
    known = np.array([ord(one) for one in alphabet])
    places = np.full(max(int(known.max()) + 2, 257), UNKNOWN, np.int32)
    places[known] = np.arange(known.size, dtype=np.int32)
    inside = codes if plain else np.minimum(codes, places.size - 1)
    return places[inside].reshape(-1, length)


def texts_of(digits: Digits, alphabet: str) -> pl.Series:
    """Return the texts of rows of numbers; the inverse of `numerals`.

    Examples
    --------
    >>> import numpy as np
    >>> texts_of(np.array([[0, 2]], dtype=np.int32), "æøå").to_list()
    ['æå']
    """
    rows, length = digits.shape
    codes = np.array([ord(one) for one in alphabet], np.dtype("<u4"))
    if alphabet.isascii():
        data = digits.astype(np.uint8).tobytes().translate(alphabet.encode().ljust(256))
        ends = np.arange(rows + 1, dtype=np.int64) * length
    else:
        data = codes[digits].tobytes().decode("utf-32-le").encode()
        sizes = np.array([len(one.encode()) for one in alphabet], np.int64)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[digits].sum(axis=1))])
    made = pa.LargeStringArray.from_buffers(rows, pa.py_buffer(ends.tobytes()), pa.py_buffer(data))
    return pl.Series(made)
