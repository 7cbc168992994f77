"""What a run's folder adds to how it ended: a failed script says where, and never what it said of data."""

from pathlib import Path

import pytest

from stabbur.runs.keeping.ending import failed_at, whole
from stabbur.runs.queue.values import FAILED, SUCCEEDED, TIMED_OUT, Outcome

SAID = """les 3 rader
Traceback (most recent call last):
  File "/p/hent.py", line 9, in <module>
    les("kommune")
  File "/p/src/tall/les.py", line 4, in les
    return frame[name]
           ~~~~~^^^^^^
  File "/p/.venv/lib/python3.11/site-packages/pandas/core/frame.py", line 4102, in __getitem__
    raise KeyError(key)
KeyError: 'kommune 0301 Kari'
"""


def laid(folder: Path, text: str) -> Path:
    (folder / "log").write_text(text)
    return folder


def test_failed_script_names_the_line_of_the_persons_own_code_and_not_the_message(tmp_path: Path) -> None:
    found = whole(laid(tmp_path, SAID), Outcome(FAILED, exit_code=1, reason="exit code 1"))
    assert found.reason == "les.py failed with KeyError in line 4: return frame[name]"
    assert (found.exit_code, found.rows_read) == (1, 0)


def test_the_last_of_several_errors_counts(tmp_path: Path) -> None:
    later = (
        SAID
        + "\nDuring handling of the above exception, another exception occurred:\n\n"
        + SAID.replace("KeyError: 'kommune 0301 Kari'", "tall.Missing: no")
    )
    assert failed_at(later) == "les.py failed with tall.Missing in line 4: return frame[name]"


@pytest.mark.parametrize(
    "text", ["", "no error here\n", "Traceback (most recent call last):\n", "KeyError: 1\n"]
)
def test_without_a_traceback_the_exit_code_stays(tmp_path: Path, text: str) -> None:
    found = whole(laid(tmp_path, text), Outcome(FAILED, exit_code=3, reason="exit code 3"))
    assert found.reason == "exit code 3"


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(FAILED, reason="cell 3 failed with KeyError in line 1: x"),
        Outcome(SUCCEEDED, exit_code=0),
        Outcome(TIMED_OUT, exit_code=-15, reason="it ran more than 3 s"),
    ],
)
def test_a_reason_that_says_more_stands(tmp_path: Path, outcome: Outcome) -> None:
    assert whole(laid(tmp_path, SAID), outcome).reason == outcome.reason


def test_folder_without_a_log(tmp_path: Path) -> None:
    assert whole(tmp_path / "gone", Outcome(FAILED, reason="exit code 1")).reason == "exit code 1"


def test_a_long_line_of_code_that_is_cut_shows_it() -> None:
    found = failed_at(SAID.replace("frame[name]", "frame[" + "x" * 300 + "]"))
    assert found.endswith("x…")
    assert len(found.partition(": ")[2]) == 200
