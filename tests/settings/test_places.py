"""Where things are kept, and whose stabbur.toml counts."""

import os
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.settings.places import project_file


def test_home_is_stabbur_home(home: Path) -> None:
    assert settings.home() == home.resolve()


def test_private_is_open_to_its_owner_alone(home: Path) -> None:
    folder = settings.private()
    assert folder == home / "private"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_local_person_is_a_slug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "Kari Nordmann (SSB)")
    assert settings.local_person() == "kari-nordmann-ssb"
    monkeypatch.setenv("LOGNAME", "øåæ")
    assert settings.local_person() == "local"


@pytest.mark.only_as("root")  # only root can give a file away
def test_file_that_a_stranger_laid_in_an_open_folder_is_passed_over(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    file = shared / "stabbur.toml"
    file.write_text('owner = "stranger"')
    os.chown(file, 12345, 12345)
    assert project_file(shared) == file
    shared.chmod(0o1777)
    assert project_file(shared) is None


def test_reserved_names_are_listed_with_what_they_mean() -> None:
    assert {"STABBUR_HOME", "STABBUR_HUB_URL", "STABBUR_RUN"} <= set(settings.RESERVED)
    assert all(settings.RESERVED.values())
