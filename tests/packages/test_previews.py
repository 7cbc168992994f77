"""What a page shows of tables without reading them is theirs, where some of them hide figures."""

import json
from pathlib import Path

import polars as pl

import stabbur as sb
from stabbur.packages.difference import compare
from stabbur.packages.previews import made_anew

RAW = pl.DataFrame({"kommune": ["A", "B", "C", "I alt"], "personer": [2, 20, 30, 52]})


def test_A23_measures_of_a_protected_package_are_those_of_its_tables(tmp_path: Path) -> None:
    """A preview that was changed by hand could tell what the table hides, under any name."""
    hidden = sb.suppress(RAW, "kommune", "personer")
    dp = sb.Datapackage(name="tall").add_resource(hidden, name="kommuner")
    folders = [dp.write(tmp_path / str(at)) for at in range(2)]
    for at, folder in enumerate(folders):
        told = {
            "resources": {"kommuner": {"fields": {"status": {"min": f"A: {at}"}, "A": {"mean": at}}}, "B": {}}
        }
        (folder / "preview.json").write_text(json.dumps(told), "utf-8")
    assert compare(*folders)["statistics"] == []


def test_a_package_that_hides_nothing_has_the_preview_that_it_was_written_with(tmp_path: Path) -> None:
    assert made_anew(sb.Datapackage(name="tall").add_resource(RAW, name="alt").write(tmp_path / "a")) is None


def test_a_table_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    dp = sb.Datapackage(name="tall").add_resource(sb.suppress(RAW, "kommune", "personer"), name="a")
    folder = dp.add_resource(RAW, name="b").write(tmp_path / "a")
    (folder / "b.parquet").write_bytes(b"x")
    made = made_anew(folder)
    assert made is not None
    assert set(made["resources"]) == {"a"}
