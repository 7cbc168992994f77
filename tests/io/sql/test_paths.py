"""Where the file of a database is, by each way to write it."""

from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.io.sql.base import Target
from stabbur.io.sql.paths import database_file


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("sqlite:////tmp/b.db", "/tmp/b.db"), ("sqlite:///b.db", "b.db"), ("sqlite:b.db", "b.db"), ("b.db", "b.db"),
        ("/tmp/æ ø.db", "/tmp/æ ø.db"),
    ],
)  # fmt: skip
def test_addresses_and_paths(address: str, path: str) -> None:
    assert database_file(Target(address, write=True), "sqlite") == Path(path)


def test_the_home_folder_is_opened_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database_file(Target("~/b.db", write=True), "sqlite") == tmp_path / "b.db"


def test_what_is_read_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "b.db"
    with pytest.raises(NotFound, match="no file"):
        database_file(Target(str(path)), "sqlite")
    with pytest.raises(NotFound, match="no file"):
        database_file(Target(str(tmp_path)), "sqlite")
    assert database_file(Target(str(path), write=True), "sqlite") == path
    with pytest.raises(NotFound, match="no folder"):
        database_file(Target(str(tmp_path / "nei" / "b.db"), write=True), "sqlite")


@pytest.mark.parametrize("address", ["", "sqlite:///", "sqlite:"])
def test_no_path_is_no_address(address: str) -> None:
    with pytest.raises(BadInput, match="needs a path"):
        database_file(Target(address), "sqlite")
