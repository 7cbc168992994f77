"""Files of a table: the same bytes each time, and described as they are."""

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput
from stabbur.packages.content import file_hash
from stabbur.packages.tables.describe import described_schema
from stabbur.packages.tables.files import Resource, check_formats, write_table
from stabbur.packages.tables.spool import Spool

FRAME = pl.DataFrame({"nr": ["0301", "1103"], "tom": [None, None], "n": [1, 2]})


def resource(**more: Any) -> Resource:
    return Resource("r", {"title": "T", "schema": described_schema(FRAME, None, "r")}, **more)


@pytest.mark.parametrize("held", [{"frame": FRAME}, {"spool": Spool([FRAME[:1], FRAME[1:]])}])
def test_files_are_described_as_they_are(tmp_path: Path, held: dict[str, Any]) -> None:
    found = write_table(resource(**held), tmp_path)
    assert (found["name"], found["type"], found["title"], found["rows"]) == ("r", "table", "T", 2)
    for file in (found, *found["alternatives"]):
        path = tmp_path / file["path"]
        assert file["bytes"] == path.stat().st_size
        assert file["hash"] == file_hash(path)
    assert gzip.decompress((tmp_path / "r.csv.gz").read_bytes()) == b"nr,tom,n\n0301,,1\n1103,,2\n"
    assert pl.read_parquet(tmp_path / "r.parquet").schema["tom"] == pl.String


@pytest.mark.parametrize(
    ("formats", "files"), [(("csv",), ["r.csv.gz"]), (("parquet",), ["r.parquet"]), ("csv", ["r.csv.gz"])]
)
def test_only_the_formats_that_were_asked_for(tmp_path: Path, formats: Any, files: list[str]) -> None:
    write_table(resource(frame=FRAME, formats=check_formats(formats)), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == files


@pytest.mark.parametrize("formats", [[], "xlsx", ["csv", "xlsx"], 3, None, [{}]])
def test_formats_that_are_not_written(formats: Any) -> None:
    with pytest.raises(BadInput, match="a table is written as csv and parquet"):
        check_formats(formats)


def test_a_resource_without_rows_has_no_table(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="resource 'r' has no table"):
        write_table(Resource("r", {}), tmp_path)
    assert Resource("r", {}).table is None
    assert Resource("r", {}).columns({"a"}) is None


def test_only_some_columns_of_a_table_on_disk_are_read() -> None:
    spool = resource(spool=Spool([FRAME[:1], FRAME[1:]]))
    whole = resource(frame=FRAME)
    some, all_of_it = spool.columns({"n", "none"}), whole.columns({"n"})
    assert some is not None
    assert some.to_dict(as_series=False) == {"n": [1, 2]}
    assert all_of_it is FRAME
