"""A notebook is run cell by cell, kept after each, and ends as it should whatever its cells or its kernel do."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from stabbur.projects.project import Project
from stabbur.projects.r import kernel
from tests.runs.execution.conftest import Go, Ran, laid, words, write_notebook

A = "notebooks/a.ipynb"


def said(ran: Ran) -> list[str]:
    """Return what each code cell said."""
    return [
        "".join("".join(one.get("text", "")) for one in cell["outputs"]) for cell in ran.notebook["cells"]
    ]


def test_cells_run_in_the_folder_of_the_notebook_with_their_values(small: Path, go: Go) -> None:
    show = "import os\nprint(year, repr(day), os.path.basename(os.getcwd()), os.environ['JPY_SESSION_NAME'])"
    parameters = "import datetime\nyear: int = 1  # (1-5)\nday = datetime.date(2021, 1, 1)"
    file = write_notebook(small / A, show, parameters=parameters)
    before = file.read_bytes()
    ran = go(small, A, parameters={"year": 3, "day": "2026-02-03"})
    assert (ran.code, ran.out) == (0, f"3 datetime.date(2026, 2, 3) notebooks {file}\n")
    assert [cell["metadata"].get("tags") for cell in ran.notebook["cells"]] == [
        ["parameters"],
        ["injected-parameters"],
        None,
    ]
    assert file.read_bytes() == before, "what lies in the project stays as it is"
    begun = [(one["cell"], one["title"]) for one in ran.cells if "started" in one]
    assert begun == [(1, "import datetime"), (2, "import os")], "cells count as the person's do"
    assert json.loads((ran.folder / "progress.json").read_text())["done"] == 2
    assert not list(ran.folder.glob("k*")), "neither sockets nor the key of the kernel are left"


def test_cell_that_fails_is_told_without_its_data(small: Path, go: Go) -> None:
    write_notebook(small / A, "x = 1", "ok = 2\nraise ValueError('01019912345')", "never = 3")
    ran = go(small, A)
    assert ran.code == 1
    assert ran.reason == "cell 2 failed with ValueError in line 2: raise ValueError('01019912345')"
    assert ran.cells[-1]["state"] == "failed"
    assert (ran.cells[-1]["error"], ran.cells[-1]["line"]) == ("ValueError", 2)
    assert "ValueError: 01019912345" in ran.out, "the log of the run is the person's own"
    assert [cell["execution_count"] for cell in ran.notebook["cells"]] == [1, 2, None]
    assert "ValueError" in (ran.folder / "notebook.html").read_text()


def test_value_of_the_data_stays_out_of_the_reason(small: Path, go: Go) -> None:
    write_notebook(small / A, "rows = ['0101' + '9912345']\nraise KeyError(rows[0])")
    ran = go(small, A)
    assert "01019912345" not in ran.reason
    assert "01019912345" not in (ran.folder / "cells.jsonl").read_text()


def test_cell_that_may_fail_does_not_end_the_run(small: Path, go: Go) -> None:
    file = write_notebook(small / A, "1 / 0", "print('on')")
    told = json.loads(file.read_text())
    told["cells"][0]["metadata"]["tags"] = ["raises-exception"]
    file.write_text(json.dumps(told))
    ran = go(small, A)
    assert ran.code == 0
    assert ran.out.endswith("ZeroDivisionError: division by zero\non\n")


def test_secret_is_stars_in_notebook_and_log(small: Path, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "hemmelig & lang")
    source = "import os, urllib.parse\nvalue = os.environ['STABBUR_SECRET_DVH_PASSWORD']\n"
    write_notebook(
        small / A, source + "print(value)\nprint(urllib.parse.quote(value))\nvalue", "raise OSError(value)"
    )
    ran = go(small, A)
    kept = "".join(file.read_text() for file in ran.folder.iterdir() if file.is_file())
    for text in (ran.out, kept):
        assert "•••" in text
        assert "hemmelig" not in text


def test_output_has_a_limit_and_the_log_has_it_whole(small: Path, go: Go) -> None:
    write_notebook(
        small / A, "for _ in range(60):\n    print('x' * 100_000)", "print('after')", "'y' * 5_000_000"
    )
    ran = go(small, A)
    assert ran.code == 0
    assert ran.out.count("x") >= 6_000_000
    first, second, third = said(ran)
    assert 100_000 < len(first) < 2_100_000
    assert "was left out" in first
    assert second == "after\n"
    assert "was left out" in third
    assert (ran.folder / "notebook.ipynb").stat().st_size < 5_000_000


def test_what_is_said_on_one_stream_is_one_output_and_a_bar_is_its_last_state(small: Path, go: Go) -> None:
    bar = "import sys, time\nfor n in range(4):\n    print(f'{n} of 3', end='\\r', flush=True)\n    time.sleep(0.05)\n"
    write_notebook(small / A, bar + "print('for you', file=sys.stderr)\nprint('done   ')")
    ran = go(small, A)
    assert {(one["name"], "".join(one["text"])) for one in ran.notebook["cells"][0]["outputs"]} == {
        ("stdout", "done   \n"),
        ("stderr", "for you\n"),
    }


def test_kernel_that_is_killed_is_told(small: Path, go: Go) -> None:
    write_notebook(small / A, "print('before', flush=True)", "import os\nos.kill(os.getpid(), 9)")
    ran = go(small, A)
    assert (ran.code, ran.reason) == (1, "the kernel was ended by signal 9")
    assert said(ran)[0] == "before\n"
    assert ran.cells[-1]["state"] == "stopped"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_ran_is_kept_when_a_cell_never_ends(small: Path, tmp_path: Path, number: int) -> None:
    write_notebook(
        small / A, "print('first')", "import time\nprint('begun', flush=True)\nwhile True:\n    time.sleep(1)"
    )
    folder = laid(tmp_path / "runs", small, A)
    with subprocess.Popen(words(folder), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["first\n", "begun\n"]
        process.send_signal(number)
        code = process.wait(30)
    ran = Ran(code, "", folder)
    assert code == (143 if number == signal.SIGTERM else -9)
    assert said(ran)[0] == "first\n"
    assert said(ran)[1] == ("begun\n" if number == signal.SIGTERM else "")
    assert _gone(str(folder / "kernel.json")), "the kernel ends with whoever started it"


def _gone(word: str) -> bool:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        if not any(word in line for line in _commands()):
            return True
        time.sleep(0.1)
    return False


def _commands() -> list[str]:
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            found.append(Path("/proc", number, "cmdline").read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"cells": [{"cell_type": "code", "source": "x", "metadata": {}, "outputs": "none"}]},
            "notebook-bad",
        ),
        ({"metadata": {}}, "notebook-kernel"),
        ({"nbformat": 3}, "notebook-bad"),
    ],
)
def test_notebook_that_is_none_is_refused(small: Path, go: Go, change: dict[str, Any], code: str) -> None:
    file = write_notebook(small / A, "x = 1")
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    ran = go(small, A)
    assert ran.code == 2
    assert code in ran.out
    assert ran.reason


def test_notebook_in_another_language_needs_its_kernel(small: Path, go: Go) -> None:
    write_notebook(small / A, "x = 1", language="julia")
    ran = go(small, A)
    assert ran.code == 6
    assert "has no kernel for it" in ran.reason


def test_notebook_of_r_runs_by_its_own_kernel(small: Path, go: Go) -> None:
    project = Project(small, "small")
    (small / ".venv" / "pyvenv.cfg").write_text("")
    kernel.install(project, shared=False)
    show = "cat(year + 1L, basename(getwd()), '\\n')"
    write_notebook(small / A, show, "stop('no')", parameters="year <- 2021L # (2000-2030)", language="R")
    ran = go(small, A, parameters={"year": 2025})
    assert (ran.code, ran.reason) == (1, "cell 3 failed with ERROR")
    assert ran.out.startswith("2026 notebooks \n")
    assert ran.notebook["metadata"]["language_info"]["name"] == "R"
