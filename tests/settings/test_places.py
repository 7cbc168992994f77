"""Where things are kept, and whose stabbur.toml counts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.settings import places
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


def test_a_program_with_an_emptied_environment_belongs_to_what_started_it(tmp_path: Path) -> None:
    asked = "from stabbur.settings.places import place_of_test as place; print(place())"
    command = ["env", "-i", "sh", "-c", '"$0" -c "$1"; :', sys.executable, asked]
    below = ["sh", "-c", '"$@"; :', "-", *command]
    for place in (tmp_path, None):
        environ = dict(os.environ) | ({"STABBUR_TEST_PLACE": str(place)} if place else {})
        done = subprocess.run(below, capture_output=True, text=True, env=environ, check=True)
        assert done.stdout == f"{place}\n"


def test_a_machine_that_does_not_tell_of_processes_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(places, "open", nothing, raising=False)
    assert places._begun_with.__wrapped__("PATH") == ""
