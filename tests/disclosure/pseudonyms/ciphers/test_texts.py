"""Values as the texts that are encrypted."""

import polars as pl
import pytest

from stabbur.disclosure.pseudonyms.ciphers.texts import canonical, padded
from stabbur.errors import BadInput


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pl.Series(["a\u030a", "å", None]), ["å", "å", None]),
        (pl.Series([1, 12_345, None, -1], dtype=pl.Int16), ["00001", "12345", None, "-0001"]),
        (pl.Series([2**63], dtype=pl.UInt64), ["9223372036854775808"]),
        (pl.Series([None, None]), [None, None]),
        (pl.Series(["b", "a"], dtype=pl.Enum(["a", "b"])), ["b", "a"]),
    ],
)
def test_one_value_is_one_text(values: pl.Series, texts: list[str | None]) -> None:
    found = canonical(values, "x", width=5, normalise=True)
    assert found.dtype == pl.String
    assert found.to_list() == texts


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt64, pl.Int64])
def test_a_number_needs_its_digits(kind: type[pl.DataType]) -> None:
    with pytest.raises(BadInput, match="how many zeros they have lost in front") as caught:
        canonical(pl.Series([1], dtype=kind), "fnr", width=0, normalise=True)
    assert '"width": 11' in caught.value.hint


def test_blanks_are_counted() -> None:
    assert padded(pl.Series(["a", " a", "a\t", "a b", "", None, "\u00a0a"])) == 3
