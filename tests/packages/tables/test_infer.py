"""Schemas of frames: from types, never from texts."""

from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput
from stabbur.packages.tables.infer import SENTINELS, infer_schema, type_of


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (pl.Int8(), "integer"), (pl.UInt64(), "integer"), (pl.Float32(), "number"), (pl.Decimal(10, 2), "number"),
        (pl.Boolean(), "boolean"), (pl.Date(), "date"), (pl.Datetime("ms", "UTC"), "datetime"), (pl.Time(), "time"),
        (pl.Duration(), "duration"), (pl.String(), "string"), (pl.Categorical(), "string"), (pl.Binary(), "string"),
        (pl.Enum(["a"]), "string"), (pl.List(pl.Int8), "array"), (pl.Array(pl.Int8, 2), "array"),
        (pl.Struct({"a": pl.Int8}), "object"), (pl.Null(), "any"),
    ],
)  # fmt: skip
def test_each_type_has_its_name(kind: pl.DataType, name: str) -> None:
    assert type_of("c", kind) == name


def test_texts_that_look_like_numbers_stay_text() -> None:
    frame = pl.DataFrame(
        {"nr": ["0301", "1103"], "dato": ["2024-01-31", "2024-02-01"], "ja": ["true", "false"]}
    )
    assert {one["type"] for one in infer_schema(frame)["fields"]} == {"string"}


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        (["a", None], None),
        (["a", ""], []),
        (["", None], [SENTINELS[0]]),
        (["", None, SENTINELS[0]], [SENTINELS[1]]),
        (["", None, *SENTINELS], ["\\N" * 8]),
    ],
)
@pytest.mark.parametrize("lazy", [False, True])
def test_an_empty_text_and_a_null_stay_apart(values: list[Any], marks: list[str] | None, lazy: bool) -> None:
    frame = pl.DataFrame({"t": values, "n": range(len(values))})
    assert infer_schema(frame.lazy() if lazy else frame)["fields"][0].get("missingValues") == marks


def test_the_null_of_an_only_column_has_a_mark() -> None:
    assert infer_schema(pl.DataFrame({"n": [1, None]}))["fields"][0]["missingValues"] == [SENTINELS[0]]
    assert "missingValues" not in infer_schema(pl.DataFrame({"n": [1]}))["fields"][0]


def test_categories_are_listed_when_they_are_few() -> None:
    frame = pl.DataFrame(
        {
            "c": pl.Series(["b", "a", None], dtype=pl.Categorical),
            "e": pl.Series(["x"] * 3, dtype=pl.Enum(["y", "x"])),
        }
    )
    first, second = infer_schema(frame)["fields"]
    assert (first["categories"], second["categories"]) == (["a", "b"], ["y", "x"])
    many = pl.DataFrame({"c": pl.Series([str(at) for at in range(1001)], dtype=pl.Categorical)})
    assert "categories" not in infer_schema(many)["fields"][0]


def test_a_table_without_columns_is_none() -> None:
    with pytest.raises(BadInput, match="no columns"):
        infer_schema(pl.DataFrame())
