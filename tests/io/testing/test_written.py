"""The list of what a test run would have written: in order, by several processes, and whole but for a cut."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from stabbur.io.testing.rows import columns_of, keep_rows, rows_of
from stabbur.io.testing.written import LOG, Written, listed, note

ONE = Written("table", "base: tall", "append", 2, 10, {"n": "int64"}, "rows/a.arrow", "sqlite-1", "tall")


def test_nothing_was_written(tmp_path: Path) -> None:
    assert listed(tmp_path / "test") == []


def test_what_is_noted_comes_back_in_order(tmp_path: Path) -> None:
    place = tmp_path / "test"
    other = replace(ONE, kind="file", target="/æøå/«tall» .csv", table="", sink="")
    for one in (ONE, other, ONE):
        note(place, one)
    assert listed(place) == [ONE, other, ONE]


def test_those_who_write_at_once_do_not_mix(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: note(tmp_path, replace(ONE, rows=n, target="x" * 3000)), range(200)))
    assert sorted(one.rows for one in listed(tmp_path)) == list(range(200))


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    note(tmp_path, ONE)
    with (tmp_path / LOG).open("a") as file:
        file.write('{"kind": "fi')
    assert listed(tmp_path) == [ONE]
    note(tmp_path, ONE)
    assert listed(tmp_path) == [ONE, ONE]


def test_rows_are_kept_as_they_are(tmp_path: Path) -> None:
    table = pa.table({"a": pa.array(["x", None]).dictionary_encode(), "b": pa.array([1, 2], pa.int8())})
    file, size = keep_rows(tmp_path, table)
    assert rows_of(tmp_path, replace(ONE, file=file)).equals(table)
    assert (tmp_path / file).stat().st_size == size
    assert columns_of(table) == {"a": "dictionary<values=string, indices=int32, ordered=0>", "b": "int8"}
