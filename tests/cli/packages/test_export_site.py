"""stabbur export-site: how many files, where, and what it refuses to write over."""

from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from tests.cli.conftest import Run


@pytest.fixture
def published(run: Run) -> Run:
    package = sb.Datapackage(name="tall", title="Tall om noe", description="Tall", licenses=["CC-BY-4.0"])
    package.add_resource(pl.DataFrame({"kommune": ["0301"]}), name="kommuner")
    sb.publish(package, owner="demo", access="public")
    return run


def files(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file() and path.name != ".stabbur-site"]


def test_site_is_written_and_counted(published: Run) -> None:
    done = published("export-site", "site")
    assert done.code == 0
    assert done.out.endswith("open site/index.html\n")
    assert "--address says where the site will be found" in done.err
    assert "Tall om noe" in Path("site/p/demo/tall/index.html").read_text(encoding="utf-8")
    (row,) = published("export-site", "site", "--json").rows
    assert row == {"folder": "site", "files": len(files("site"))}


def test_second_site_replaces_the_first_whole(published: Run) -> None:
    published("export-site", "site")
    Path("site/p/old.html").write_text("old")
    published("export-site", "site")
    assert not Path("site/p/old.html").exists()
    assert not Path("site.part").exists()


def test_folder_with_other_files_is_left_alone(published: Run) -> None:
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("years of work")
    done = published("export-site", "mine")
    assert (done.code, done.out) == (2, "")
    assert "hint: give a new or empty folder" in done.err
    assert [path.name for path in files("mine")] == ["thesis.txt"]


def test_file_in_place_of_a_folder(published: Run) -> None:
    Path("site").write_text("x")
    assert published("export-site", "site").code == 2
    assert Path("site").read_text() == "x"
