"""Values at the doors: whatever somebody hands in, the answer is an error of ours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import stabbur as sb
from stabbur.frames.given import need_text, one_of, shown

DEEP: list[Any] = []
for _ in range(5_000):
    DEEP = [DEEP]
ODD: dict[str, Any] = {
    "number": 5,
    "list": [5],
    "deep": DEEP,
    "NA": pd.NA,
    "array": np.array([1, 2]),
    "frame": pd.DataFrame({"a": [1, 2]}),
    "polars": pl.DataFrame({"a": [1, 2]}),
    "half": "\ud800",
    "digits": 10**5_000,
}
FRAME = pl.DataFrame({"a": ["x"]})
WAYS: dict[str, Callable[[Any], object]] = {
    "columns": lambda v: sb.read_file("t.csv", columns=v),
    "format": lambda v: sb.read_file("t.csv", format=v),
    "as_": lambda v: sb.read_file("t.csv", as_=v),
    "encoding": lambda v: sb.read_file("t.csv", encoding=v),
    "to_file format": lambda v: sb.to_file(FRAME, "x.csv", format=v),
    "sqlite table": lambda v: sb.to_sql(FRAME, table=v, sink="t.sqlite"),
    "duckdb table": lambda v: sb.to_sql(FRAME, table=v, sink="t.duckdb"),
    "mode": lambda v: sb.to_sql(FRAME, table="t", sink="t.sqlite", mode=v),
    "query": lambda v: sb.read_sql(v, source="t.sqlite"),
    "service query": lambda v: sb.read_service("http://127.0.0.1:9/", query=v),
    "service method": lambda v: sb.read_service("http://127.0.0.1:9/", method=v),
    "service headers": lambda v: sb.read_service("http://127.0.0.1:9/", headers=v),
    "service source": lambda v: sb.read_service("x", source=v),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path))
    Path("t.csv").write_text("a\n1\n")
    sb.to_sql(FRAME, table="t", sink="t.sqlite")
    sb.to_sql(FRAME, table="t", sink="t.duckdb")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("odd", ODD)
def test_what_cannot_be_right_is_an_error_of_ours(way: str, odd: str) -> None:
    with pytest.raises(sb.StabburError):
        WAYS[way](ODD[odd])


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_half_a_character_is_bound_to_no_query(kind: str) -> None:
    with pytest.raises(sb.BadInput, match="half a character"):
        sb.read_sql("select :a", source=f"t.{kind}", params={"a": "\ud800"})
    with pytest.raises(sb.BadInput, match="without columns"):
        sb.to_sql(pl.DataFrame(), table="z", sink=f"t.{kind}")


@pytest.mark.parametrize("option", ["encoding", "delimiter", "quote"])
def test_a_zero_sign_is_no_option_of_text(option: str) -> None:
    wish: dict[str, Any] = {option: "\0"}
    with pytest.raises(sb.BadInput):
        sb.read_file("t.csv", **wish)


def test_values_are_shown_and_compared() -> None:
    assert shown(5) == "5"
    assert shown(10**5_000) == "a int too long to show"
    assert one_of("a", ["a"])
    assert not one_of(np.array(["a"]), ["a"])
    assert need_text("ø", "title") == "ø"
