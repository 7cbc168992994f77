"""Values that cannot be right in a package's names, texts, views and paths: an error of ours for each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput, StabburError
from stabbur.packages import Datapackage
from tests.frames.test_given import ODD

FRAME = pl.DataFrame({"a": ["x", "y"], "n": [1, 2]})
HOLDS_ITSELF: dict[str, Any] = {"mark": "bar"}
HOLDS_ITSELF["layer"] = [HOLDS_ITSELF]


def package() -> Datapackage:
    return Datapackage(name="n").add_resource(FRAME, name="r")


def view(**more: Any) -> Datapackage:
    return package().add_view(**({"type": "bar", "x": "a", "y": "n"} | more))


WAYS: dict[str, Callable[[Any], object]] = {
    "package name": lambda v: Datapackage(name=v),
    "resource name": lambda v: Datapackage(name="n").add_resource(FRAME, name=v),
    "view name": lambda v: view(name=v),
    "view type": lambda v: view(type=v),
    "view resource": lambda v: view(resource=v),
    "x": lambda v: view(x=v),
    "y": lambda v: view(y=v),
    "colour": lambda v: view(colour=v),
    "columns": lambda v: package().add_view(type="table", columns=[v]),
    "where": lambda v: view(where=v),
    "aggregate": lambda v: view(aggregate=v),
    "sort": lambda v: view(sort=v),
    "view title": lambda v: view(title=v),
    "spec": lambda v: package().add_view(spec={"mark": "bar", "width": {1: v}, "x": HOLDS_ITSELF}),
    "story": lambda v: package().add_story(v),
    "story name": lambda v: package().add_story("s.html", name=v),
    "write": lambda v: package().write(v),
    "folder": lambda v: Datapackage(name="n", folder=v),
    "open": lambda v: Datapackage.open(v),
    "formats": lambda v: Datapackage(name="n").add_resource(FRAME, name="r", formats=v),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.html").write_text("<p>x</p>")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("odd", ODD)
def test_A8_what_cannot_be_right_is_an_error_of_ours(way: str, odd: str) -> None:
    with pytest.raises(StabburError):
        WAYS[way](ODD[odd])


@pytest.mark.parametrize("value", [10**5_000, -(10**301)], ids=["large", "small"])
def test_A8_a_number_without_end_is_no_metadata(value: int) -> None:
    with pytest.raises(BadInput, match="digits"):
        Datapackage(name="n", more=value)


@pytest.mark.parametrize("path", ["a\0b", "\ud800", "x" * 5_000])
def test_A8_a_path_that_no_disk_holds_is_our_error(path: str) -> None:
    for use in (package().write, package().add_story, package().add_notebook, Datapackage.open):
        with pytest.raises(StabburError):
            use(path)


def test_A8_where_names_columns_and_values_that_fit() -> None:
    for where in ({None: 1}, {"a": ODD["deep"]}, {"n": 10**5_000}):
        with pytest.raises(StabburError):
            view(where=where).write("out")
