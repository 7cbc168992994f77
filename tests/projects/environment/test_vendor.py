"""A project takes the wheel of its Stabbur along, while no registry has it."""

import zipfile
from pathlib import Path

import pytest

import stabbur
from stabbur.errors import BadInput
from stabbur.projects.environment import vendor
from stabbur.projects.project import Project
from tests.projects.small import small


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Project:
    return small(tmp_path / "small")


def test_make_has_built_a_wheel_of_this_stabbur_with_pages_and_profile() -> None:
    built = vendor.wheel()
    assert built, "run: python scripts/wheel.py"
    assert built.name == f"stabbur-{stabbur.__version__}-py3-none-any.whl"
    names = zipfile.ZipFile(built).namelist()
    assert {"stabbur/hub/static/stabbur.css", "stabbur/projects/environment/profile.R"} <= set(names)


def test_wheel_is_copied_and_another_version_goes(project: Project) -> None:
    assert vendor.vendored(project) == (vendor.wheel() or Path()).name
    copied = project.root / "vendor" / vendor.vendored(project)
    old = copied.with_name("stabbur-0.0.1-py3-none-any.whl")
    old.write_bytes(b"old")
    other = copied.with_name("another-1.0-py3-none-any.whl")
    other.write_bytes(b"theirs")
    copied.write_bytes(b"half")
    vendor.vendored(project)
    assert {one.name for one in copied.parent.iterdir()} == {copied.name, other.name}
    assert zipfile.is_zipfile(copied)


def test_stabbur_of_a_registry_has_no_wheel_to_take_along(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert vendor.wheel() is None
    assert vendor.vendored(project) == ""
    assert not (project.root / "vendor").exists()


def test_A27_nothing_is_written_where_a_link_leads(project: Project, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (project.root / "vendor").symlink_to(tmp_path / "theirs")
    with pytest.raises(BadInput, match="is a link"):
        vendor.vendored(project)
    assert list((tmp_path / "theirs").iterdir()) == []
