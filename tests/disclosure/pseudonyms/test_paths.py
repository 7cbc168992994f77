"""Fields by pattern."""

import polars as pl
import pytest

from stabbur.disclosure.pseudonyms.paths import chosen, leaves, shown
from stabbur.errors import BadInput

INNER = pl.Struct({"fnr": pl.String, "navn": pl.Struct({"for": pl.String, "etter": pl.String})})
SCHEMA = {
    "fnr": pl.String(),
    "lønn (kr)": pl.Int64(),
    "a/b*": pl.String(),
    "person": INNER,
    "barn": pl.List(INNER),
    "alle[0]": pl.Array(pl.String, 2),
}


def named(*patterns: str) -> dict[str, str]:
    return {shown(path): pattern for path, pattern in chosen(dict.fromkeys(patterns), SCHEMA).items()}


@pytest.mark.parametrize(
    ("pattern", "fields"),
    [
        ("fnr", ["fnr"]),
        ("a/b*", ["a/b*"]),
        ("lønn (kr)", ["lønn (kr)"]),
        ("alle[0]", ["alle[0]"]),
        ("**/fnr", ["fnr", "person/fnr", "barn/fnr"]),
        ("person/*", ["person/fnr"]),
        ("person/**", ["person/fnr", "person/navn/for", "person/navn/etter"]),
        ("*/navn/?or", ["person/navn/for", "barn/navn/for"]),
        ("*", ["fnr", "lønn (kr)", "alle[0]"]),
    ],
)
def test_pattern_names_fields(pattern: str, fields: list[str]) -> None:
    assert list(named(pattern)) == fields


def test_everything_has_a_path() -> None:
    assert len(list(leaves(SCHEMA))) == len(named("**")) == 10


def test_first_pattern_counts() -> None:
    assert named("person/fnr", "**/fnr") == {
        "person/fnr": "person/fnr",
        "fnr": "**/fnr",
        "barn/fnr": "**/fnr",
    }


@pytest.mark.parametrize("pattern", ["fn", "person", "barn/**/adresse", "FNR", ".*"])
def test_pattern_that_names_nothing_is_an_error(pattern: str) -> None:
    with pytest.raises(BadInput, match=r"no field|is a struct"):
        named("fnr", pattern)
