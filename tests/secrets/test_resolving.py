"""From a reference to the secret: order of the stores, and what is said when none has it."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import NotFound
from stabbur.secrets import resolve
from stabbur.secrets.resolving import find
from stabbur.settings import SecretReference, Secrets, Settings
from tests.secrets.conftest import MemoryKeyring

REFERENCE = SecretReference(secret="dvh/password")


def test_first_store_that_has_it_gives_it(
    tmp_path: Path, desktop: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Settings(secrets=Secrets(folder=str(tmp_path)))
    desktop.set_password("stabbur", "dvh/password", "from-keyring")
    assert resolve(REFERENCE, known).reveal() == "from-keyring"
    (tmp_path / "dvh").mkdir()
    (tmp_path / "dvh" / "password").write_text("from-file\n")
    assert resolve(REFERENCE, known).reveal() == "from-file"
    assert find(REFERENCE, known) == "files"
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "from-environment")
    assert resolve(REFERENCE, known).reveal() == "from-environment"
    turned = Settings(secrets=Secrets(folder=str(tmp_path), stores=("keyring", "environment")))
    assert resolve(REFERENCE, turned).reveal() == "from-keyring"


def test_missing_secret_names_file_line_and_key(tmp_path: Path, desktop: MemoryKeyring) -> None:
    file = tmp_path / "stabbur.toml"
    file.write_text('\n[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n')
    known = settings.load(tmp_path, {"STABBUR_HOME": str(tmp_path / "home")})
    reference = known.sources["dvh"].password
    assert reference
    with pytest.raises(NotFound) as error:
        resolve(reference, known)
    said = str(error.value)
    assert f"'sources.dvh.password' in {file} line 4" in said
    assert "STABBUR_SECRET_DVH_PASSWORD" in said
    assert "/run/secrets/dvh/password" in said
    assert "keyring" in said
    assert error.value.hint == "stabbur secrets set dvh/password"
    assert error.value.code == "secret-missing"
    assert find(reference, known) is None


def test_unknown_store_is_named() -> None:
    with pytest.raises(NotFound, match="no secrets named 'attic'"):
        resolve(REFERENCE, Settings(secrets=Secrets(stores=("attic",))))
