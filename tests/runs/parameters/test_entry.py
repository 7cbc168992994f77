"""What runs: found by its name in a project's files, or refused with what is wrong."""

import json

import pytest

from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.runs.parameters.entry import look

KERNEL = {"kernelspec": {"name": "x", "language": "python"}}
CELLS = [
    {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": ["year: int = 1\n", "b = 'x'"]},
    {"cell_type": "code", "metadata": {}, "source": "c = 1"},
]


def written(**changed: object) -> bytes:
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": KERNEL, "cells": CELLS} | changed
    ).encode()


FILES = {
    "a.ipynb": written(),
    "r.ipynb": written(
        metadata={"kernelspec": {"name": "ir", "language": "R"}}, cells=[CELLS[0] | {"source": "y <- 1L"}]
    ),
    "src/p/m.py": b"def build(year: int = 2021): ...",
    "s.py": b'import x\n# %% tags=["parameters"]\nyear = 2021\n# %%\nz = 1\n',
    "s.R": b'# %% tags=["parameters"]\nyear <- 2021L\n# %%\nz <- 1\n',
    "s.sh": b'year="${year:-2021}"\n',
    "q.qmd": b"---\n---\n",
    "none.ipynb": written(metadata={}),
    "half.ipynb": b'{"cells": [',
    "deep.ipynb": b"[" * 200_000,
    "old.ipynb": written(nbformat=3),
    "odd.ipynb": written(cells=["x"]),
    "data.csv": b"",
}


@pytest.mark.parametrize(
    ("name", "kind", "names"),
    [
        ("a.ipynb", "notebook", ["year", "b"]),
        ("r.ipynb", "notebook", ["y"]),
        ("p.m:build", "function", ["year"]),
        ("s.py", "python", ["year"]),
        ("s.R", "r", ["year"]),
        ("s.sh", "shell", ["year"]),
        ("q.qmd", "quarto", []),
    ],
)
def test_entry_has_its_kind_and_parameters(name: str, kind: str, names: list[str]) -> None:
    found = look(name, FILES.get)
    assert (found.kind, [one.name for one in found.parameters]) == (kind, names)


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("gone.ipynb", NotFound, "entry-unknown"),
        ("p.gone:build", NotFound, "entry-unknown"),
        ("p.m:gone", NotFound, "entry-unknown"),
        ("data.csv", BadInput, "entry-kind"),
        ("none.ipynb", BadInput, "notebook-kernel"),
        ("half.ipynb", BadInput, "notebook-bad"),
        ("deep.ipynb", BadInput, "notebook-bad"),
        ("old.ipynb", BadInput, "notebook-bad"),
        ("odd.ipynb", BadInput, "notebook-bad"),
    ],
)
def test_what_does_not_run_is_refused(name: str, error: type[StabburError], code: str) -> None:
    with pytest.raises(error) as raised:
        look(name, FILES.get)
    assert raised.value.code == code
    assert raised.value.hint or "it can be" in str(raised.value)
