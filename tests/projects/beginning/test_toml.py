"""Settings written into a file that a person keeps."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.errors import BadInput, Conflict
from stabbur.projects.beginning import toml

KEYS = st.text("abcdefghij-_", min_size=1, max_size=8)
LEAVES = st.one_of(
    st.integers(-(2**60), 2**60), st.booleans(), st.text(max_size=10), st.lists(st.integers(0, 9), max_size=3)
)
TABLES = st.dictionaries(
    KEYS, st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=3)), max_size=4
)


def merged(before: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return what a file is to hold when what is written wins."""
    found = dict(before)
    for key, value in values.items():
        table = isinstance(value, dict) and set(value) != {"secret"}
        inner = found.get(key) if isinstance(found.get(key), dict) else {}
        found[key] = merged(inner, value) if table else value  # type: ignore[arg-type]
    return found


@given(first=TABLES, second=TABLES)
def test_what_is_written_can_be_read_and_the_rest_stays(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any], second: dict[str, Any]
) -> None:
    file = tmp_path_factory.mktemp("toml") / "stabbur.toml"
    toml.merge(file, first, win=True)
    assert tomllib.loads(file.read_text()) == merged({}, first)
    toml.merge(file, second, win=True)
    assert tomllib.loads(file.read_text()) == merged(merged({}, first), second)


def test_comments_stay_and_what_is_there_holds_unless_they_win(tmp_path: Path) -> None:
    file = tmp_path / "stabbur.toml"
    file.write_text('# mine\n[packages]\nindex = "a"  # ours\n')
    toml.merge(file, {"packages": {"index": "b", "deny": ["x"], "password": {"secret": "n/p"}}}, win=False)
    assert file.read_text() == (
        '# mine\n[packages]\nindex = "a"  # ours\ndeny = ["x"]\npassword = {secret = "n/p"}\n'
    )
    toml.merge(file, {"packages": {"index": "b"}}, win=True)
    assert 'index = "b"' in file.read_text()


def test_file_goes_back_as_it_was_unless_somebody_wrote_it_since(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "stabbur.toml"
    written = toml.merge(file, {"language": "nn"}, win=False)
    toml.restore(file, None, written)
    assert not file.exists()
    file.write_text("x = 1\n")
    written = toml.merge(file, {"language": "nn"}, win=False)
    toml.restore(file, b"x = 1\n", written)
    assert file.read_text() == "x = 1\n"
    with pytest.raises(Conflict):
        toml.restore(file, None, written)
    assert file.read_text() == "x = 1\n"


def test_file_that_is_no_toml_is_left(tmp_path: Path) -> None:
    (tmp_path / "stabbur.toml").write_text("x = [")
    with pytest.raises(BadInput, match="not TOML"):
        toml.merge(tmp_path / "stabbur.toml", {"language": "nn"}, win=True)
    assert (tmp_path / "stabbur.toml").read_text() == "x = ["
