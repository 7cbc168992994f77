"""Values in values: as deep as Arrow reads back, and refused beyond."""

from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.frames import to_arrow
from stabbur.frames.checks import DEEPEST
from stabbur.packages import Datapackage


def nested(levels: int, way: str) -> Any:
    value: Any = 1
    kind: Any = pa.int64()
    polars: Any = pl.Int64
    for _ in range(levels - 1):
        if way == "struct":
            value, kind, polars = {"a": value}, pa.struct([("a", kind)]), pl.Struct({"a": polars})
        else:
            value, kind, polars = [value], pa.list_(kind), pl.List(polars)
    return value, kind, polars


@pytest.mark.parametrize("way", ["struct", "list"])
@pytest.mark.parametrize("library", ["arrow", "polars"])
def test_A6_what_is_too_deep_is_refused_on_arrival(tmp_path: Path, way: str, library: str) -> None:
    value, kind, polars = nested(80, way)
    frame = (
        pa.table({"x": pa.array([value], kind)}) if library == "arrow" else pl.DataFrame(schema={"x": polars})
    )
    for use in (
        to_arrow,
        lambda one: sb.to_file(one, tmp_path / "x.feather"),
        lambda one: sb.to_file(one, tmp_path / "x.parquet"),
        lambda one: Datapackage(name="n").add_resource(one, name="r"),
    ):
        with pytest.raises(BadInput, match="levels deep"):
            use(frame)


@pytest.mark.parametrize("way", ["struct", "list"])
def test_A6_what_is_just_not_too_deep_comes_back(tmp_path: Path, way: str) -> None:
    value, kind, _ = nested(DEEPEST, way)
    table = pa.table({"x": pa.array([value], kind)})
    for name in ("x.feather", "x.parquet"):
        assert sb.read_file(sb.to_file(table, tmp_path / name), as_="arrow")["x"].to_pylist() == [value]
