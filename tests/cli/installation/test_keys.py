"""stabbur keys."""

import pytest

from tests.cli.conftest import Run
from tests.secrets.conftest import MemoryKeyring, desktop

__all__ = ["desktop"]


def test_make_rotate_and_list(run: Run, desktop: MemoryKeyring) -> None:
    assert run("keys", "list", "--json").rows == []
    done = run("keys", "create", "skatt", "--json")
    assert (done.code, done.rows) == (0, [{"key": "skatt@1", "store": "keyring"}])
    assert run("keys", "rotate", "skatt", "--json").rows == [{"key": "skatt@2"}]
    (row,) = run("keys", "list", "--json").rows
    assert (row["key"], row["versions"], row["store"], row["found"]) == ("skatt", 2, "keyring", True)
    kept = desktop.entries["stabbur", "pseudonyms/skatt"]
    shown = run("keys", "list").out + run("secrets", "list").out
    assert not [line for line in kept.splitlines() if line.split(" ")[2] in shown + done.out]


def test_a_key_is_not_made_twice(run: Run, desktop: MemoryKeyring) -> None:
    run("keys", "create", "skatt")
    before = dict(desktop.entries)
    again = run("keys", "create", "skatt", "--store", "state")
    assert again.code == 2
    assert "stabbur keys rotate skatt" in again.err
    assert desktop.entries == before


@pytest.mark.parametrize("store", ["environment", "files"])
def test_store_that_is_filled_from_outside(run: Run, desktop: MemoryKeyring, store: str) -> None:
    assert run("keys", "create", "skatt", "--store", store).code == 4


def test_rotating_what_is_not_there(run: Run, desktop: MemoryKeyring) -> None:
    done = run("keys", "rotate", "skatt")
    assert done.code == 3
    assert "stabbur keys create skatt" in done.err
