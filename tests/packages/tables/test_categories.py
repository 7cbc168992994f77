"""Categories keep their order, those that no row has, and whether the order counts, through text and Parquet."""

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stabbur as sb
from stabbur.packages.tables.categories import as_categories

LEVELS = ["lav", "middels", "høy", "ukjent"]
VALUES = ["høy", "lav", None]


def frames() -> list[Any]:
    column = pd.Categorical(VALUES, categories=LEVELS, ordered=True)
    codes = pa.array([2, 0, None], pa.int8())
    arrow = pa.DictionaryArray.from_arrays(codes, pa.array(LEVELS), ordered=True)
    return [pd.DataFrame({"nivå": column}), pa.table({"nivå": arrow})]


@pytest.mark.parametrize("frame", frames(), ids=["pandas", "arrow"])
@pytest.mark.parametrize("strict", [True, False], ids=["text", "parquet"])
def test_categories_survive_a_package(tmp_path: Path, frame: Any, strict: bool) -> None:
    package = sb.Datapackage(name="a").add_resource(frame, name="rows")
    (field,) = package.descriptor["resources"][0]["schema"]["fields"]
    assert (field["categories"], field["categoriesOrdered"]) == (LEVELS, True)
    place = package.write(tmp_path / "a")
    back = sb.read_dp(place, strict=strict)["nivå"]
    assert list(back.cat.categories) == LEVELS
    assert back.cat.ordered
    assert back.isna().tolist() == [False, False, True]
    assert back.min() == "lav"
    assert package.validate().valid


def test_codes_with_labels_are_categories_of_codes(tmp_path: Path) -> None:
    told = [{"value": "M", "label": "Mann"}, {"value": "K", "label": "Kvinne"}]
    package = sb.Datapackage(name="a")
    package.add_resource(
        pl.DataFrame({"k": ["K", "M"]}), name="r", schema={"fields": {"k": {"categories": told}}}
    )
    back = sb.read_dp(package.write(tmp_path / "a"))["k"]
    assert (list(back), list(back.cat.categories), back.cat.ordered) == (["K", "M"], ["M", "K"], False)


def test_a_value_that_is_no_category_is_kept_as_text() -> None:
    frame = pl.DataFrame({"k": ["M", "X"]})
    table = as_categories(frame, {"fields": [{"name": "k", "categories": ["M", "K"]}]})
    assert table.column("k").to_pylist() == ["M", "X"]
    assert not pa.types.is_dictionary(table.schema.field("k").type)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=4), min_size=1, max_size=8, unique=True),
    st.data(),
)
def test_any_texts_come_back_in_any_order(levels: list[str], data: st.DataObject) -> None:
    values = data.draw(st.lists(st.sampled_from([*levels, None]), max_size=10))
    table = as_categories(
        pl.DataFrame({"k": values}, schema={"k": pl.String}),
        {"fields": [{"name": "k", "categories": levels}]},
    )
    assert table.column("k").to_pylist() == values
