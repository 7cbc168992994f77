"""Secrets in the state: kept encrypted on SQLite and PostgreSQL, opened by a key that lies elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from stabbur import settings
from stabbur.errors import NotFound, StabburError, Unavailable
from stabbur.secrets.base import SecretStore
from stabbur.secrets.resolving import resolve
from stabbur.settings import SecretReference, Settings, State
from stabbur.state import audit, secrets
from stabbur.state.engine import engine as open_engine
from stabbur.state.engine import reading
from stabbur.state.sealing import make_key
from stabbur.state.secrets import StateSecrets
from stabbur.state.tables import METADATA
from tests.secrets.contract import SecretStoreContract

VALUE = "canary-Hunter2"


class TestStateSecrets(SecretStoreContract):
    writable = True

    @pytest.fixture
    def store(self, home: Path) -> SecretStore:
        return StateSecrets(Settings())

    def put(self, store: SecretStore, name: str, value: str) -> None:
        store.write(name, value)


def dump(engine: Engine) -> str:
    """Everything that the database holds, as a backup of it would have it."""
    with engine.connect() as connection:
        rows = [repr(connection.execute(text(f'SELECT * FROM "{table}"')).all()) for table in METADATA.tables]
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    raw = [path.read_bytes().decode("latin-1") for path in Path(file).parent.glob("*sqlite*")] if file else []
    return "".join([*rows, *raw])


def test_no_dump_of_the_database_has_the_value(home: Path, engine: Engine) -> None:
    secrets.keep(engine, "dvh/password", VALUE, "kari")
    secrets.keep(engine, "smtp/password", VALUE, "kari")
    told = dump(engine)
    assert "dvh/password" in told
    assert VALUE not in told
    assert secrets.key_file().read_text().strip() not in told
    with engine.connect() as connection:
        values = connection.execute(text("SELECT value FROM secret")).scalars().all()
    assert len({value.rpartition(":")[2] for value in values}) == 2


def test_tells_who_set_what_and_when_but_not_what(home: Path, engine: Engine) -> None:
    secrets.keep(engine, "dvh/password", "one", "kari")
    secrets.keep(engine, "dvh/password", VALUE, "ola")
    secrets.keep(engine, "a/b", VALUE, "ola")
    assert [(one.name, one.actor) for one in secrets.kept(engine)] == [
        ("a/b", "ola"),
        ("dvh/password", "ola"),
    ]
    secrets.forget(engine, "dvh/password", "kari")
    with reading(engine) as connection:
        lines = [(one.actor, one.action, one.subject, one.details) for one in audit.read(connection)]
    assert lines == [
        ("kari", "secret.deleted", "dvh/password", {}),
        ("ola", "secret.set", "a/b", {}),
        ("ola", "secret.changed", "dvh/password", {}),
        ("kari", "secret.set", "dvh/password", {}),
    ]


def test_a_key_that_is_gone_says_so_and_loses_nothing(home: Path, engine: Engine) -> None:
    secrets.keep(engine, "dvh/password", VALUE, "kari")
    secrets.keep(engine, "a/b", VALUE, "kari")
    key = secrets.key_file()
    key.rename(home / "backup")
    with pytest.raises(NotFound, match="is gone") as error:
        secrets.keep(engine, "c/d", "new", "kari")
    assert error.value.code == "secrets-key"
    assert VALUE not in f"{error.value}{error.value.hint}"
    assert [one.name for one in secrets.kept(engine)] == ["a/b", "dvh/password"]
    (home / "backup").rename(key)
    secrets.keep(engine, "c/d", "new", "kari")
    secrets.forget(engine, "c/d", "kari")


def test_one_may_begin_anew_without_the_key(home: Path, engine: Engine) -> None:
    secrets.keep(engine, "dvh/password", VALUE, "kari")
    secrets.keep(engine, "a/b", VALUE, "kari")
    secrets.key_file().unlink()
    secrets.forget(engine, "a/b", "kari")
    secrets.keep(engine, "dvh/password", "anew", "kari")
    assert secrets.key_file().stat().st_mode & 0o777 == 0o600


def test_reading_with_a_key_that_is_gone_or_another(home: Path) -> None:
    store = StateSecrets(Settings())
    store.write("dvh/password", VALUE)
    key = secrets.key_file()
    key.rename(home / "backup")
    with pytest.raises(NotFound, match="is gone"):
        store.read("dvh/password")
    with pytest.raises(NotFound, match="is gone"):
        resolve(SecretReference(secret="dvh/password"), settings.load())
    assert store.read("a/b") is None
    make_key(key)
    with pytest.raises(Unavailable, match="another key"):
        store.read("dvh/password")


def test_looking_makes_no_state(home: Path) -> None:
    store = StateSecrets(Settings())
    assert store.read("dvh/password") is None
    assert store.kept() == []
    with pytest.raises(NotFound):
        store.delete("dvh/password")
    assert not list(home.rglob("*.sqlite"))
    assert not secrets.key_file().exists()


def test_is_asked_after_the_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    StateSecrets(Settings()).write("dvh/password", VALUE)
    reference = SecretReference(secret="dvh/password")
    assert resolve(reference).reveal() == VALUE
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "nearer")
    assert resolve(reference).reveal() == "nearer"


def test_a_run_has_only_what_it_was_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = StateSecrets(Settings())
    store.write("dvh/password", VALUE)
    monkeypatch.setenv("STABBUR_RUN", "7.1")
    assert store.read("dvh/password") is None
    assert "needs.secrets" in store.place("dvh/password")


def test_the_password_of_the_state_is_not_looked_for_in_it(home: Path) -> None:
    here = State(address="postgresql://127.0.0.1:1/base", password=SecretReference(secret="state/password"))
    known = Settings(state=here)
    assert StateSecrets(known).read("state/password") is None
    with pytest.raises(StabburError) as error:
        open_engine(known)
    assert error.value.code == "secret-missing"


def test_nothing_of_it_is_loaded_before_it_is_asked(home: Path) -> None:
    code = (
        "import sys, stabbur\n"
        "from stabbur import settings; settings.load()\n"
        "print('cryptography' in sys.modules, 'stabbur.state.secrets' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
