"""stabbur runs, and what its commands print."""

import json
import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from stabbur import settings
from stabbur.runs.keeping.collecting import collect
from stabbur.runs.keeping.writing import LogWriter
from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import NewRun
from stabbur.runs.worker.presence import host_name
from stabbur.state import audit
from stabbur.state.engine import engine, writing
from stabbur.state.tables import run as table
from tests.cli.conftest import Run
from tests.runs.keeping.runs import NOON, ROW


@pytest.fixture
def state(run: Run) -> Engine:
    return engine(settings.load())


def past(made: Engine, **more: Any) -> int:
    row = ROW | {"occurrence": os.urandom(4).hex(), "ended": NOON + timedelta(seconds=754)}
    row |= {"host": host_name(), "memory_peak": 300_000_000, "measured": "least"} | more
    with writing(made) as connection:
        return int(connection.execute(insert(table).values(**row).returning(table.c.id)).scalar_one())


def folder(number: int) -> Path:
    made = settings.private() / "runs" / f"{number}.1"
    made.mkdir(parents=True)
    return made


def test_list_says_how_each_went(run: Run, state: Engine) -> None:
    assert run("runs", "list").err.strip() == "no runs"
    past(state)
    past(state, state="failed", reason="cell 3 failed with KeyError", pipeline="demo/andre")
    first, second = run("runs", "list", "--json").rows
    assert (first["run"], first["state"], first["reason"]) == (2, "failed", "cell 3 failed with KeyError")
    assert (second["took"], second["started"]) == ("12 min 34 s", "2026-11-20 13:00:00")
    assert run("runs").out == run("runs", "list").out
    assert [row["run"] for row in run("runs", "list", "--state", "failed", "--json").rows] == [2]
    assert [row["run"] for row in run("runs", "list", "--pipeline", "demo/tall", "--json").rows] == [1]
    assert len(run("runs", "list", "-n", "1", "--json").rows) == 1
    assert run("runs", "list", "--state", "nonsense").code == 2


def test_show_tells_what_is_kept(run: Run, state: Engine) -> None:
    kept = folder(1)
    moved = {"kind": "sql", "source": "dvh", "direction": "read", "rows": 1200, "bytes": 3_400_000}
    wrote = {"kind": "file", "source": "ut.csv", "direction": "write", "rows": 1, "bytes": 24}
    (kept / "moved.jsonl").write_text(f"{json.dumps(moved)}\n{json.dumps(wrote)}\n")
    (kept / "published.jsonl").write_text(
        '{"kind": "package", "id": "demo/tall", "version": 4, "created": true}\n'
    )
    cell = {"cell": 1, "started": 10.0, "title": "Les \x1b[31mdata"}
    (kept / "cells.jsonl").write_text(
        f'{json.dumps(cell)}\n{{"cell": 1, "ended": 12.5, "state": "succeeded"}}\n'
    )
    (kept / "artefacts").mkdir()
    (kept / "artefacts" / "figur.png").write_bytes(b"12345")
    found = collect(kept)
    past(state, **(found | {"report": json.dumps(found["report"])}))
    said = run("runs", "show", "1").out
    for words in ("succeeded", "the working tree", "12 min 34 s", "at least 300 MB", "demo/tall@4",
                  "1,200 rows, 3.4 MB  dvh", "wrote      1 row, 24 bytes  ut.csv", "2.5 s", "schedule, by kari"):  # fmt: skip
        assert words in said
    assert f"artefact   {kept}/artefacts/figur.png  5 bytes" in said
    assert "\x1b" not in said
    [row] = run("runs", "show", "1", "--json").rows
    assert (row["rows_read"], row["report"]["moved"][0]["source"], row["seconds"]) == (1200, "dvh", 754.0)
    assert row["artefacts"] == [{"path": f"{kept}/artefacts/figur.png", "bytes": 5}]
    (kept / "artefacts" / "figur.png").unlink()
    assert "artefact   figur.png" in run("runs", "show", "1").out
    assert run("runs", "show", "99").code == 3


def test_log_is_printed_whole_or_its_end(run: Run, state: Engine) -> None:
    number = past(state)
    writer = LogWriter(str(folder(number) / "log"), 10_000)
    writer.write(b"en\n\x1b[2Jto\n10 %\r100 %\ntre\n")
    writer.close()
    assert run("runs", "log", "1").out == "en\nto\n100 %\ntre\n"
    assert run("runs", "log", "1", "-n", "1").out == "tre\n"
    assert run("runs", "log", "1", "--json").rows == [{"run": 1, "log": "en\nto\n100 %\ntre\n"}]


def test_log_is_followed_until_the_run_ends(run: Run, state: Engine) -> None:
    number = past(state, state="running", ended=None)
    place = folder(number)

    def say() -> None:
        writer = LogWriter(str(place / "log"), 10_000)
        for line in range(5):
            writer.write(f"linje {line}\n".encode())
            time.sleep(0.1)
        writer.close()
        (place / "result.json").write_text("{}")

    thread = threading.Thread(target=say)
    thread.start()
    assert run("runs", "log", "1", "-f").out == "".join(f"linje {line}\n" for line in range(5))
    thread.join()


def test_log_that_is_not_here_says_why(run: Run, state: Engine) -> None:
    past(state, removed=NOON)
    past(state, host="another")
    past(state)
    with writing(state) as connection:
        add(connection, NewRun(project="/p", entry="a.py", actor="kari", cause="person"))
    said = [run("runs", "log", str(number)) for number in (1, 2, 3, 4)]
    assert {one.code for one in said} == {3}
    for one, words in zip(said, ("removed on 2026-11-20", "lie on 'another'", "taken them away", "not started"),
                          strict=True):  # fmt: skip
        assert words in one.err


def test_a_test_run_of_another_is_not_there(run: Run, state: Engine) -> None:
    past(state, purpose="test", actor="another", state="running", ended=None)
    past(state, purpose="test", actor=settings.local_person())
    assert [row["run"] for row in run("runs", "list", "--json").rows] == [2]
    for command in ("show", "log", "cancel"):
        done = run("runs", command, "1")
        assert (done.code, "no run '1'" in done.err) == (3, True)
    assert run("runs", "show", "2").code == 0
    assert not reading.one(state, 1).cancel


def test_cancel_takes_it_out_of_the_queue_once(run: Run, state: Engine) -> None:
    with writing(state) as connection:
        add(connection, NewRun(project="/p", entry="a.py", actor="kari", cause="person"))
    [row] = run("runs", "cancel", "1", "--json").rows
    assert (row["state"], reading.one(state, 1).state) == ("cancelled", "cancelled")
    past(state)
    assert run("runs", "cancel", "2").code == 2
    assert run("runs", "cancel", "99").code == 3


def test_a_test_run_says_that_it_is_one_and_what_it_has_become(run: Run, state: Engine) -> None:
    number = past(state, purpose="test", actor=settings.local_person())
    assert run("runs", "list", "--json").rows[0]["purpose"] == "test"
    said = run("runs", "show", str(number)).out
    assert f"test       it published nothing; what it would: stabbur runs test {number}" in said
    with writing(state) as connection:
        audit.record(connection, "kari", "run.published", str(number), {"versions": ["demo/tall@3"]})
    said = run("runs", "show", str(number)).out
    assert "test       published since as demo/tall@3" in said
    assert "published  demo/tall@3, of what this test run made" in said
    assert run("runs", "show", str(number), "--json").rows[0]["become"] == ["demo/tall@3"]


def test_a_run_that_was_asked_to_end_is_being_stopped(run: Run, state: Engine) -> None:
    number = past(state, state="running", ended=None)
    assert "is being stopped" in run("runs", "cancel", str(number)).out
    assert "state      is being stopped" in run("runs", "show", str(number)).out


def test_show_names_the_notebook_and_its_pages_that_are_there(run: Run, state: Engine) -> None:
    number, left = past(state), folder(1)
    assert "notebook" not in run("runs", "show", str(number)).out
    for name in ("notebook.ipynb", "notebook.html", "notebook-without-code.html"):
        (left / name).touch()
    said = run("runs", "show", str(number)).out
    assert said.count("notebook   /") == 3
    assert f"notebook   {left}/notebook.ipynb\n" in said
    assert run("runs", "show", str(number), "--json").rows[0]["notebooks"][2].endswith("without-code.html")


def test_one_process_that_was_killed_is_one(run: Run, state: Engine) -> None:
    past(state, kills=1)
    assert "1 process killed for want of it" in run("runs", "show", "1").out
