"""The error tree: each class has an exit code and a status, and is drawn in the file's docstring."""

import ast
import copy
import inspect
import pickle
import re
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from stabbur import errors

SOURCES = sorted((Path(__file__).parents[1] / "src").rglob("*.py"))
# a message that lists what there is instead says what to do
TELLS = re.compile(
    r"it has|it can be|there are|there is \{|installed are|must|such as|the settings have|formats are"
    r"|it takes|at most|is the most|styles are|versions are|the latest is|it is team"
    r"|only read: write|a table is written|open the page"
)
CLASSES = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, errors.StabburError) and found.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_tree_in_the_docstring_is_true(kind: type[errors.StabburError]) -> None:
    (line,) = [line for line in str(errors.__doc__).splitlines() if f" {kind.__name__} " in f" {line} "]
    assert f"exit {kind.exit_code} " in line
    assert f"status {kind.status}" in line


def test_exit_codes_are_one_to_six() -> None:
    assert {kind.exit_code for kind in CLASSES} == {1, 2, 3, 4, 5, 6}


def test_error_carries_what_pages_and_prompt_need() -> None:
    error = errors.NotFound("no source 'x'", hint="stabbur sources list", code="source-unknown", source="x")
    assert (str(error), error.hint, error.code) == ("no source 'x'", "stabbur sources list", "source-unknown")
    assert error.params == {"source": "x"}
    assert errors.NotFound("x").code == "not-found"


def test_warning_about_data_is_a_user_warning() -> None:
    assert issubclass(errors.DataWarning, UserWarning)


def test_hint_of_the_code_stands_in_where_none_is_given() -> None:
    assert errors.BadInput("x", code="file-broken").hint == errors.HINTS["file-broken"]
    assert errors.BadInput("x", hint="nearer", code="file-broken").hint == "nearer"
    assert errors.BadInput("x").hint == ""


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every call and function of the source with the name of its file, read once."""
    return [
        (path.name, node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.FunctionDef)
    ]


@cache
def made() -> list[tuple[str, str, str, bool]]:
    """Each error that the source makes: its place, its code, its text and whether it has a hint."""
    return list(making())


def making() -> Iterator[tuple[str, str, str, bool]]:
    """Yield what `made` keeps."""
    names = {kind.__name__ for kind in CLASSES}
    for path, node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names and node.args:
            given = {one.arg: one.value for one in node.keywords}
            code = given.get("code")
            named = str(code.value) if isinstance(code, ast.Constant) else ""
            yield f"{path}:{node.lineno}", named, ast.unparse(node.args[0]), "hint" in given


def test_every_error_says_what_to_do() -> None:
    own = ("unexpected", "value-invalid", "page-out-of-range")  # the page or the reference says it
    mute = [
        f"{place} {code} {text}"
        for place, code, text, hinted in made()
        if not hinted and code not in (*errors.HINTS, *own) and code and not TELLS.search(text)
    ]
    assert not mute, "give a hint, or add the code to HINTS:\n" + "\n".join(mute)


def defaults() -> set[str]:
    """Return the codes that a function raises with unless its caller says another."""
    given = [one.args for _, one in nodes() if isinstance(one, ast.FunctionDef)]
    pairs = [pair for one in given for pair in zip(one.kwonlyargs, one.kw_defaults, strict=True)]
    return {str(one.value) for name, one in pairs if name.arg == "code" and isinstance(one, ast.Constant)}


def test_every_hint_is_of_a_code_that_is_used() -> None:
    used = {code for _, code, _, _ in made()} | {kind.default_code for kind in CLASSES} | defaults()
    assert set(errors.HINTS) <= used


@pytest.mark.parametrize("code", errors.HINTS)
def test_hint_is_short_and_has_no_full_stop(code: str) -> None:
    assert 10 <= len(errors.HINTS[code]) <= 90
    assert errors.HINTS[code][-1] != "."


def shown(error: BaseException) -> list[str]:
    """Return the lines that a traceback ends with."""
    return "".join(traceback.format_exception_only(error)).splitlines()


def test_traceback_shows_the_hint_below_the_message() -> None:
    error = errors.NotFound("no source 'x'", hint="stabbur sources list")
    assert shown(error) == ["stabbur.errors.NotFound: no source 'x'", "hint: stabbur sources list"]
    assert str(error) == "no source 'x'"
    assert shown(errors.BadInput("x")) == ["stabbur.errors.BadInput: x"]


def test_hint_that_is_changed_stands_once_in_the_traceback() -> None:
    error = errors.NotFound("no source 'x'", hint="first")
    error.add_note("a note of the reader")
    error.hint = "second"
    assert shown(error)[1:] == ["a note of the reader", "hint: second"]
    error.hint = ""
    assert shown(error)[1:] == ["a note of the reader"]


@pytest.mark.parametrize("again", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_copied_error_keeps_one_hint_of_its_own(again: Callable[[errors.Damaged], errors.Damaged]) -> None:
    error = errors.Damaged("lost 'x'", hint="stabbur catalogue check --all", key="x")
    found = again(error)
    assert shown(found) == shown(error)
    assert (found.code, found.params) == (error.code, error.params)
    found.hint = "another"
    assert shown(error)[1:] == ["hint: stabbur catalogue check --all"]


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("Colour", ["colour", "x"], "did you mean 'colour'?"),
        ("county", ["County_Code"], "did you mean 'County_Code'?"),
        ("zzz", ["colour"], ""),
        ("", ["colour"], ""),
        ("x", [], ""),
        ("a" * 10**6, ["a"], ""),
        (3, [3, "x"], "did you mean '3'?"),
    ],
)
def test_nearest_name_is_the_hint(name: object, known: list[object], hint: str) -> None:
    assert errors.meant(name, known) == hint


def test_A7_an_error_repeats_no_value_without_end() -> None:
    long = "x" * 1_000_000
    error = errors.NotFound(f"'{long}' is not there", hint=f"take '{long}' out", name=long, names=[long, 1])
    assert len(str(error)) < 1_000
    assert str(error).startswith("'xxx")
    assert "…" in str(error)
    assert str(error).endswith("xxx' is not there")
    assert len(error.hint) < 1_000
    assert len(repr(error.params)) < 2_000
    assert len(str(errors.BadInput(long))) <= errors.LONGEST_TEXT
    assert len("".join(traceback.format_exception(error))) < 5_000


def test_A7_what_is_short_stays_as_it_is() -> None:
    text = f"'{'x' * 500}' and '{'y' * 500}'"
    assert str(errors.BadInput(text)) == errors.shortened(errors.shortened(text)) == text
