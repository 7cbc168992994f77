"""The error tree: each class has an exit code and a status, and is drawn in the file's docstring."""

import inspect

import pytest

from stabbur import errors

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
