"""The line of each key, in every way that TOML can write one."""

import tomllib

import pytest

from stabbur.settings.lines import key_lines, line_of

TEXT = '''# a comment with [brackets] and = signs
owner = "a"   # more

[hub]
port = 1

[sources."dvh-test"]
kind = """
[not.a.table]
address = 1
"""
options = [
  1,  # ]
  2,
]
password = { secret = "a/b" }

[sources.two]
'quoted' = 'x # y'
a.b.c = 1
[[list]]
x = "\\"] #"
y = 2
'''


def test_every_form() -> None:
    tomllib.loads(TEXT)
    assert key_lines(TEXT) == {
        ("owner",): 2,
        ("hub",): 4,
        ("hub", "port"): 5,
        ("sources", "dvh-test"): 7,
        ("sources", "dvh-test", "kind"): 8,
        ("sources", "dvh-test", "options"): 12,
        ("sources", "dvh-test", "password"): 16,
        ("sources", "two"): 18,
        ("sources", "two", "quoted"): 19,
        ("sources", "two", "a"): 20,
        ("sources", "two", "a", "b"): 20,
        ("sources", "two", "a", "b", "c"): 20,
        ("list",): 21,
        ("list", "x"): 22,
        ("list", "y"): 23,
    }


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends(ends: str) -> None:
    assert key_lines(ends.join(["a = 1", "", "b = 2"])) == {("a",): 1, ("b",): 3}


def test_key_in_an_inline_table_is_on_the_line_of_the_table() -> None:
    lines = key_lines("\nhub = { port = 1 }")
    assert line_of(lines, ("hub", "port")) == 2
    assert line_of(lines, ("index", "kind")) is None


def test_empty_file() -> None:
    assert key_lines("") == key_lines("# only words") == {}
