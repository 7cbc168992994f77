"""Record keys: a number for each unit, always the same, that nobody can guess; cell keys are their sums."""

from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.rounding.ptable import KEYS
from stabbur.disclosure.tables.cells import Whole
from stabbur.errors import BadInput

BYTES = 4
SECRET_LEAST = 16
MANY = 20
"""Keys of which by chance alone one is above a 256th of their range."""


def record_keys(column: pl.Series, secret: bytes | None = None) -> Whole:
    """Return the record key of each row, 0 to below 2³².

    Parameters
    ----------
    column
        Whole numbers of that range, fractions from 0 to below 1 as other tools write keys, or, with a secret,
        whatever identifies a unit.
    secret
        At least 16 bytes, kept where pseudonyms' keys are. The key is then BLAKE2b of the identifier under it
        (RFC 7693): the same unit has the same key in every table, and nobody without the secret knows it.

    Raises
    ------
    BadInput
        A key is missing or out of range, keys are no draw from their range, text comes without a secret, or the secret is short.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.rounding.record_keys import record_keys
    >>> record_keys(pl.Series([0.5, 0.25])).tolist()
    [2147483648, 1073741824]
    """
    if column.has_nulls():
        raise BadInput(
            f"column '{column.name}' has no key in {column.null_count()} of {len(column)} rows",
            hint="give every unit its key",
            code="keys-missing",
            column=column.name,
        )
    if secret is not None:
        return _hashed(column, secret)
    if not column.dtype.is_numeric():
        raise BadInput(
            f"column '{column.name}' is of type '{column.dtype}': it must be keys, or secret= makes keys of it",
            hint="secret=… of 16 bytes or more, the same for every table",
            code="keys-bad",
            column=column.name,
        )
    figures = column.to_numpy()
    scaled = np.floor(figures * KEYS) if column.dtype.is_float() else figures
    if not bool(np.isfinite(scaled).all()) or bool((scaled < 0).any()) or bool((scaled >= KEYS).any()):
        raise BadInput(
            f"column '{column.name}' has keys out of range: they must be whole numbers below 2³², or from 0 to below 1",
            hint="secret=… makes keys of identifiers",
            code="keys-bad",
            column=column.name,
        )
    if len(scaled) >= MANY and float(scaled.max()) < KEYS / 256:
        raise BadInput(
            f"column '{column.name}' numbers its rows and draws no keys: none of {len(scaled)} is above {scaled.max():g}",
            hint="secret=… of 16 bytes or more makes keys of identifiers, the same for every table",
            code="keys-bad",
            column=column.name,
        )
    return np.asarray(scaled, dtype=np.int64)


def _hashed(column: pl.Series, secret: Any) -> Whole:
    if not isinstance(secret, bytes) or len(secret) < SECRET_LEAST:
        raise BadInput(
            f"the secret is {type(secret).__name__} of {len(secret) if hasattr(secret, '__len__') else 0}: "
            f"it must be {SECRET_LEAST} bytes or more",
            hint="secrets.token_bytes(32), kept in the secret store",
            code="secret-short",
        )
    known = column.cast(pl.String).unique()
    digests = b"".join(blake2b(one.encode(), key=secret[:64], digest_size=BYTES).digest() for one in known)
    keys = pl.Series(np.frombuffer(digests, dtype=">u4").astype(np.int64))
    return np.asarray(column.cast(pl.String).replace_strict(known, keys, return_dtype=pl.Int64).to_numpy())
