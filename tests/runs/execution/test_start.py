"""What a shim starts: at once where nothing is to be worked out, and looked at anew as soon as anything changed."""

import json
import os
from pathlib import Path

import pytest

from stabbur.runs.execution import start
from tests.runs.execution.conftest import Go, settle


def test_script_is_the_bare_command(small: Path, go: Go) -> None:
    (small / "a.py").write_text(
        "import os, sys\nprint(sys.argv, os.getcwd(), __name__, sys.flags.isolated)\n"
    )
    done = go(small, "a.py")
    assert done.code == 0
    assert done.out.strip() == f"['{small / 'a.py'}'] {small} __main__ 0"


def test_exit_code_is_that_of_the_script(small: Path, go: Go) -> None:
    (small / "a.py").write_text("raise SystemExit(7)")
    assert go(small, "a.py").code == 7


def test_script_knows_its_run(small: Path, go: Go) -> None:
    (small / "a.py").write_text("import os, json\nprint(json.dumps(dict(os.environ)))")
    done = go(small, "a.py")
    told = json.loads(done.out)
    assert told["STABBUR_RUN_FOLDER"] == str(done.folder)
    assert told["VIRTUAL_ENV"] == f"{small}/.venv"
    assert told["PATH"].split(os.pathsep)[0] == f"{small}/.venv/bin"


@pytest.mark.parametrize("change", ["pyproject.toml", ".venv/bin/python"])
def test_change_is_seen(small: Path, change: str) -> None:
    assert start.settled(str(small))
    (small / change).write_bytes((small / change).read_bytes())  # written anew, though nothing else is in it
    assert not start.settled(str(small))


def test_note_that_is_cut_counts_as_none(small: Path) -> None:
    (small / ".venv" / start.SEEN).write_text("{")
    assert not start.settled(str(small))
    (small / ".venv" / start.SEEN).write_text("{}")
    assert not start.settled(str(small))
    settle(small)
    assert start.settled(str(small))


def test_values_and_commits_are_worked_out_first(small: Path) -> None:
    job: start.Job = {"project": str(small), "entry": "a.py", "python": "p", "parameters": {"year": 1}}
    (small / "a.py").write_text("")
    assert start.direct(job, "/f") is None
    assert start.direct(job | {"parameters": {}}, "/f") == [f"{small}/.venv/bin/python", f"{small}/a.py"]
    assert start.direct(job | {"entry": "a.sh", "parameters": {}}, "/f") is None
    assert start.direct(job | {"entry": "m:f", "parameters": {}}, "/f") is not None
