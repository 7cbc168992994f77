"""stabbur secrets."""

from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner

from stabbur import settings
from stabbur.cli.main import stabbur
from stabbur.errors import BadInput
from stabbur.secrets.resolving import resolve
from stabbur.settings import SecretReference
from tests.cli.conftest import Run
from tests.secrets.conftest import MemoryKeyring, desktop

__all__ = ["desktop"]

SOURCE = '[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n'


def test_set_list_delete(run: Run, desktop: MemoryKeyring) -> None:
    Path("stabbur.toml").write_text(SOURCE)
    row = {"secret": "dvh/password", "used_by": "sources.dvh.password", "store": None, "found": False}
    row |= {"actor": None, "changed": None}
    assert run("secrets", "list", "--json").rows == [row]
    done = run("secrets", "set", "dvh/password", "--value", "hunter2hunter2", "--json")
    assert (done.code, done.rows) == (0, [{"secret": "dvh/password", "store": "keyring"}])
    assert keyring.get_password("stabbur", "dvh/password") == "hunter2hunter2"
    assert run("secrets", "list", "--json").rows == [row | {"store": "keyring", "found": True}]
    assert run("secrets", "delete", "dvh/password").code == 0
    assert run("secrets", "delete", "dvh/password").code == 3


@pytest.mark.parametrize("store", ["environment", "files"])
def test_store_that_is_filled_from_outside(run: Run, store: str) -> None:
    done = run("secrets", "set", "dvh/password", "--value", "hunter2hunter2", "--store", store)
    assert done.code == 4
    assert "hunter2" not in done.err


def test_name_that_leaves_its_store(run: Run, desktop: MemoryKeyring) -> None:
    assert run("secrets", "set", "../x", "--value", "hunter2hunter2").code == 2


def test_one_that_the_state_keeps(run: Run, desktop: MemoryKeyring) -> None:
    Path("stabbur.toml").write_text(SOURCE)
    state = ("--store", "state")
    done = run("secrets", "set", "dvh/password", "--value", "hunter2hunter2", *state)
    assert done.code == 0
    assert "hunter2" not in done.out + done.err
    run("secrets", "set", "old/token", "--value", "hunter2hunter2", *state)
    rows = run("secrets", "list", *state, "--json").rows
    assert [(row["secret"], row["used_by"], row["store"]) for row in rows] == [
        ("dvh/password", "sources.dvh.password", "state"),
        ("old/token", None, "state"),
    ]
    assert all(row["actor"] and row["changed"] for row in rows)
    assert "hunter2" not in run("secrets", "list").out
    assert run("secrets", "delete", "old/token", *state).code == 0
    gone = run("secrets", "delete", "old/token", *state)
    assert (gone.code, "no secret 'old/token' in the state" in gone.err) == (3, True)


def test_delete_finds_the_store_that_has_it_and_names_it(
    run: Run, desktop: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("secrets", "set", "old/token", "--value", "hunter2hunter2", "--store", "state")
    assert run("secrets", "delete", "old/token", "--json").rows == [{"secret": "old/token", "store": "state"}]
    assert run("secrets", "delete", "old/token").code == 3
    monkeypatch.setenv("STABBUR_SECRET_OLD_TOKEN", "hunter2hunter2")
    assert run("secrets", "delete", "old/token").code == 4


def test_a_time_is_shown_in_the_zone_of_the_settings(run: Run, desktop: MemoryKeyring) -> None:
    run("secrets", "set", "old/token", "--value", "hunter2hunter2", "--store", "state")
    assert "+00:00" not in run("secrets", "list").out
    assert run("secrets", "list", "--json").rows[0]["changed"].endswith("+00:00")


def test_a_value_is_read_from_a_pipe_without_a_warning(home: Path, desktop: MemoryKeyring) -> None:
    words = ["secrets", "set", "old/token", "--store", "state", "--json"]
    told = CliRunner().invoke(stabbur, words, input="hunter2hunter2\n")
    assert (told.exit_code, told.stderr) == (0, ""), "Python would warn that what is typed can be seen"
    assert resolve(SecretReference.named("old/token"), settings.load()).reveal() == "hunter2hunter2"
    assert isinstance(CliRunner().invoke(stabbur, words, input="\n").exception, BadInput)
