"""stabbur secrets."""

from pathlib import Path

import keyring
import pytest

from tests.cli.conftest import Run
from tests.secrets.conftest import MemoryKeyring, desktop

__all__ = ["desktop"]

SOURCE = '[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n'


def test_set_list_delete(run: Run, desktop: MemoryKeyring) -> None:
    Path("stabbur.toml").write_text(SOURCE)
    row = {"secret": "dvh/password", "used_by": "sources.dvh.password", "store": None, "found": False}
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
