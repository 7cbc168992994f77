"""Each mistake is named with its file, line and key, and with what would be right."""

import pytest

from stabbur.errors import BadInput
from tests.settings.conftest import Levels

WRONG = [
    ('[hub]\nprt = 1', "settings-unknown-key", "hub.prt", 2, "did you mean 'port'?"),
    ('[pipelines.a]\nentry = "a.py"\ntimeout = 3', "settings-unknown-key", "pipelines.a.timeout", 3,
     "did you mean 'timeout_seconds'?"),
    ('timezon = "Europe/Oslo"', "settings-unknown-key", "timezon", 1, "did you mean 'timezone'?"),
    ('[sources.dvh]\nkind = "postgres"\nadress = "x"', "settings-unknown-key", "sources.dvh.adress", 3,
     "did you mean 'address'?"),
    ('[sources.dvh]\nkind = "postgres"\npasword = { secret = "a" }', "settings-unknown-key",
     "sources.dvh.pasword", 3, "did you mean 'password'?"),
    ('\n\n[hub]\nport = "8800"', "settings-wrong-value", "hub.port", 4, ""),
    ("[hub]\nport = 88000", "settings-wrong-value", "hub.port", 2, ""),
    ("[hub]\nport = true", "settings-wrong-value", "hub.port", 2, ""),
    ("owner = 1", "settings-wrong-value", "owner", 1, ""),
    ("hub = 1", "settings-wrong-value", "hub", 1, ""),
    ('language = "no"', "settings-wrong-value", "language", 1, ""),
    ('timezone = "Oslo"', "settings-wrong-value", "timezone", 1, ""),
    ('timezone = "../../etc/passwd"', "settings-wrong-value", "timezone", 1, ""),
    ('[publish]\naccess = "all"', "settings-wrong-value", "publish.access", 2, ""),
    ("[io]\ntimeout_seconds = -1", "settings-wrong-value", "io.timeout_seconds", 2, ""),
    ('[sources.dvh]\nkind = "a"\nwrite = "yes"', "settings-wrong-value", "sources.dvh.write", 3, ""),
    ('[sources."Å dvh"]\nkind = "a"', "settings-wrong-value", "sources.Å dvh", 2, ""),
    ('[sources.dvh]\nkind = "a"\npassword = { secret = "../../etc/passwd" }', "settings-wrong-value",
     "sources.dvh.password.secret", 3, ""),
    ('[sources.dvh]\naddress = "x"', "settings-missing", "sources.dvh.kind", 2, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "key", "line", "hint"), WRONG, ids=lambda value: str(value)[:30])
def test_mistake_is_placed(levels: Levels, text: str, code: str, key: str, line: int, hint: str) -> None:
    file = levels.write("project", text)
    with pytest.raises(BadInput) as error:
        levels.read()
    assert (error.value.code, error.value.params["key"], error.value.params["line"]) == (code, key, line)
    assert f"{file} line {line}" in str(error.value)
    assert f"'{key}'" in str(error.value)
    if hint:
        assert error.value.hint == hint


LITERAL = [
    'password = "hunter2hunter2"',
    'password = ""',
    'address = "postgresql://kari:hunter2hunter2@db:5432/base"',
    'options = { token = "hunter2hunter2" }',
    'options = { sslpassword = "hunter2hunter2" }',
    'password = { secret = "dvh/password", value = "hunter2hunter2" }',
]


@pytest.mark.parametrize("line", LITERAL)
def test_secret_in_plain_text_is_refused_and_not_repeated(levels: Levels, line: str) -> None:
    levels.write("project", f'[sources.dvh]\nkind = "postgres"\n{line}\n')
    with pytest.raises(BadInput, match="line 3") as error:
        levels.read()
    assert "hunter2" not in f"{error.value}{error.value.hint}{error.value.params}"


def test_the_first_mistake_of_a_file_is_told(levels: Levels) -> None:
    levels.write("project", '[hub]\nprt = 1\n[index]\nknd = "x"\n')
    with pytest.raises(BadInput, match=r"hub\.prt"):
        levels.read()


def test_mistake_that_a_nearer_level_covers_is_told_all_the_same(levels: Levels) -> None:
    levels.write("person", 'language = "no"')
    levels.write("project", 'language = "nb"')
    with pytest.raises(BadInput, match="person"):
        levels.read()
