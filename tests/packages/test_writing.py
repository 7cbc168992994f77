"""What write() makes: the same bytes each time, values as Table Schema writes them, whole or not at all."""

import gzip
import importlib
import json
import os
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from stabbur.errors import BadInput, DataWarning, NotFound
from stabbur.packages import Datapackage, compare, content_hash, read_table

EVERYTHING = pl.DataFrame(
    {
        "kode": ["0301", None],
        "tom": ["", None],
        "heltall": [9007199254740993, None],
        "tall": [float("nan"), float("-inf")],
        "desimal": [Decimal("1.10"), None],
        "sann": [True, None],
        "dato": [date(2024, 1, 31), None],
        "tid": [datetime(2024, 1, 31, 12, 0, 0, 500_000), None],
        "sone": [datetime(2024, 1, 31, 12, tzinfo=UTC), None],
        "klokke": [time(12, 30), None],
        "varighet": [timedelta(days=1, hours=2), -timedelta(seconds=1.5)],
        "liste": [[1, 2], None],
        "post": [{"a": "æ"}, None],
        "slag": pl.Series(["m", None], dtype=pl.Enum(["m", "k"])),
        "bytes": [b"\x00\xff", None],
    }
)


def written(folder: Path, frame: object, **more: Any) -> Path:
    package = Datapackage(name="tall", title="Tall", description="D", licenses=["CC-BY-4.0"])
    return package.add_resource(frame, name="rows", **more).write(folder)


def test_values_are_written_as_table_schema_says(tmp_path: Path) -> None:
    place = written(tmp_path / "a", EVERYTHING)
    lines = gzip.decompress((place / "rows.csv.gz").read_bytes()).decode().splitlines()
    assert lines[1] == (
        '0301,"",9007199254740993,NaN,1.10,true,2024-01-31,2024-01-31T12:00:00.500,2024-01-31T12:00:00Z,12:30:00,'
        'P1DT2H,"[1, 2]","{""a"": ""æ""}",m,AP8='
    )
    assert lines[2] == ",\\N,,-INF,,,,,,,-PT1.5S,,,,"
    report = Datapackage.open(place).validate()
    assert report.valid, str(report)
    again = pl.from_arrow(read_table(place, strict=True))
    assert isinstance(again, pl.DataFrame)
    for name in ("kode", "tom", "heltall", "sann", "dato", "tid", "sone", "klokke", "varighet"):
        assert again[name].to_list() == EVERYTHING[name].to_list(), name


def test_the_same_table_gives_the_same_bytes_and_the_same_content(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a", EVERYTHING), written(tmp_path / "b", EVERYTHING)
    for name in ("rows.csv.gz", "rows.parquet", "preview.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    one, two = (json.loads((place / "datapackage.json").read_text()) for place in (first, second))
    assert content_hash(one) == content_hash(two | {"created": "x", "version": "2"})
    assert content_hash(one) != content_hash(two | {"title": "other"})


def test_content_is_the_same_however_a_number_is_held(tmp_path: Path) -> None:
    narrow = pl.DataFrame({"n": pl.Series([1, None], dtype=pl.Int8)})
    wide = pl.DataFrame({"n": pl.Series([1, None], dtype=pl.Int64)})
    hashes = []
    for at, frame in enumerate((narrow, wide, wide.with_columns(pl.col("n").fill_null(0)))):
        text = (written(tmp_path / str(at), frame) / "datapackage.json").read_text()
        hashes.append(json.loads(text)["resources"][0]["logicalHash"])
    assert hashes[0] == hashes[1] != hashes[2]


def test_one_column_keeps_its_empty_rows(tmp_path: Path) -> None:
    place = written(tmp_path / "a", pl.DataFrame({"n": [1, None, 3]}))
    assert read_table(place, strict=True).to_pydict() == {"n": [1, None, 3]}


def test_every_kind_of_frame_gives_the_same_table(tmp_path: Path) -> None:
    dd: Any = importlib.import_module("dask.dataframe")

    rows: dict[str, list[Any]] = {"kode": ["0301", "1103", "4601"], "n": [1, 2, 3]}
    pandas = pd.DataFrame(rows)
    frames = [
        pandas,
        pl.DataFrame(rows),
        pl.LazyFrame(rows),
        pa.table(rows),
        dd.from_pandas(pandas, npartitions=2),
    ]
    found = set()
    for at, frame in enumerate(frames):
        text = (written(tmp_path / str(at), frame) / "datapackage.json").read_text()
        found.add(json.loads(text)["resources"][0]["logicalHash"])
    assert len(found) == 1


def test_descriptor_and_preview_say_what_the_files_hold(tmp_path: Path) -> None:
    place = written(tmp_path / "a", pl.DataFrame({"n": [1, 2, None], "t": ["a", "a", "b"]}))
    resource = json.loads((place / "datapackage.json").read_text())["resources"][0]
    assert (resource["path"], resource["rows"], resource["compression"]) == ("rows.csv.gz", 3, "gz")
    assert resource["bytes"] == (place / "rows.csv.gz").stat().st_size
    assert resource["alternatives"][0]["path"] == "rows.parquet"
    fields = json.loads((place / "preview.json").read_text())["resources"]["rows"]["fields"]
    assert (fields["n"]["nulls"], fields["n"]["min"], fields["n"]["max"], fields["n"]["mean"]) == (
        1,
        1,
        2,
        1.5,
    )
    assert fields["t"]["top"][0] == {"value": "a", "count": 2}


def test_an_older_package_is_replaced_whole_and_other_folders_are_not(tmp_path: Path) -> None:
    place = written(tmp_path / "a", pl.DataFrame({"n": [1]}))
    (place / "left-over.txt").write_text("x")
    written(tmp_path / "a", pl.DataFrame({"n": [2]}))
    assert not (place / "left-over.txt").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="holds other files than a data package"):
        written(other, pl.DataFrame({"n": [1]}))
    assert (other / "mine.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "other"]


def test_a_failed_write_leaves_the_older_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from stabbur.errors import Unavailable

    place = written(tmp_path / "a", pl.DataFrame({"n": [1]}))
    before = (place / "datapackage.json").read_bytes()
    monkeypatch.setattr("stabbur.packages.package.write_json", full_disk)
    with pytest.raises(Unavailable, match="no space left on device"):
        written(tmp_path / "a", pl.DataFrame({"n": [2]}))
    assert (place / "datapackage.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def full_disk(*_: object) -> None:
    raise OSError(28, os.strerror(28))


def test_metadata_comes_from_the_files_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "datapackage.yaml").write_text(
        "name: folketall\ntitle: Fra fil\nkeywords: a, b\nlicenses: CC-BY-4.0\n"
    )
    (tmp_path / "README.md").write_text("---\ntopics: [befolkning]\n---\n# Les <b>meg</b>\n")
    package = Datapackage(folder=tmp_path, title="Fra argument")
    assert package.name == "folketall"
    about = package.metadata
    assert (about["title"], about["keywords"], about["topics"]) == (
        "Fra argument",
        ["a", "b"],
        ["befolkning"],
    )
    assert about["readme"] == "# Les <b>meg</b>"
    assert about["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"


def test_hand_written_descriptor_with_its_tables(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("nr,n\n0301,1\n")
    (tmp_path / "datapackage.json").write_text('{"name": "hand", "resources": [{"path": "rows.csv"}]}')
    place = Datapackage(folder=tmp_path).write(tmp_path / "out")
    assert read_table(place, "rows").to_pydict() == {"nr": ["0301"], "n": [1]}


def test_files_folders_and_addresses_as_resources(tmp_path: Path) -> None:
    folder = tmp_path / "deler"
    folder.mkdir()
    (folder / "a.csv").write_text("nr,n\n0301,1\n")
    (folder / "b.csv").write_text("nr,n\n1103,2\n")
    (tmp_path / "kart.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    package = Datapackage(name="blandet").add_resource(folder).add_resource(tmp_path / "kart.geojson")
    package.add_resource("https://example.org/data/x.csv?a=1", name="kilde")
    place = package.write(tmp_path / "out")
    assert read_table(place, "deler")["nr"].to_pylist() == ["0301", "1103"]
    described = {
        one["name"]: one for one in json.loads((place / "datapackage.json").read_text())["resources"]
    }
    assert described["kart"]["mediatype"] == "application/geo+json"
    assert described["kilde"]["path"] == "https://example.org/data/x.csv?a=1"
    with pytest.raises(NotFound, match="there is no file"):
        package.add_resource(tmp_path / "none.csv")


def test_comparison_by_key_and_by_count(tmp_path: Path) -> None:
    schema = {"primaryKey": "nr"}
    old = written(tmp_path / "a", pl.DataFrame({"nr": ["a", "b", "c"], "n": [1, 2, 3]}), schema=schema)
    new = written(
        tmp_path / "b", pl.DataFrame({"nr": ["b", "c", "d"], "n": [2, 4, 5], "x": [1, 1, 1]}), schema=schema
    )
    found = compare(old, new)
    rows = found["rows"]["rows"]
    assert [rows[key] for key in ("added", "removed", "changed", "unchanged", "key")] == [1, 1, 1, 1, ["nr"]]
    assert rows["examples"] == [{"nr": "c", "changes": {"n": [3, 4]}}]
    assert found["schema"][0]["change"] == "added"
    assert found["summary"] == "1 row added, 1 row removed, 1 row changed and 1 column added."
    assert {"resource": "rows", "field": "n", "measure": "max", "old": 3, "new": 5} in found["statistics"]
    first = written(tmp_path / "c", pl.DataFrame({"n": [1, 1, 2]}))
    second = written(tmp_path / "d", pl.DataFrame({"n": [1, 2, 3]}))
    counts = compare(first, second)["rows"]["rows"]
    assert [counts[key] for key in ("added", "removed", "unchanged", "key")] == [1, 1, 2, None]
    assert compare(first, first)["summary"] == "Nothing changed."


def test_A46_a_formula_is_reported_and_never_changed(tmp_path: Path) -> None:
    frame = pl.DataFrame({"t": ["=1+1", "@SUM(A1)", "+47 22 22", "-5", "a"], "n": [1, 2, 3, 4, 5]})
    package = Datapackage(name="farlig").add_resource(frame, name="rows")
    warnings = [problem for problem in package.validate().warnings if problem.rule == "formula"]
    assert [(one.field, one.row, one.value) for one in warnings] == [("t", 1, "=1+1")]
    assert "2 texts would run as a formula" in warnings[0].message
    assert read_table(package.write(tmp_path / "a"), strict=True)["t"].to_pylist() == frame["t"].to_list()


def test_an_opened_package_is_not_changed(tmp_path: Path) -> None:
    package = Datapackage.open(written(tmp_path / "a", pl.DataFrame({"n": [1]})))
    assert repr(package) == "<Datapackage 'tall': 1 resource>"
    with pytest.raises(BadInput, match="is not changed"):
        package.add_resource(pl.DataFrame({"n": [1]}), name="more")
    with pytest.raises(NotFound, match="there is no data package"):
        Datapackage.open(tmp_path / "none")


@pytest.mark.filterwarnings("error::stabbur.errors.DataWarning")
def test_nothing_is_warned_of_what_is_well(tmp_path: Path) -> None:
    read_table(written(tmp_path / "a", EVERYTHING), strict=True)
    assert issubclass(DataWarning, UserWarning)
