"""Secrets as mounted files."""

from pathlib import Path

import pytest

from stabbur.errors import Unavailable
from stabbur.secrets.base import SecretStore
from stabbur.secrets.files import FileSecrets
from stabbur.settings import Secrets
from tests.secrets.contract import SecretStoreContract


class TestFiles(SecretStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> SecretStore:
        return FileSecrets.open(Secrets(folder=str(tmp_path)))

    def put(self, store: SecretStore, name: str, value: str) -> None:
        assert isinstance(store, FileSecrets)
        file = store.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(value, encoding="utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_line_end_is_dropped(tmp_path: Path, end: str) -> None:
    (tmp_path / "a").write_bytes(f"value\n{end}".encode())
    assert FileSecrets(tmp_path).read("a") == "value\n"


def test_folder_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "dvh").mkdir()
    assert FileSecrets(tmp_path).read("dvh") is None
    assert FileSecrets(tmp_path).read("dvh/password/deeper") is None


def test_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Unavailable, match="not UTF-8"):
        FileSecrets(tmp_path).read("a")
