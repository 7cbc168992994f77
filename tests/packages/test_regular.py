"""Pipes and devices in place of files: refused at once, where they were read without end."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from stabbur.errors import BadInput, StabburError
from stabbur.packages import Datapackage, read_table
from stabbur.packages.notebooks import read_notebook
from stabbur.packages.regular import need_regular

SECONDS = 20
ADDED: dict[str, Callable[[Datapackage, Path], object]] = {
    "resource": lambda dp, path: dp.add_resource(path.with_suffix(".bin")),
    "story": lambda dp, path: dp.add_story(path.with_suffix(".html")),
    "notebook": lambda dp, path: dp.add_notebook(path.with_suffix(".ipynb")),
}
pytestmark = pytest.mark.timeout(SECONDS)


@pytest.mark.parametrize("way", ADDED)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_A2_A3_what_has_no_end_is_not_added(tmp_path: Path, way: str, kind: str) -> None:
    for suffix in (".bin", ".html", ".ipynb"):
        if kind == "pipe":
            os.mkfifo(tmp_path / f"a{suffix}")
        else:
            (tmp_path / f"a{suffix}").symlink_to("/dev/zero")
    with pytest.raises(BadInput, match="no file but"):
        ADDED[way](Datapackage(name="n"), tmp_path / "a")


def test_A3_a_file_that_became_a_pipe_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x")
    package = Datapackage(name="n").add_resource(tmp_path / "a.bin")
    (tmp_path / "a.bin").unlink()
    os.mkfifo(tmp_path / "a.bin")
    with pytest.raises(BadInput, match="no file but"):
        package.write(tmp_path / "out")


@pytest.mark.parametrize("name", ["r.parquet", "r.csv.gz", "r.csv"])
def test_A3_a_package_with_a_pipe_in_it_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    about = {
        "name": "r",
        "path": name,
        "type": "table",
        "schema": {"fields": [{"name": "a", "type": "integer"}]},
    }
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "n", "resources": [about]}))
    assert not Datapackage.open(tmp_path).validate().valid
    with pytest.raises(BadInput, match="no file but"):
        read_table(tmp_path)


def test_A3_a_notebook_that_is_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ipynb")
    with pytest.raises(BadInput, match="no file but"):
        read_notebook(tmp_path / "a.ipynb")


@pytest.mark.parametrize("path", ["/proc/self/mem", "/proc/kmsg"])
def test_A3_a_descriptor_that_the_system_will_not_read_is_our_error(path: str) -> None:
    with pytest.raises(StabburError):
        Datapackage.open(path)


def test_files_folders_and_what_is_missing_pass(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    for path in (tmp_path, tmp_path / "a.csv", tmp_path / "link.csv", tmp_path / "none", "x\0y", "x" * 5_000):
        need_regular(path)
    assert Datapackage(name="n").add_resource(pl.DataFrame({"a": [1]})).resources
