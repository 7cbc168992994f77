"""Find the parameters of a Quarto document: `params` in its header, or the chunk of Python that is tagged so."""

import ast
import re
from typing import Any

import yaml

from stabbur.runs.parameters import inspecting
from stabbur.runs.parameters.annotations import described
from stabbur.runs.parameters.parameter import Parameter

HEADER = re.compile(r"\A---[ \t]*\n(?P<header>.*?)\n---[ \t]*$", re.DOTALL | re.MULTILINE)
CHUNK = re.compile(r"^```\{python[^\n]*\}\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE)
MOST = 2000  # values in a header
DEEPEST = 20
TAGGED = re.compile(r"^#\|\s*tags:\s*\[?[^\n]*\bparameters\b", re.MULTILINE)


def inspect(text: str) -> list[Parameter]:
    """Return the parameters of a document.

    Examples
    --------
    >>> from stabbur.runs.parameters.quarto import inspect
    >>> [(one.name, one.type) for one in inspect("---\\nparams:\\n  year: 2021\\n---\\n")]
    [('year', 'int')]
    """
    for chunk in CHUNK.finditer(text):
        if TAGGED.search(chunk["code"]):
            return inspecting.inspect(chunk["code"])
    found = HEADER.search(text)
    try:
        told: Any = _loaded(found["header"]) if found else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    params = told.get("params") if isinstance(told, dict) else None
    if not isinstance(params, dict):
        return []
    return [described(str(name), None, _node(value), "") for name, value in params.items()]


def _loaded(header: str) -> Any:
    """Return what a header says; ValueError for one with aliases, which may swell without end, or too much in it."""
    depth = 0
    for number, event in enumerate(yaml.parse(header, yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or number > MOST or depth > DEEPEST:
            raise ValueError("not the header of a document")
    return yaml.safe_load(header)


def _node(value: Any) -> ast.expr:
    """Return a value of YAML as Python would write it; a date as text, as Quarto hands it on."""
    known = value if isinstance(value, bool | int | float | list | dict) or value is None else str(value)
    return ast.parse(repr(known), mode="eval").body
