"""What of an error's own words may leave: the forms that Python and R themselves give, and never a value in them."""

import builtins
import os
import re

from stabbur.runs.notices.stripping import stripped

_NAME = r"'[A-Za-z_][\w.]{0,60}'"
_CALL = r"[A-Za-z_<][\w.<>]{0,60}\(\)"
_FORMS = {
    "ZeroDivisionError": r"(?:float |integer |complex )?(?:floor )?(?:division|modulo|division or modulo) by zero",
    "ModuleNotFoundError": rf"No module named {_NAME}",
    "ImportError": rf"cannot import name {_NAME} from {_NAME}",
    "NameError": rf"name {_NAME} is not defined",
    "UnboundLocalError": rf"cannot access local variable {_NAME}",
    "AttributeError": rf"(?:{_NAME} object|module {_NAME}|type object {_NAME}) has no attribute {_NAME}",
    "TypeError": rf"{_NAME} object is not (?:callable|iterable|subscriptable|an iterator)"
    rf"|unsupported operand type\(s\) for [^\s\w]{{1,4}}: {_NAME} and {_NAME}"
    rf"|{_CALL} missing \d{{1,2}} required (?:positional|keyword-only) arguments?: {_NAME}"
    rf"|{_CALL} got an unexpected keyword argument {_NAME}",
    "IndexError": r"(?:list|tuple|string|pop) (?:assignment )?index out of range|pop from empty list",
    "ValueError": r"invalid literal for int\(\) with base \d{1,2}|could not convert string to float"
    r"|(?:not enough|too many) values to unpack",
    "UnicodeDecodeError": r"'[\w-]{1,20}' codec can't decode byte",
    "UnicodeEncodeError": r"'[\w-]{1,20}' codec can't encode character",
    "RecursionError": r"maximum recursion depth exceeded",
    "SyntaxError": r"invalid syntax",
    "IndentationError": r"unexpected indent|expected an indented block",
}
_PYTHON = {kind: re.compile(rf"(?:{form})(?![\w'])") for kind, form in _FORMS.items()}
_NUMBERED = re.compile(r"\[Errno (\d{1,3})\] ")
_R = re.compile(
    r"object '[A-Za-z.][\w.]{0,60}' not found|could not find function \"[A-Za-z.][\w.]{0,60}\""
    r"|there is no package called ['‘][A-Za-z][\w.]{0,60}['’]|subscript out of bounds"
    r"|non-numeric argument to (?:binary operator|mathematical function)|cannot open (?:the )?(?:file|connection)"
)


def python(kind: str, message: str) -> str:
    """Return an error with the part of its message that Python itself words; nothing for a kind that it lacks.

    Examples
    --------
    >>> from stabbur.runs.notices.forms import python
    >>> python("NameError", "name 'tall' is not defined. Did you mean: 'all'?")
    "NameError: name 'tall' is not defined"
    >>> python("ValueError", "tabellen er tom: 12 rader"), python("FileNotFoundError", "[Errno 2] x: 'kari.csv'")
    ('ValueError', 'FileNotFoundError')
    """
    known = getattr(builtins, kind, None)
    if not (isinstance(known, type) and issubclass(known, BaseException)):
        return ""
    if issubclass(known, OSError):
        found = _NUMBERED.match(message)
        said = os.strerror(int(found[1])) if found else ""
        return f"{kind}: {said}" if found and message[found.end() :].startswith(said) else kind
    told = _PYTHON[kind].match(message) if kind in _PYTHON else None
    return stripped(f"{kind}: {told[0]}") if told else kind


def r(message: str) -> str:
    """Return the part of an error's message that R itself words; nothing when the code worded it.

    Examples
    --------
    >>> from stabbur.runs.notices.forms import r
    >>> r("object 'alder' not found"), r("Kari is 34")
    ("Error: object 'alder' not found", '')
    """
    told = _R.match(message)
    return stripped(f"Error: {told[0]}") if told else ""
