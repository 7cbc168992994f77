"""What a person allows knowingly passes, and nothing beside it."""

from pathlib import Path

import pytest

from stabbur.errors import BadInput
from stabbur.projects.scanning.allowed import Allowed, marked


def listed(folder: Path, entries: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(f"[tool.stabbur.scan]\nallow = {entries}\n", encoding="utf-8")


def test_list_allows_files_by_pattern_and_folder(tmp_path: Path) -> None:
    listed(tmp_path, '["tests/data", "*.geojson", "./docs/a.csv"]')
    allowed = Allowed(tmp_path)
    for name in ("tests/data/a.csv", "tests/data/deep/b.parquet", "maps/x.geojson", "docs/a.csv"):
        assert allowed.file(name, "data"), name
        assert allowed.file(name, "large")
        assert not allowed.file(name, "secret")
        assert not allowed.file(name, "personal")
    assert not allowed.file("tests/database.csv", "data")


def test_entry_with_a_kind_allows_that_kind(tmp_path: Path) -> None:
    listed(tmp_path, '["secret:tests/keys.py", "personal:tests"]')
    allowed = Allowed(tmp_path)
    assert allowed.file("tests/keys.py", "secret")
    assert allowed.file("tests/keys.py", "personal")
    assert not allowed.file("tests/keys.py", "data")
    assert not allowed.file("tests/other.py", "secret")


def test_nearest_list_holds_and_is_seen_from_its_own_folder(tmp_path: Path) -> None:
    listed(tmp_path, '["*.csv"]')
    listed(tmp_path / "inner", '["data"]')
    allowed = Allowed(tmp_path)
    assert allowed.file("a.csv", "data")
    assert not allowed.file("inner/a.csv", "data")
    assert allowed.file("inner/data/a.csv", "data")


@pytest.mark.parametrize("entries", ['"data"', "[1]", "{ a = 1 }"])
def test_list_of_another_form_is_told(tmp_path: Path, entries: str) -> None:
    listed(tmp_path, entries)
    with pytest.raises(BadInput, match="must be a list of paths"):
        Allowed(tmp_path).file("x", "data")


def test_list_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[", encoding="utf-8")
    with pytest.raises(BadInput, match="not TOML"):
        Allowed(tmp_path).file("x", "data")


def test_mark_counts_for_its_own_line_or_the_next() -> None:
    lines = ["x = 1  # stabbur: allow secret", "y = 2", "# stabbur: allow personal", "z = 3", "w = 4"]
    assert marked(lines, 1, "secret")
    assert not marked(lines, 1, "personal")
    assert not marked(lines, 2, "secret"), "a mark after code is that line's own"
    assert marked(lines, 4, "personal")
    assert not marked(lines, 5, "personal")
    assert marked(["x  # pragma: allowlist secret"], 1, "secret")
    assert marked(["# pragma: allowlist nextline secret", "x"], 2, "secret")
