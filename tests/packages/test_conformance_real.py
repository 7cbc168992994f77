"""Data Package v2, conformance group 24: packages that others published are read whole, as frictionless reads them."""

import json
import warnings
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import DataWarning
from stabbur.packages import Datapackage

PACKAGES = Path(__file__).parents[1] / "data" / "packages"
NAMES = sorted(path.name for path in PACKAGES.iterdir() if path.is_dir())
# what a reader is told of the packages that are older than the standard of today
OLDER = {
    "country-codes": "'id', 'type' and 'url' of a licence are read as 'name' and 'path'",
    "country-list": "a resource without a name is called 'data'",
    "currency-codes": "a resource without a name is called 'codes-all'",
    "geo-lat-lon-as-numbers": "'id', 'type' and 'url' of a licence",
    "geopoint-array": "'id', 'type' and 'url' of a licence",
    "geopoint-default": "'id', 'type' and 'url' of a licence",
    "geopoint-object": "'id', 'type' and 'url' of a licence",
    "gross-domestic-product-2014": "'id', 'type' and 'url' of a licence",
    "periodic-table": "'id', 'type' and 'url' of a licence",
    "s-and-p-500": "'id', 'type' and 'url' of a licence",
    "s-and-p-500-companies": "'license' is read as 'licenses'",
}
# of those, what frictionless 5.21 still takes
TAKEN = {"s-and-p-500", "s-and-p-500-companies"}


def opened(name: str) -> Datapackage:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return Datapackage.open(PACKAGES / name)


TABLES = [(name, resource) for name in NAMES for resource in opened(name).resources]


@pytest.mark.parametrize("name", NAMES)
def test_group_24_a_real_package_is_valid(name: str) -> None:
    report = opened(name).validate()
    assert report.errors == [], str(report)


@pytest.mark.parametrize("name", NAMES)
def test_group_24_an_older_package_is_read_with_a_warning_and_no_other(name: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Datapackage.open(PACKAGES / name)
    said = [str(one.message) for one in caught]
    assert len(said) == (name in OLDER)
    assert all(OLDER[name] in one for one in said), said
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = frictionless.validate(str(PACKAGES / name / "datapackage.json"))
    assert peer.valid == (name not in OLDER or name in TAKEN)


@pytest.mark.filterwarnings("ignore:.*of an older kind")
@pytest.mark.parametrize(("name", "resource"), TABLES)
def test_group_24_every_row_and_cell_is_as_frictionless_reads_it(name: str, resource: str) -> None:
    frame = sb.read_dp(PACKAGES / name, resource=resource, as_="polars")
    described = opened(name).resources[resource].descriptor
    asked: dict[str, Any] = {
        key: described[key] for key in ("name", "path", "schema", "encoding", "dialect") if key in described
    }
    with frictionless.Resource.from_descriptor(asked, basepath=str(PACKAGES / name)) as peer:
        rows = [row.to_dict() for row in peer.row_stream]
    assert frame.columns == list(rows[0])
    assert frame.height == len(rows) > 0
    for field in described["schema"]["fields"]:
        column, kind = field["name"], field.get("type", "any")
        theirs = [plain(row[column], kind) for row in rows]
        assert [plain(one, kind) for one in frame[column].to_list()] == theirs, column


def plain(value: Any, kind: str) -> Any:
    """Return a value in one form: a point as two numbers, a number as the nearest float."""
    if kind == "geopoint" and isinstance(value, str):
        value = json.loads(value if value[:1] in "[{" else f"[{value}]")
    if isinstance(value, dict):
        return [float(value["lon"]), float(value["lat"])]
    if isinstance(value, list | tuple):
        return [float(one) for one in value]
    return float(value) if kind == "number" and value is not None else value


@pytest.mark.filterwarnings("ignore:.*of an older kind")
def test_group_24_namibia_is_no_missing_value() -> None:
    frame = sb.read_dp(PACKAGES / "country-list", as_="pandas")
    assert frame.loc[frame["Name"] == "Namibia", "Code"].tolist() == ["NA"]


@pytest.mark.filterwarnings("ignore:.*of an older kind")
@pytest.mark.parametrize(("name", "resource"), TABLES)
def test_group_24_a_real_table_survives_writing(tmp_path: Path, name: str, resource: str) -> None:
    frame = sb.read_dp(PACKAGES / name, resource=resource, as_="polars")
    place = Datapackage(name="again").add_resource(frame, name="rows").write(tmp_path / "again")
    for strict in (False, True):
        again = sb.read_dp(place, as_="polars", strict=strict)
        assert isinstance(again, pl.DataFrame)
        assert again.equals(frame, null_equal=True)
