"""A property that is nearly one of the standard's is kept, with a warning that names the near one."""

import warnings

import polars as pl
import pytest

from stabbur.errors import BadInput, DataWarning
from stabbur.packages import Datapackage


@pytest.mark.parametrize(
    ("slip", "near"), [("licence", "licenses"), ("keyword", "keywords"), ("contributor", "contributors")]
)
def test_a_slip_in_a_package_is_told_where_it_was_written(slip: str, near: str) -> None:
    with pytest.warns(
        DataWarning, match=f"'{slip}' is no property of a data package: is it '{near}'"
    ) as told:
        package = Datapackage(name="a", **{slip: "MIT"})
    assert told[0].filename == __file__
    assert package.descriptor[slip] == "MIT"


def test_a_slip_in_a_resource_is_told_where_it_was_written() -> None:
    with pytest.warns(DataWarning, match="'shema' is no property of a resource: is it 'schema'") as told:
        Datapackage(name="a").add_resource(pl.DataFrame({"n": [1]}), name="n", shema="x")
    assert told[0].filename == __file__


def test_ones_own_properties_are_no_slips() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Datapackage(name="a", ministry="x", topics=["befolkning"], language="nb")


def test_a_view_of_columns_is_a_table_and_one_of_nothing_is_told() -> None:
    package = Datapackage(name="a").add_resource(pl.DataFrame({"n": [1], "m": [2]}), name="n")
    assert package.add_view(columns=["m"]).views["table"].kind == "table"
    with pytest.raises(BadInput, match="the view has no type"):
        package.add_view("empty")
    with pytest.raises(BadInput, match="the package has no name"):
        Datapackage(name="", title="T")
