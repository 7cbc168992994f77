"""Parameters of Quarto documents."""

import pytest

from stabbur.runs.parameters.quarto import inspect


def test_header_has_parameters() -> None:
    found = inspect("---\ntitle: A\nparams:\n  year: 2021\n  day: 2021-02-03\n  level: low\n---\ntext\n")
    assert [(one.name, one.type, one.default) for one in found] == [
        ("year", "int", 2021),
        ("day", "date", "2021-02-03"),
        ("level", "str", "low"),
    ]


def test_tagged_chunk_has_parameters() -> None:
    chunk = "```{python}\n#| tags: [parameters]\nyear: int = 2021  # (2000-2030)\n```\n"
    assert [(one.name, one.most) for one in inspect("---\ntitle: A\n---\n" + chunk)] == [("year", 2030.0)]


@pytest.mark.parametrize(
    "text", ["", "no header", "---\n[\n---\n", "---\nparams: 3\n---\n", "---\n- a\n---\n"]
)
def test_document_without_has_none(text: str) -> None:
    assert inspect(text) == []


def test_header_that_swells_is_not_read() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert inspect("\n".join(["---", *lines, "params: {a: *a8}", "---", ""])) == []


@pytest.mark.parametrize("value", ["[" * 60 + "]" * 60, f"[{'1, ' * 5000}]"], ids=["deep", "long"])
def test_header_too_deep_or_too_long_is_not_read(value: str) -> None:
    assert inspect(f"---\nparams:\n  a: {value}\n---\n") == []
