"""What is handed to the native drawing: nothing in a package may end the process or hang it."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput
from stabbur.packages import Datapackage
from stabbur.packages.views.drawable import LONGEST, UNDRAWABLE, drawable, visible

BAD = ["\x01", "\x0b", "\x1b", "\ufffe", "\uffff", "\x00"]


def drawn(folder: Path, frame: pl.DataFrame, **view: Any) -> str:
    package = Datapackage(name="n").add_resource(frame, name="rows").add_view("v", **view)
    package.write(folder / "n")
    return (folder / "n" / "views" / "v.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("bad", BAD)
def test_A1_a_character_that_xml_lacks_is_drawn_as_a_replacement(tmp_path: Path, bad: str) -> None:
    name = f"s{bad if bad != chr(0) else ''}ted"  # a frame's own names are refused with NUL in them
    frame = pl.DataFrame({name: [f"Os{bad}lo", "Bergen"], "n": [1, 2]})
    svg = drawn(tmp_path, frame, type="bar", x=name, y="n", title=f"Ti{bad}ttel")
    ET.fromstring(svg)
    assert "Os\ufffdlo" in svg


@pytest.mark.parametrize("bad", BAD)
def test_A1_so_it_is_in_a_given_spec_and_its_own_rows(tmp_path: Path, bad: str) -> None:
    spec = {
        "data": {"values": [{"a": f"x{bad}y", "n": 1}]},
        "title": f"T{bad}",
        "mark": "bar",
        "encoding": {
            "x": {"field": "a", "type": "nominal"},
            "y": {"field": "n", "type": "quantitative", "title": f"kr{bad}"},
        },
    }
    svg = drawn(tmp_path, pl.DataFrame({"n": [1]}), spec=spec)
    ET.fromstring(svg)
    assert "x\ufffdy" in svg
    assert "kr\ufffd" in svg


def test_A7_a_title_of_a_million_characters_is_drawn_cut(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["y" * 1_000_000, "z"], "n": [1, 2]})
    svg = drawn(tmp_path, frame, type="bar", x="a", y="n", title="x" * 1_000_000)
    assert len(svg) < 100_000


def test_A7_two_long_texts_that_begin_alike_stay_two() -> None:
    long = "x" * 1_000
    rows = drawable({"data": {"values": [{"a": long + "1"}, {"a": long + "2"}, {"a": long + "1"}]}})["data"]
    first, second, third = (row["a"] for row in rows["values"])
    assert first == third != second
    assert len(first) == LONGEST


def test_A7_expressions_and_inline_files_are_not_cut() -> None:
    spec = {"transform": [{"calculate": "1+" * 500 + "1"}], "data": {"values": "a,b\n" * 500}}
    assert drawable(spec) == spec


def test_A7_a_column_whose_name_nobody_reads_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot be drawn"):
        drawable({"data": {"values": [{"n" * 3_000: 1}]}})


@given(st.text())
def test_every_text_becomes_one_that_xml_holds(text: str) -> None:
    found = visible(text)
    assert len(found) == len(text)
    assert not UNDRAWABLE.search(found)
    assert visible(found) == found
