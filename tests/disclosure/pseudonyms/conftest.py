"""Keys for pseudonyms, kept in a state of the test's own."""

from pathlib import Path

import pytest

from stabbur.disclosure.pseudonyms import create_key


@pytest.fixture
def key(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a key; no settings of the machine are seen."""
    monkeypatch.chdir(tmp_path)
    create_key("skatt", store="state")
    return "skatt"
