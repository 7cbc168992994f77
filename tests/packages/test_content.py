"""Content hashes: the same for the same content, another for any other."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.packages.content import content_hash, file_hash, logical_hash, spool_hash
from stabbur.packages.tables.spool import Spool

VALUES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (pl.String(), st.text(st.characters(exclude_categories=["Cs"]))),
    "whole": (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    "number": (pl.Float64(), st.floats()),
    "list": (pl.List(pl.Int64()), st.lists(st.integers(0, 9))),
}


@settings(deadline=None, max_examples=50)
@given(st.data())
@pytest.mark.parametrize("kind", VALUES)
def test_a_hash_tells_tables_apart_and_not_their_parts(kind: str, data: Any) -> None:
    dtype, strategy = VALUES[kind]
    lists = st.lists(st.none() | strategy, max_size=5)
    one, two = (pl.DataFrame({"v": pl.Series(data.draw(lists), dtype=dtype)}) for _ in range(2))
    assert (logical_hash(one) == logical_hash(two)) == one.equals(two)
    cut = data.draw(st.integers(0, one.height))
    assert spool_hash(Spool([one[:cut], one[cut:]])) == logical_hash(one)
    assert logical_hash(pl.concat([one[:cut], one[cut:]], rechunk=False)) == logical_hash(one)


@pytest.mark.parametrize(
    "other",
    [
        pl.DataFrame({"w": [1, None]}), pl.DataFrame({"v": [None, 1]}), pl.DataFrame({"v": [1, 0]}),
        pl.DataFrame({"v": ["1", None]}), pl.DataFrame({"v": [1.0, None]}), pl.DataFrame({"v": [1, None, None]}),
        pl.DataFrame({"v": [1, None], "w": [1, 1]}), pl.DataFrame({"v": [True, None]}),
    ],
)  # fmt: skip
def test_names_types_places_and_nulls_are_content(other: pl.DataFrame) -> None:
    assert logical_hash(pl.DataFrame({"v": [1, None]})) != logical_hash(other)


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt16, pl.Int32, pl.UInt64])
def test_the_width_of_a_number_is_not(kind: Any) -> None:
    frame = pl.DataFrame({"v": [1, None]})
    assert logical_hash(frame) == logical_hash(frame.cast(kind))


def test_zeros_and_nans_are_one() -> None:
    assert logical_hash(pl.DataFrame({"v": [0.0]})) == logical_hash(pl.DataFrame({"v": [-0.0]}))
    assert logical_hash(pl.DataFrame({"v": [float("nan")]})) == logical_hash(
        pl.DataFrame({"v": [-float("nan")]})
    )


def test_texts_are_not_run_together() -> None:
    assert logical_hash(pl.DataFrame({"v": ["ab", "c"]})) != logical_hash(pl.DataFrame({"v": ["a", "bc"]}))


DESCRIPTOR: dict[str, Any] = {
    "title": "T",
    "resources": [{"name": "r", "path": "r.csv.gz", "logicalHash": "sha256:1", "hash": "x", "bytes": 1}],
    "views": [{"name": "v", "spec": {"mark": "bar"}, "files": {"svg": "v.svg"}}],
}


@pytest.mark.parametrize(
    ("place", "same"),
    [
        (("created",), True), (("version",), True), (("id",), True), (("siblings",), True),
        (("resources", 0, "bytes"), True), (("resources", 0, "hash"), True), (("resources", 0, "path"), True),
        (("resources", 0, "alternatives"), True), (("views", 0, "files"), True),
        (("title",), False), (("licenses",), False), (("resources", 0, "title"), False),
        (("resources", 0, "logicalHash"), False), (("views", 0, "spec"), False), (("views", 0, "title"), False),
    ],
)  # fmt: skip
def test_what_counts_as_content(place: tuple[Any, ...], same: bool) -> None:
    changed: Any = {
        key: [dict(one) for one in value] if isinstance(value, list) else value
        for key, value in DESCRIPTOR.items()
    }
    part = changed
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = "other"
    assert (content_hash(changed) == content_hash(DESCRIPTOR)) == same


def test_a_file_without_rows_counts_by_its_bytes_and_an_address_by_itself() -> None:
    for one, two in (
        ({"hash": "a"}, {"hash": "b"}),
        ({"path": "https://x.no/a"}, {"path": "https://x.no/b"}),
    ):
        first, second = ({"resources": [{"name": "r"} | more]} for more in (one, two))
        assert content_hash(first) != content_hash(second)


def test_the_hash_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert (
        file_hash(tmp_path / "a") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
