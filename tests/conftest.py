"""What every test gets: an empty Stabbur of its own, and strict notes of what an implementation lacks."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty STABBUR_HOME; nothing of the machine's own settings is seen."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("STABBUR_HOME", str(folder))
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only root, or only an ordinary user, can see; turn a contract's `missing` into xfails.

    A test marked `only_as("root")` has a twin that holds the same for everybody else, so none is skipped.
    """
    who = "root" if os.geteuid() == 0 else "user"
    others = [item for item in items if any(mark.args != (who,) for mark in item.iter_markers("only_as"))]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
    for item in items:
        missing: dict[str, str] = getattr(getattr(item, "cls", None), "missing", {})
        reason = missing.get(getattr(item, "originalname", item.name))
        if reason:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
