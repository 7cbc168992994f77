"""A module is added to without a change of what stands there."""

import ast

import pytest

from stabbur.projects.notebooks.modules import with_imports


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "import a\n"),
        ('"""Doc."""\n', '"""Doc."""\n\nimport a\n'),
        ('"""Doc."""\nx = 1\n', '"""Doc."""\n\nimport a\n\nx = 1\n'),
        ('"""Doc."""\n\nx = 1\n', '"""Doc."""\n\nimport a\n\nx = 1\n'),
        ("import b\n\nx = 1\n", "import b\nimport a\n\nx = 1\n"),
        ("from __future__ import annotations\nx = 1", "from __future__ import annotations\nimport a\nx = 1"),
        ("from b import (\n    c,\n)\n", "from b import (\n    c,\n)\nimport a\n"),
        ("import b", "import b\nimport a\n"),
        ("# first\nx = 1\n", "import a\n\n# first\nx = 1\n"),
    ],
)
def test_imports_go_below_those_that_are_there(before: str, after: str) -> None:
    assert with_imports(before, ["import a"]) == after
    ast.parse(after)
    assert with_imports(before, []) == before
