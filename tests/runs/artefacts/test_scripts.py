"""Notebooks as scripts: always Python, whatever a cell, a text or a tag says."""

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.runs.artefacts.scripts import language, script
from tests.runs.artefacts.written import cell

ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


def of(*cells: dict[str, Any], spoken: str = "python") -> str:
    return script({"metadata": {"kernelspec": {"language": spoken}}, "cells": list(cells)})


def test_code_stands_as_it_is_and_what_only_ipython_reads_is_a_comment() -> None:
    made = of(cell("%matplotlib inline\nx = 1\nif x:\n    !ls\n"), cell("%%bash\nrm x"), cell("y = x"))
    names: dict[str, Any] = {}
    exec(compile(made, "made", "exec"), names)
    assert names["y"] == 1
    assert "# %%bash\n# rm x" in made
    assert "pass  # !ls" in made


@given(kind=st.sampled_from(["markdown", "raw"]), text=ANY, tag=ANY)
def test_text_and_tags_never_become_code(kind: str, text: str, tag: str) -> None:
    assert ast.parse(of(cell(text, kind=kind, tags=[tag]))).body == []


@given(text=ANY)
def test_any_cell_gives_a_script_that_parses(text: str) -> None:
    assert isinstance(ast.parse(of(cell(text))), ast.Module)


@pytest.mark.parametrize("spoken", ["R", "r"])
def test_R_keeps_its_lines(spoken: str) -> None:
    assert of(cell("x <- 1 %in% 2"), spoken=spoken).endswith("# %%\nx <- 1 %in% 2\n")
    assert language({"metadata": {"kernelspec": {"language": spoken}}}) == "r"
