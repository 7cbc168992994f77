"""What is read of a run's folder, in which the run's own code may have put anything."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur.hub.jobs import files as pages
from stabbur.runs.keeping import collecting, ending, files, logs
from stabbur.runs.queue.finishing import finish
from stabbur.runs.queue.rows import text_of
from stabbur.runs.queue.values import Outcome
from tests.runs.queue.given import claimed, put

NAMES = ("log", "log.5", "moved.jsonl", "cells.jsonl", "published.jsonl", "progress.json", "artefacts")


def fifo(file: Path) -> None:
    os.mkfifo(file)


def folder(file: Path) -> None:
    file.mkdir()


def link(file: Path) -> None:
    file.symlink_to("/etc/passwd")


def dangling(file: Path) -> None:
    file.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize("made", [fifo, folder, link, dangling])
def test_what_is_no_plain_file_is_not_there_for_anybody(tmp_path: Path, made: Callable[[Path], None]) -> None:
    for name in (*NAMES, "result.json", "notebook.html", "notebook-without-code.html"):
        made(tmp_path / name)
    assert files.size(tmp_path / "log") is None
    with pytest.raises(OSError, match=r"no plain file|symbolic links"):
        files.opened(tmp_path / "log")
    assert logs.tail(tmp_path) == "".join(logs.whole(tmp_path)) == ""
    assert logs.size(tmp_path) == 0
    assert collecting.collect(tmp_path)["report"] == {
        "moved": [],
        "cells": [],
        "published": [],
        "artefacts": [],
    }
    assert pages.read(tmp_path, "progress.json") == {}
    assert pages.notebooks(tmp_path) == ()
    assert pages.tail(tmp_path).text == pages.after(tmp_path, 0).text == ""


def test_a_link_to_a_folder_shows_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "artefacts").symlink_to("/usr")
    assert collecting.artefacts(tmp_path / "artefacts") == []


def test_only_digits_make_a_part_of_a_log(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("begin\n")
    for name in ("log.²", "log.x", "log." + "9" * 60, "log.0", "log.-5"):
        (tmp_path / name).write_text("no part")
    assert "".join(logs.whole(tmp_path)) == "begin\n"


HARD = (
    b"\xff\xfe",
    b"[" * 200_000,
    b'{"cell":1,"started":1' + b"0" * 400 + b"}",
    b'{"cell":1,"started":NaN,"ended":Infinity,"title":"\\ud800"}',
    b'{"cell":1,"started":1.0,"title":"\\ud800\\u0000"}',
    b'{"cell":[1],"started":1.0}',
    b'{"cell":' + b"9" * 4000 + b',"started":1.0}',
    b'{"cell":2,"started":1e308,"ended":-1e308,"error":[1],"state":"<i>","line":1' + b"0" * 30 + b"}",
    b'{"kind":"\\ud800","source":"\\udfff","direction":"read","rows":1e400,"bytes":1' + b"0" * 60 + b"}",
    b'{"kind":{},"id":"\\ud800","version":-1}',
)


@pytest.mark.parametrize("line", HARD)
def test_what_no_database_takes_becomes_what_it_takes(engine: Engine, tmp_path: Path, line: bytes) -> None:
    for name in ("moved.jsonl", "cells.jsonl", "published.jsonl", "progress.json"):
        (tmp_path / name).write_bytes(line + b"\n")
    (tmp_path / "artefacts").mkdir()
    (tmp_path / "artefacts" / os.fsdecode(b"\xe6rlig.txt")).write_text("x")
    found = collecting.collect(tmp_path)
    assert found["report"]["artefacts"] == [{"path": "\ufffdrlig.txt", "bytes": 1}]
    assert "NaN" not in text_of(found["report"])
    assert "Infinity" not in text_of(found["report"])
    assert isinstance(pages.read(tmp_path, "progress.json"), dict)
    put(engine)
    assert finish(engine, claimed(engine), Outcome("succeeded", **found))


def test_a_report_is_short_however_much_a_run_writes(tmp_path: Path) -> None:
    with (tmp_path / "cells.jsonl").open("w") as cells, (tmp_path / "published.jsonl").open("w") as published:
        for n in range(1, 6000):
            cells.write(json.dumps({"cell": n, "started": 1.0, "title": "t" * 900}) + "\n")
            published.write(json.dumps({"kind": "package", "id": f"x/{n}{'a' * 900}", "version": n}) + "\n")
    with (tmp_path / "moved.jsonl").open("w") as moved:
        for n in range(5000):
            moved.write(json.dumps({"kind": str(n), "source": str(n), "direction": "read", "rows": 1}) + "\n")
    report = collecting.gather(tmp_path)
    assert (len(report.cells), len(report.published)) == (2000, 2000)
    assert len(report.moved) <= 2 * collecting.MOST_SOURCES + 2
    assert report.total("read", "rows") == 5000
    assert max(len(one.title) for one in report.cells) == files.LONGEST


def test_a_reason_from_a_log_is_one_that_a_database_takes(tmp_path: Path) -> None:
    said = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    x\0y\nKeyError: 1\n'
    (tmp_path / "log").write_text(said)
    found = ending.whole(tmp_path, Outcome("failed", reason="exit code 1"))
    assert found.reason == "a.py failed with KeyError in line 1: xy"


def test_a_value_that_no_text_has_is_put_into_the_state_all_the_same() -> None:
    assert text_of({"a": "\ud800"}) == '{"a": "?"}'


def test_words_and_numbers() -> None:
    assert files.word("a\0\ud800b" * 500, 4) == "a?ba"
    assert files.word(7) == ""
    assert files.number(10**400) is files.number(math.nan) is files.number("1") is None
    assert files.number(2) == 2.0
    assert files.count(10**400) == files.LARGEST
    assert files.count(-1) == files.count("7") == 0


def test_a_file_is_put_whatever_lies_there(tmp_path: Path) -> None:
    for n, made in enumerate((fifo, folder, link, dangling)):
        file = tmp_path / str(n)
        made(file)
        files.put(str(file), "ord")
        assert files.content(file) == b"ord"


def test_reading_needs_nothing_but_the_standard_library() -> None:
    code = "from stabbur.runs.keeping import files; files.size('/')"
    source = str(Path(files.__file__).parents[3])
    assert not subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.append({source!r}); {code}"], check=False
    ).returncode


def test_a_file_below_a_folder_is_opened_without_following_any_link(tmp_path: Path) -> None:
    inside = tmp_path / "run" / "artefacts" / "a"
    inside.mkdir(parents=True)
    (inside / "b.txt").write_text("b")
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "out").symlink_to(tmp_path)
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "other").symlink_to(tmp_path / "run")
    before = os.listdir("/proc/self/fd")
    with files.opened_below(tmp_path / "run", "artefacts/a/b.txt") as found:
        assert found.read() == b"b"
    for folder, path in (
        ("run", "artefacts/a/link.txt"),
        ("run", "artefacts/a/out/secret.txt"),
        ("run", "artefacts/a"),
        ("run", "../secret.txt"),
        ("run", "artefacts//a/b.txt"),
        ("run", f"/{tmp_path}/secret.txt"),
        ("run", ""),
        ("other", "artefacts/a/b.txt"),
    ):
        with pytest.raises(OSError, match=r"Err|no plain file"):
            files.opened_below(tmp_path / folder, path)
    assert len(os.listdir("/proc/self/fd")) == len(before)
