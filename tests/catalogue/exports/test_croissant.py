"""Group 26: mlcroissant, the standard's own reader, takes what we say and loads the rows by it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlcroissant
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stabbur as sb
from stabbur.catalogue.exports.croissant import CONFORMS_TO, croissant, ids
from stabbur.registry import connect
from tests.catalogue.exports.making import BARE, CSV, EVIL, WHOLE, version

ODD = copy.deepcopy(WHOLE)
ODD["resources"][0] |= {"name": "a b/æ#?", "path": "x y æ.csv", "alternatives": []}
ODD["resources"][0]["schema"] = {
    "fields": [{"name": 'k/ø 1#? <b>"'}, {"name": "k_ø_1____b__"}],
    "primaryKey": 'k/ø 1#? <b>"',
}
ODD["files"] = {"x y æ.csv": {"path": "x y æ.csv", "hash": CSV}}


def read(told: dict[str, Any], files: dict[str, str] | None = None) -> Any:
    """Return what mlcroissant makes of a description that went through JSON; a mistake in it raises."""
    return mlcroissant.Dataset(jsonld=json.loads(json.dumps(told)), mapping=files)


@pytest.mark.parametrize("descriptor", [WHOLE, BARE, EVIL, ODD], ids=["whole", "bare", "evil", "odd"])
def test_group_26_mlcroissant_finds_no_mistake(descriptor: dict[str, Any]) -> None:
    issues = read(croissant(version(descriptor))).metadata.ctx.issues
    assert not issues.errors
    lacking = {one for one in issues.warnings if "schema.org/license" not in one}
    assert not lacking, "only the licence, which is the package's to give, may be missing"


@pytest.mark.parametrize(
    "damage",
    [
        lambda told: told["recordSet"][0]["field"][0]["source"].update(fileObject={"@id": "none.csv"}),
        lambda told: told["distribution"][0].update({"@id": "a b"}),
        lambda told: told["distribution"][0].pop("contentUrl"),
    ],
    ids=["unknown file", "blank in an id", "no address"],
)
def test_group_26_mlcroissant_sees_mistakes(damage: Callable[[Any], object]) -> None:
    told = json.loads(json.dumps(croissant(version())))
    damage(told)
    with pytest.raises(mlcroissant.ValidationError):
        read(told)


def test_group_26_rows_are_loaded_by_it(home: Path, tmp_path: Path) -> None:
    frame = pl.DataFrame({"nr": ["0301", "1103"], "antall menn": [3, None], "andel": [0.5, 1.5]})
    dp = sb.Datapackage(name="tall", title="Tall", licenses=[{"name": "CC0-1.0"}])
    dp.add_resource(frame, name="alle-rader")
    registry = connect()
    registry.publish(dp.write(tmp_path / "tall"), owner="demo", access="public")
    published = registry.open("demo/tall")
    told = croissant(version(published.descriptor, number=1))
    files = {one["@id"]: str(published.file(one["name"])) for one in told["distribution"]}
    rows = [list(row.values()) for row in read(told, files).records(told["recordSet"][0]["@id"])]
    assert rows[0] == [b"0301", 3, 0.5]
    assert (rows[1][0], rows[1][2]) == (b"1103", 1.5)


def test_says_the_version_of_the_standard_the_hashes_and_the_types() -> None:
    told = croissant(version())
    assert told["conformsTo"] == CONFORMS_TO == "http://mlcommons.org/croissant/1.1"
    assert [one["sha256"] for one in told["distribution"]] == ["a" * 64, "b" * 64]
    (rows,) = told["recordSet"]
    types = {field["name"]: field["dataType"] for field in rows["field"]}
    assert types["kommunenr"] == "sc:Text"
    assert (types["folketall"], types["endring"], types["by"]) == ("sc:Integer", "sc:Float", "sc:Boolean")
    assert {field["source"]["fileObject"]["@id"] for field in rows["field"]} == {"kommuner.parquet"}
    assert [one["@id"] for one in rows["key"]] == ["kommuner/rows/kommunenr", "kommuner/rows/år"]


def test_a_file_without_a_hash_is_left_to_others() -> None:
    told = croissant(version(EVIL))
    assert "distribution" not in told
    assert "recordSet" not in told


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), unique=True))
def test_ids_are_different_and_have_no_blanks(names: list[str]) -> None:
    found = ids(names)
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    assert not any(letter.isspace() or letter in '#?/<>"' for id in found.values() for letter in id)
