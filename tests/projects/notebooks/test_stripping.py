"""What git holds of a notebook: no outputs, the same whoever saved it, and everything else as it was."""

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from stabbur.projects.notebooks import stripping
from stabbur.projects.notebooks.stripping import stripped
from tests.projects.notebooks.written import notebook

ORACLE: Any = import_module("nbstripout")
FORMAT: Any = nbformat
OUT = {"output_type": "execute_result", "data": {"text/plain": ["42"]}, "metadata": {}, "execution_count": 3}


def run(found: dict[str, Any], **meta: object) -> dict[str, Any]:
    """Return a notebook as it is after a run."""
    for cell in found["cells"]:
        cell["outputs"] = [dict(OUT)]
        cell["execution_count"] = 3
        cell["metadata"] |= meta
    return found


def strip(found: dict[str, Any]) -> dict[str, Any]:
    made = json.loads(stripped(json.dumps(found).encode()))
    assert isinstance(made, dict)
    return made


def test_run_notebook_is_the_same_as_one_that_never_ran() -> None:
    never = notebook("1", "2")
    ran = run(notebook("1", "2"), execution={"iopub.status.busy": "x"}, scrolled=True)
    never["metadata"]["language_info"] = {"name": "python", "file_extension": ".py"}
    ran["metadata"]["language_info"] = {"name": "python", "file_extension": ".py", "version": "3.11.7"}
    turned = dict(reversed(ran.items()))
    assert stripped(json.dumps(never).encode()) == stripped(json.dumps(turned, indent=4).encode())


def test_marks_of_nbstripout_keep_outputs() -> None:
    found = run(notebook("1", "2", ("3", "keep_output")))
    found["cells"][1]["metadata"]["keep_output"] = True
    assert [bool(cell["outputs"]) for cell in strip(found)["cells"]] == [False, True, True]
    found["metadata"]["keep_output"] = True
    assert all(cell["outputs"] for cell in strip(found)["cells"])
    # numbers of runs are never kept: they are another change at each run
    assert all(cell["execution_count"] is None for cell in strip(found)["cells"])


def test_it_takes_out_what_nbstripout_does() -> None:
    found = FORMAT.from_dict(run(notebook("1", ("2", "keep_output"))))
    theirs = ORACLE.strip_output(found, None, False, True)
    ours = strip(run(notebook("1", ("2", "keep_output"))))
    assert ours["cells"] == json.loads(json.dumps(theirs["cells"]))


def test_any_python_runs_the_file_by_itself() -> None:
    raw = json.dumps(run(notebook("æ = 1"))).encode()
    words = [sys.executable, "-I", "-S", stripping.__file__]
    done = subprocess.run(words, input=raw, capture_output=True, check=True)
    assert done.stdout == stripped(raw)
    assert done.stderr == b""


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["outputs", "metadata", "tags", "cells", "source", "execution_count"]), inner
        )
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_stripping_twice_is_stripping_once(cells: object, meta: object) -> None:
    for found in (cells, {"cells": cells, "metadata": meta}, {"cells": [cells], "metadata": {"a": meta}}):
        once = stripped(json.dumps(found).encode())
        assert stripped(once) == once


@given(st.binary(max_size=60))
def test_what_is_no_notebook_comes_back_as_it_is(raw: bytes) -> None:
    assert stripped(raw) == raw
