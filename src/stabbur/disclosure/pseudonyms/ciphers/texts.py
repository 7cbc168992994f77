"""Values as the texts that are encrypted: what is one value in two frames must be one text."""

import polars as pl

from stabbur.errors import BadInput

AS_TEXT = (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Null)


def canonical(values: pl.Series, path: str, *, width: int, normalise: bool) -> pl.Series:
    """Return values as texts; nulls stay null.

    Texts are taken as they stand, in Unicode's form NFC when `normalise` says so: `å` is one character
    however it was typed. Neither blanks nor case are touched. Whole numbers are written with `width` digits,
    so that 1012012345 and `01012012345` are one person; without a width nobody could know how many zeros
    a number has lost, so that is an error. Dates are written as `2026-11-22`.

    Raises
    ------
    BadInput
        Whole numbers without a width, or a kind of value that has no text of its own.

    Examples
    --------
    >>> import polars as pl
    >>> canonical(pl.Series([1012012345, None]), "fnr", width=11, normalise=True).to_list()
    ['01012012345', None]
    """
    kind = values.dtype
    if kind.is_integer():
        if not width:
            raise BadInput(
                f"'{path}' holds whole numbers: it is not known how many zeros they have lost in front",
                hint=f'{{"{path}": {{"method": …, "width": 11}}}} fills them up; width 1 takes them as they are',
                code="pseudonym-number",
                column=path,
            )
        texts = values.cast(pl.String)
        return texts.str.zfill(width) if width > 1 else texts
    if kind not in AS_TEXT:
        raise BadInput(
            f"'{path}' is of type {kind}: a pseudonym is made of text, whole numbers or dates",
            hint='astype("Int64") makes whole numbers of it again, and width says how many digits they have'
            if kind.is_float()
            else "cast it to text in the one form that all your frames have, or redact it",
            code="pseudonym-type",
            column=path,
        )
    texts = values.cast(pl.String)
    plain = (texts.str.len_bytes() == texts.str.len_chars()).all()
    return texts.str.normalize("NFC") if normalise and not plain else texts


def padded(texts: pl.Series) -> int:
    """Return how many texts begin or end with a blank: they are other values than the same without."""
    return int((texts != texts.str.strip_chars()).sum())
