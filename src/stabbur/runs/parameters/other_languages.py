"""Find parameters in R and in shell scripts: simple assignments of R, variables of a shell that have a default."""

import ast
import re
from typing import Any

from stabbur.runs.parameters.annotations import described
from stabbur.runs.parameters.parameter import Parameter

R = re.compile(
    r"^(?P<name>[A-Za-z][\w.]*)\s*(?:<-|=)\s*"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?L?|TRUE|FALSE|NULL|NA)"
    r"\s*(?:#\s*(?P<help>.*))?$"
)
# year="${year:-2021}", year=${year-2021} or : "${year:=2021}", with a comment behind it
SHELL = re.compile(
    r"^\s*(?:(?:export\s+)?(?P<name>[A-Za-z]\w*)=\"?\$\{(?P=name):?-(?P<value>[^}]*)\}"
    r"|:\s+\"?\$\{(?P<other>[A-Za-z]\w*):?=(?P<others>[^}]*)\})\"?\s*(?:#\s*(?P<help>.*))?$"
)
WORDS: dict[str, Any] = {"TRUE": True, "FALSE": False, "NULL": None, "NA": None}
# a variable of these would change which programs run, and not what they are told
STEERING = re.compile(
    r"PATH|HOME|IFS|ENV|BASH_ENV|SHELL|USER|TMPDIR|(LD|DYLD|PYTHON|R|STABBUR|GIT)_\w*|PYTHON\w*"
)


def inspect_r(source: str) -> list[Parameter]:
    """Return what a `parameters` cell of R assigns.

    Examples
    --------
    >>> from stabbur.runs.parameters.other_languages import inspect_r
    >>> [(one.name, one.type) for one in inspect_r("year <- 2021L # (2000-2030)")]
    [('year', 'int')]
    """
    found = {}
    for line in source.splitlines():
        if match := R.match(line.strip()):
            found[match["name"]] = _described(match["name"], match["value"], match["help"] or "")
    return list(found.values())


def _described(name: str, text: str, comment: str) -> Parameter:
    whole = re.fullmatch(r"-?\d+L", text)
    if whole:
        value: Any = int(text[:-1])
    elif text in WORDS:
        value = WORDS[text]
    elif text[0] in "\"'":
        value = ast.literal_eval(text)
    else:
        value = float(text)  # in R a number without L is no whole one
    return described(name, None, ast.Constant(value), comment)


def inspect_shell(source: str) -> list[Parameter]:
    """Return the variables to which a shell script gives a default, and which whoever runs it may set.

    Examples
    --------
    >>> from stabbur.runs.parameters.other_languages import inspect_shell
    >>> [(one.name, one.default) for one in inspect_shell('year="${year:-2021}"')]
    [('year', '2021')]
    """
    found = {}
    for line in source.splitlines():
        match = SHELL.match(line)
        name = (match["name"] or match["other"]) if match else ""
        if match and name and not STEERING.fullmatch(name):
            value = (match["value"] if match["name"] else match["others"]) or ""
            found[name] = Parameter(name, "str", value, help=match["help"] or "")
    return list(found.values())
