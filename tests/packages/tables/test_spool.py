"""Dask frames: kept as partitions on disk, and the same package as of the whole frame."""

import importlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.packages import Datapackage, content_hash
from stabbur.packages.content import logical_hash, spool_hash
from stabbur.packages.tables.spool import Spool

dd: Any = importlib.import_module("dask.dataframe")
ROWS = 200
FRAME = pl.DataFrame(
    {
        "id": range(ROWS),
        "kode": [f"{at % 7:04d}" for at in range(ROWS)],
        "tom": ["", None, "æ", "a\nb,c"] * (ROWS // 4),
        "tall": [1.5, float("nan"), float("inf"), None] * (ROWS // 4),
        "desimal": [Decimal("1.10"), None] * (ROWS // 2),
        "dag": [date(2024, 1, 1 + at % 28) for at in range(ROWS)],
        "tid": [datetime(2024, 1, 31, 12, 0, at % 60, tzinfo=UTC) for at in range(ROWS)],
        "ja": [at % 3 == 0 for at in range(ROWS)],
        "liste": [[at, None] if at % 5 else None for at in range(ROWS)],
        "slag": pl.Series([["m", "k", None][at % 3] for at in range(ROWS)], dtype=pl.Categorical),
        "sent": [None if at < 150 else at for at in range(ROWS)],
    }
)
SCHEMA = {
    "fields": {"id": {"constraints": {"maximum": 180}}, "kode": {"unit": "nr"}},
    "primaryKey": "id",
}


def described(folder: Path, data: object) -> tuple[dict[str, Any], Datapackage]:
    package = Datapackage(name="tall", title="Tall", description="D", licenses=["CC0-1.0"])
    package.add_resource(data, name="rows", schema=SCHEMA)
    package.add_view("figur", type="bar", x="kode", y="id")
    return json.loads((package.write(folder) / "datapackage.json").read_text()), package


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path, list[dict[str, Any]], list[Datapackage]]:
    """The same table written whole and from a Dask frame of partitions of other sizes."""
    pandas = FRAME.to_pandas(use_pyarrow_extension_array=True)
    found = [
        described(tmp_path / "whole", pandas),
        described(tmp_path / "dask", dd.from_pandas(pandas, npartitions=7)),
    ]
    return tmp_path / "whole", tmp_path / "dask", [one for one, _ in found], [two for _, two in found]


def test_a_dask_frame_gives_the_same_package_as_the_whole_frame(pair: Any) -> None:
    whole, dask, (one, two), packages = pair
    assert packages[1].resources["rows"].frame is None
    assert one["resources"][0]["schema"] == two["resources"][0]["schema"]
    assert one["resources"][0]["logicalHash"] == two["resources"][0]["logicalHash"]
    assert content_hash(one) == content_hash(two)
    assert (whole / "preview.json").read_text() == (dask / "preview.json").read_text()
    assert (whole / "rows.csv.gz").read_bytes() == (dask / "rows.csv.gz").read_bytes()
    assert (whole / "views" / "figur.svg").read_text() == (dask / "views" / "figur.svg").read_text()


def test_a_dask_frame_reads_back_and_its_files_are_as_described(pair: Any) -> None:
    whole, dask, _, _ = pair
    for strict in (False, True):
        assert sb.read_dp(dask, as_="polars", strict=strict).equals(
            sb.read_dp(whole, as_="polars", strict=strict)
        )
    rules = [problem.rule for problem in Datapackage.open(dask).validate().errors]
    assert set(rules) == {"maximum"}  # sizes and hashes are those of the files


def test_a_dask_frame_is_validated_like_the_whole_frame(pair: Any) -> None:
    *_, packages = pair
    one, two = (package.validate() for package in packages)
    assert one.errors == two.errors
    assert len(one.errors) == ROWS - 181
    assert one.warnings == two.warnings


def test_keys_and_formulas_are_found_across_partitions() -> None:
    pandas = pd.DataFrame({"id": [1, 2, 3, 1], "far": [None, 1, 2, 9], "t": ["a", "b", "c", "=1+1"]})
    keys = [{"fields": "far", "reference": {"resource": "", "fields": "id"}}]
    package = Datapackage(name="n").add_resource(
        dd.from_pandas(pandas, npartitions=3), name="rows", schema={"primaryKey": "id", "foreignKeys": keys}
    )
    report = package.validate()
    assert {(one.rule, one.row) for one in report.errors} == {("primaryKey", 4), ("foreignKey", 4)}
    assert [(one.field, one.row) for one in report.warnings if one.rule == "formula"] == [("t", 4)]


@pytest.mark.parametrize("size", [1, 3, 64, 1000])
def test_the_hash_does_not_know_the_borders_of_partitions(size: int) -> None:
    parts = [FRAME[at : at + size] for at in range(0, ROWS, size)]
    assert spool_hash(Spool(parts)) == logical_hash(FRAME)


def test_nanoseconds_in_one_partition_count_for_all() -> None:
    stamps = np.array(["2024-01-01T00:00:00", "2024-01-01T00:00:00.000000001"], dtype="datetime64[ns]")
    frame = pl.DataFrame({"t": stamps})
    assert spool_hash(Spool([frame[:1], frame[1:]])) == logical_hash(frame)
    assert logical_hash(frame[:1]) == logical_hash(frame[:1].cast({"t": pl.Datetime("us")}))


def test_partitions_take_the_widest_type_of_any() -> None:
    spool = Spool([pl.DataFrame({"a": [None]}), pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1.5]})])
    assert spool.lazy().collect().to_dict(as_series=False) == {"a": [None, 1.0, 1.5]}
    assert [part.to_list() for part in spool.column_parts("a")] == [[None], [1.0], [1.5]]


def test_partitions_that_do_not_go_together_are_refused_and_leave_nothing() -> None:
    with pytest.raises(BadInput, match="do not go together"):
        Spool([pl.DataFrame({"a": [1]}), pl.DataFrame({"b": [1]})])
    with pytest.raises(BadInput, match="has no partitions"):
        Spool([])
    spool = Spool([pl.DataFrame({"a": [1]})])
    place = spool.place
    assert place.is_dir()
    del spool
    assert not place.exists()
