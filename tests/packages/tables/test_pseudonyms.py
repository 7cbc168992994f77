"""A package tells of each field how it was pseudonymised, whatever was done to the frame since."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.disclosure.pseudonyms import create_key
from stabbur.packages.content import content_hash


@pytest.fixture(autouse=True)
def key(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create_key("skatt", store="state")


DF = pl.DataFrame(
    {"fnr": ["01012012345", "02022012345", None], "navn": ["Kari", "Ola", "Liv"], "alder": [1, 2, 3]}
)
RULES = {"fnr": "siv", "navn": "redact"}


def fields(data: object) -> dict[str, Any]:
    written = sb.Datapackage(name="a").add_resource(data, name="r").descriptor
    return {one["name"]: one.get("pseudonymisation") for one in written["resources"][0]["schema"]["fields"]}


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_each_field_tells_its_algorithm_key_and_time(kind: str) -> None:
    made = sb.pseudonymise(DF, RULES, key="skatt").sort("alder", descending=True).head(2)
    told = fields({"polars": made, "pandas": made.to_pandas(), "arrow": made.to_arrow()}[kind])
    assert (told["fnr"]["algorithm"], told["fnr"]["key"]) == ("AES-256-SIV", "skatt@1")
    assert told["fnr"]["time"].startswith("20")
    assert told["navn"]["method"] == "redact"
    assert told["alder"] is None


def test_a_renamed_field_is_known_and_another_of_the_old_name_is_not() -> None:
    made = (
        sb.pseudonymise(DF, RULES, key="skatt").rename({"fnr": "id"}).with_columns(fnr=pl.lit("01012012345"))
    )
    told = fields(made)
    assert told["id"]["method"] == "siv"
    assert told["fnr"] is None


def test_one_value_in_clear_is_enough_to_tell_nothing() -> None:
    made = sb.pseudonymise(DF, RULES, key="skatt")
    mixed = pl.concat([made, DF.head(1)])
    assert fields(mixed)["fnr"] is None


def test_fields_inside_are_told_by_their_path() -> None:
    df = pl.DataFrame({"person": [{"fnr": "01012012345", "alder": 1}]})
    told = fields(sb.pseudonymise(df, {"**/fnr": "siv"}, key="skatt"))
    assert told["person"]["fields"]["person/fnr"]["key"] == "skatt@1"


def test_made_again_it_is_the_same_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for place, offset in (("one", "0"), ("two", "3600")):
        monkeypatch.setenv("STABBUR_TEST", "1")
        monkeypatch.setenv("STABBUR_CLOCK", offset)
        package = sb.Datapackage(name="a").add_resource(sb.pseudonymise(DF, RULES, key="skatt"), name="r")
        package.write(tmp_path / place)
        found.append(package.descriptor)
    told = [one["resources"][0]["schema"]["fields"][0]["pseudonymisation"]["time"] for one in found]
    assert told[0] != told[1]
    assert content_hash(found[0]) == content_hash(found[1])


def test_another_key_is_other_content(tmp_path: Path) -> None:
    create_key("helse", store="state")
    hashes = set()
    for key in ("skatt", "helse"):
        package = sb.Datapackage(name="a").add_resource(sb.pseudonymise(DF, {"navn": "redact"}), name="r")
        package.add_resource(sb.pseudonymise(DF, {"fnr": "ff1"}, key=key), name=key[:1] + "x")
        package.write(tmp_path / key)
        hashes.add(content_hash(package.descriptor))
    assert len(hashes) == 2
