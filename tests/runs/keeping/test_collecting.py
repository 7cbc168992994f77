"""What is gathered from a run's folder, also from one that a kill left in the middle of a line."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stabbur as sb
from stabbur.runs.keeping import collecting, files
from stabbur.runs.keeping.collecting import Moved, collect
from stabbur.runs.queue.values import Outcome


def told(folder: Path, name: str, *lines: dict[str, Any]) -> None:
    (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def read(source: str, rows: int, size: int, direction: str = "read") -> dict[str, Any]:
    return {"kind": "sql", "source": source, "direction": direction, "rows": rows, "bytes": size}


def test_gathers_what_a_process_moved(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "7.1"
    folder.mkdir()
    monkeypatch.setenv("STABBUR_RUN_FOLDER", str(folder))
    monkeypatch.chdir(tmp_path)
    frame = pl.DataFrame({"n": [1, 2, 3]})
    sb.to_sql(frame, table="tall", sink="tall.sqlite", mode="replace")
    for _ in range(2):
        sb.read_sql("select * from tall", source="tall.sqlite")
    package = sb.Datapackage(name="tall", title="Tall", licenses=["CC-BY-4.0"], description="Tre tall")
    package.add_resource(frame, name="tall")
    sb.publish(package, owner="demo")
    found = collect(folder)
    assert (found["rows_read"], found["rows_written"]) == (6, 6)
    assert found["bytes_read"] > 0
    assert [(one["source"], one["times"], one["direction"]) for one in found["report"]["moved"]] == [
        ("demo/tall@1", 1, "write"),
        ("tall.sqlite", 2, "read"),
        ("tall.sqlite", 1, "write"),
    ]
    version = {"kind": "package", "id": "demo/tall", "version": 1, "created": True}
    assert found["report"]["published"] == [version]
    assert Outcome("succeeded", **found).report == found["report"]


def test_sums_by_source_the_largest_first(tmp_path: Path) -> None:
    told(tmp_path, "moved.jsonl", read("dvh", 1, 10), read("skatt", 5, 500), read("dvh", 2, 20))
    report = collecting.gather(tmp_path)
    assert report.moved == [Moved("sql", "skatt", "read", 1, 5, 500), Moved("sql", "dvh", "read", 2, 3, 30)]
    assert report.total("read", "rows") == 8
    assert report.total("write", "bytes") == 0


def test_puts_very_many_sources_in_one_line(tmp_path: Path) -> None:
    told(tmp_path, "moved.jsonl", *(read(f"fil-{n}", 1, 1) for n in range(collecting.MOST_SOURCES + 100)))
    report = collecting.gather(tmp_path)
    assert len(report.moved) == collecting.MOST_SOURCES + 1
    assert report.total("read", "rows") == collecting.MOST_SOURCES + 100


def test_passes_over_what_was_cut_and_what_is_nonsense(tmp_path: Path) -> None:
    good = json.dumps(read("dvh", 1, 10))
    (tmp_path / "moved.jsonl").write_text(f'[1]\n{good}\nnull\n{{"rows": "x", "bytes": -4}}\n{good[:30]}')
    found = collect(tmp_path)
    assert (found["rows_read"], found["bytes_read"]) == (1, 10)


def test_counts_on_after_a_line_without_an_end(tmp_path: Path) -> None:
    (tmp_path / "moved.jsonl").write_text("x" * 3_000_000 + "\n" + json.dumps(read("dvh", 1, 10)) + "\n")
    assert collect(tmp_path)["rows_read"] == 1


def test_finds_nothing_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    found = collect(tmp_path / "borte")
    assert found.pop("report") == {"moved": [], "cells": [], "published": [], "artefacts": []}
    assert set(found.values()) == {0}


def test_tells_how_long_each_cell_took(tmp_path: Path) -> None:
    told(
        tmp_path,
        "cells.jsonl",
        {"cell": 1, "started": 100.0, "title": "Les data"},
        {"cell": 1, "ended": 102.5, "state": "failed", "error": "KeyError", "line": 3, "code": "df[år]"},
        {"cell": 3, "started": 103.0, "title": "x" * 1000},
    )
    first, last = collecting.gather(tmp_path).cells
    assert (first.index, first.title, first.seconds, first.state) == (1, "Les data", 2.5, "failed")
    assert (first.error, first.line, first.code) == ("KeyError", 3, "df[år]")
    assert (last.index, last.seconds, last.state, len(last.title)) == (3, None, "running", files.LONGEST)


def test_names_a_version_once(tmp_path: Path) -> None:
    one = {"kind": "package", "id": "demo/tall", "version": 2}
    told(tmp_path, "published.jsonl", one | {"created": True}, one | {"created": False})
    assert collecting.gather(tmp_path).published == [one | {"created": True}]


def test_lists_artefacts_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "artefacts" / "form").mkdir(parents=True)
    (tmp_path / "artefacts" / "form" / "tall.json").write_text("{}")
    (tmp_path / "artefacts" / "ut").symlink_to("/etc/passwd")
    assert collecting.gather(tmp_path).artefacts == [{"path": "form/tall.json", "bytes": 2}]


@given(st.lists(st.dictionaries(st.sampled_from(["rows", "bytes", "cell", "started", "ended", "version"]),
    st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))), max_size=5))  # fmt: skip
def test_never_fails_at_what_a_run_wrote(lines: list[dict[str, Any]]) -> None:
    assert collecting.moved(lines) is not None
    assert collecting.cells(lines) is not None
    assert collecting.published(lines) is not None
