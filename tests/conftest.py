"""What every test gets: an empty Stabbur of its own, and strict notes of what an implementation lacks."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty STABBUR_HOME; nothing of the machine's own settings is seen."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("STABBUR_HOME", str(folder))
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Turn `missing = {"test_x": "reason"}` of a contract's subclass into a strict xfail."""
    for item in items:
        missing: dict[str, str] = getattr(getattr(item, "cls", None), "missing", {})
        reason = missing.get(getattr(item, "originalname", item.name))
        if reason:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
