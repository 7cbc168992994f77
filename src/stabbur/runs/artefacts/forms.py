"""The form of a notebook's parameters as JSON: what a page asks for before it runs, read without running anything."""

from typing import Any

from stabbur.runs.artefacts.scripts import language
from stabbur.runs.parameters.inspecting import inspect
from stabbur.runs.parameters.other_languages import inspect_r

SCHEMA = 1
TAG = "parameters"


def form(notebook: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the form of a notebook; without a cell tagged `parameters` it asks for nothing.

    Examples
    --------
    >>> from stabbur.runs.artefacts.forms import form
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "year: int = 2021"}
    >>> form({"cells": [cell]}, "a.ipynb")["parameters"][0]["name"]
    'year'
    """
    spoken = language(notebook)
    source = _cell(notebook)
    found = inspect(source) if spoken == "python" else inspect_r(source) if spoken == "r" else []
    return {
        "schema": SCHEMA,
        "entry": path,
        "language": spoken,
        "parameters": [one.plain for one in found],
    }


def _cell(notebook: dict[str, Any]) -> str:
    for cell in notebook.get("cells") or ():
        meta = cell.get("metadata") if isinstance(cell, dict) else None
        tags = meta.get("tags") if isinstance(meta, dict) else None
        if isinstance(tags, list) and TAG in tags and cell.get("cell_type") == "code":
            source = cell.get("source") or ""
            return "".join(map(str, source)) if isinstance(source, list) else str(source)
    return ""
