"""stabbur log."""

from tests.cli.conftest import Run
from tests.secrets.conftest import MemoryKeyring, desktop

__all__ = ["desktop"]


def test_log_tells_who_did_what(run: Run, desktop: MemoryKeyring) -> None:
    assert run("log", "--json").rows == []
    run("keys", "create", "skatt")
    run("keys", "create", "trygd")
    newest, first = run("log", "--json").rows
    assert newest["subject"].endswith("trygd")
    assert {"seq", "at", "actor", "action", "details"} <= first.keys()
    assert len(run("log", "--limit", "1", "--json").rows) == 1
    (row,) = run("log", first["subject"], "--json").rows
    assert row == first
    run("keys", "rotate", "trygd")
    assert "did you mean 'pseudonyms/trygd'?" in run("log", "trygd").err
    assert "nothing was done to 'xyz'" in run("log", "xyz").err
    assert "skatt" in run("log").out
