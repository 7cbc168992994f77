"""A project, a person and an installation, each with a stabbur.toml of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from stabbur.settings import Origin, Settings
from stabbur.settings.reading import read


@dataclass
class Levels:
    """Write a level's file, then read what holds in the project."""

    folder: Path

    def write(self, level: str, text: str) -> Path:
        file = self.folder / level / "stabbur.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def read(self, **environ: str) -> tuple[Settings, Mapping[tuple[str, ...], Origin]]:
        project = self.folder / "project"
        project.mkdir(exist_ok=True)
        return read(
            project,
            {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), **environ},
            installation=self.folder / "installation" / "stabbur.toml",
        )

    @property
    def home(self) -> str:
        return str(self.folder / "person")


@pytest.fixture
def levels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Levels:
    """Three folders; the platform's own data folder is one of them."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name: str(tmp_path / "person"))
    return Levels(tmp_path)
