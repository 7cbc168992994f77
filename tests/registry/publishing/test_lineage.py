"""Where a version came from, told in full and without a word of this machine: read for real, each in its own way."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stabbur as sb
from stabbur.io import sources_read
from stabbur.packages.notebooks import read_notebook
from stabbur.registry.here import Here
from stabbur.registry.publishing.lineage import git, lineage, lock, notebook, short
from tests.registry.making import package
from tests.servers import web

QUERY = "select nr, personer from folketall where år = :år"
CELLS = """
import polars as pl, stabbur as sb
from stabbur.io import sources_read
sb.read_sql("{query}", source="kilder/folk.sqlite", params={{"år": 2021}})
sb.read_file("kilder/folk.csv")
sb.read_file("{outside}")
sb.read_service("{service}", query={{"aar": "2021", "token": "hemmelig"}})
sb.read_dp("demo/folketall", version=1)
dp = sb.Datapackage(name="avledet", title="Avledet")
dp.add_resource(pl.DataFrame({{"a": [1]}}), name="a")
sb.publish(dp, owner="demo")
"""


def run(*words: str, folder: Path) -> str:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: Here) -> Path:
    """A git repository with sources, and one version to read from."""
    folder = tmp_path / "prosjekt"
    (folder / "kilder").mkdir(parents=True)
    monkeypatch.chdir(folder)
    frame = pl.DataFrame({"nr": ["0301"], "personer": [697010], "år": [2021]})
    sb.to_sql(frame, table="folketall", sink="kilder/folk.sqlite", mode="replace")
    sb.to_file(frame, "kilder/folk.csv")
    sb.to_file(frame, tmp_path / "utenfor.csv")
    (folder / "uv.lock").write_text("version = 1\n")
    for words in (["init", "-q"], ["add", "uv.lock"]):
        run("git", *words, folder=folder)
    run("git", "-c", "user.name=k", "-c", "user.email=k@x", "commit", "-qm", "Første", folder=folder)
    registry.publish(package(1), owner="demo")
    return folder


@pytest.fixture
def service() -> Iterator[str]:
    with web.serve() as site:
        site.put("/folk.json", b'[{"nr": "0301", "personer": 697010}]', Content_Type="application/json")
        yield site.url("/folk.json")


def cells(project: Path, service: str) -> str:
    return CELLS.format(query=QUERY, outside=project.parent / "utenfor.csv", service=service)


def told(registry: Here) -> dict[str, Any]:
    """Return the lineage of the version that was made of everything."""
    found = registry.open("demo/avledet").sibling("lineage")
    assert found is not None
    return found


def check_complete(found: dict[str, Any], project: Path, service: str) -> None:
    """Assert that each thing that was read is told of, and nothing of this machine."""
    sources = {one["source"]: one for one in found["sources"]}
    assert list(sources) == ["kilder/folk.sqlite", "kilder/folk.csv", "utenfor.csv", service]
    assert [one["kind"] for one in sources.values()] == ["sql", "file", "file", "service"]
    assert sources["kilder/folk.sqlite"]["query_sha256"] == hashlib.sha256(QUERY.encode()).hexdigest()
    assert len(sources[service]["query_sha256"]) == 64
    assert {one["rows"] for one in sources.values()} == {1}
    assert [one["source"] for one in found["packages"]] == ["demo/folketall@1"]
    commit = run("git", "rev-parse", "HEAD", folder=project).strip()
    assert found["git"] == {"commit": commit, "changed": False, "outside": True}
    assert found["lock"] == {"file": "uv.lock", "sha256": hashlib.sha256(b"version = 1\n").hexdigest()}
    assert found["stabbur"] == sb.__version__
    text = json.dumps(found)
    assert str(project.parent) not in text
    assert "hemmelig" not in text


def test_script_in_a_repository(project: Path, service: str, registry: Here) -> None:
    run(sys.executable, "-c", cells(project, service), folder=project)
    found = told(registry)
    check_complete(found, project, service)
    assert "notebook" not in found
    (project / "uv.lock").write_text("version = 2\n")
    run(sys.executable, "-c", cells(project, service).replace('"a": [1]', '"a": [2]'), folder=project)
    assert told(registry)["git"]["changed"] is True


@pytest.mark.parametrize("how", ["nbclient", "jupyter execute"])
def test_notebook_that_is_run(
    how: str, project: Path, service: str, registry: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(project.parent / "jupyter"))
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    cell["source"] = cells(project, service)
    about = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project / "analyse.ipynb").write_text(json.dumps(about))
    if how == "nbclient":  # Jupyter's servers, and whoever does as they do, tell the kernel its notebook
        book = read_notebook(project / "analyse.ipynb")
        nbclient.NotebookClient(book, kernel_name="python3").execute(
            env={**os.environ, "JPY_SESSION_NAME": "notater/analyse.ipynb"}
        )
    else:
        run(str(Path(sys.executable).parent / "jupyter-execute"), "analyse.ipynb", folder=project)
    found = told(registry)
    check_complete(found, project, service)
    assert found["notebook"] == "analyse.ipynb"


def test_nothing_known_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("STABBUR_RUN", raising=False)
    sources_read.forget()
    assert set(lineage()) == {"published", "nonce", "stabbur", "python"}
    assert git(tmp_path) is None
    monkeypatch.setenv("STABBUR_RUN", "run-7")
    assert lineage()["run"] == "run-7"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("a/b/analyse.ipynb", "analyse.ipynb"),
        ("analyse.ipynb", "analyse.ipynb"),
        ("console-1", None),
        ("", None),
    ],
)
def test_notebook_is_what_jupyter_says(told: str, name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", told)
    assert notebook() == name


def test_lock_is_that_of_the_project(tmp_path: Path) -> None:
    inner = tmp_path / "prosjekt" / "notebooks"
    inner.mkdir(parents=True)
    (tmp_path / "uv.lock").write_text("another project's")
    (tmp_path / "prosjekt" / "pyproject.toml").write_text("")
    assert lock(inner) is None, "what lies above the project is not its own"
    (tmp_path / "prosjekt" / "requirements.txt").write_text("polars\n")
    (tmp_path / "prosjekt" / "requirements.lock").write_text("polars==2.1\n")
    found = lock(inner)
    assert found == {"file": "requirements.lock", "sha256": hashlib.sha256(b"polars==2.1\n").hexdigest()}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/home/kari/prosjekt/kilder/a.csv", "kilder/a.csv"),
        ("/home/kari/annet/a.csv", "a.csv"),
        ("sqlite:////home/kari/annet/a.sqlite", "a.sqlite"),
        ("duckdb:///home/kari/prosjekt/a.duckdb", "a.duckdb"),
        ("file:///home/kari/annet/a.csv", "a.csv"),
        ("kilder/a.csv", "kilder/a.csv"),
        ("dvh", "dvh"),
        ("https://data.ssb.no/api/v0/no/table/07459", "https://data.ssb.no/api/v0/no/table/07459"),
        ("postgresql://db.internal/base", "postgresql://db.internal/base"),
    ],
)
def test_address_tells_nothing_of_the_machine(address: str, shown: str) -> None:
    assert short(address, Path("/home/kari/prosjekt")) == shown


@given(st.lists(st.text("abcæ .-", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_no_absolute_path_is_shown(parts: list[str]) -> None:
    address = "/hemmelig/" + "/".join(parts)
    assert "hemmelig" not in short(address, Path("/hemmelig"))
    assert not short(address, Path("/annet")).startswith("/")


def test_what_is_read_again_stands_once(tmp_path: Path) -> None:
    sources_read.forget()
    for name, rows in (("a.csv", "1\n"), ("b.csv", "1\n"), ("a.csv", "1\n2\n")):
        (tmp_path / name).write_text("n\n" + rows)
        sb.read_file(tmp_path / name)
    found = lineage()["sources"]
    sources_read.forget()
    assert [(one["rows"], Path(one["source"]).name) for one in found] == [(1, "b.csv"), (2, "a.csv")]


SCRIPT = """
import json, pathlib, sys
from stabbur.registry.publishing.lineage import git
print(json.dumps(git(pathlib.Path.cwd())))
"""


def test_commit_is_claimed_only_for_code_that_it_has(project: Path) -> None:
    inside, outside = project / "kilder" / "lag.py", project.parent / "lim.py"
    for place in (inside, outside):
        place.write_text(SCRIPT)

    def told(*words: str, folder: Path = project) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run(sys.executable, *words, folder=folder))
        return {key: value for key, value in found.items() if key != "commit"}

    clean = {"changed": False, "outside": True}
    assert told("kilder/lag.py") == clean, "it was never committed"
    run("git", "add", "kilder/lag.py", folder=project)
    assert told("kilder/lag.py") == {"changed": True, "outside": True}, "nor is it by being added"
    run("git", "-c", "user.name=k", "-c", "user.email=k@x", "commit", "-qm", "Lag", folder=project)
    assert told("kilder/lag.py") == {"changed": False, "script": "kilder/lag.py"}
    assert told("lag.py", folder=project / "kilder") == {"changed": False, "script": "kilder/lag.py"}
    assert told(str(outside)) == clean
    assert told("-c", SCRIPT) == clean
    inside.write_text(SCRIPT + "# endret\n")
    assert told("kilder/lag.py") == {"changed": True, "script": "kilder/lag.py"}


def test_clean_checkout_of_a_run_has_the_commit_that_it_was_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "1.1" / "work" / "notebooks"
    work.mkdir(parents=True)
    told = {"root": str(work.parent), "commit": "a" * 40, "script": "notebooks/a.ipynb"}
    (tmp_path / "1.1" / "prepared.json").write_text(json.dumps(told))
    monkeypatch.setenv("STABBUR_RUN_FOLDER", str(tmp_path / "1.1"))
    assert git(work) == {"commit": "a" * 40, "changed": False, "script": "notebooks/a.ipynb"}
    assert git(tmp_path) is None, "what lies elsewhere is not of that commit"
    (tmp_path / "1.1" / "prepared.json").write_text(json.dumps(told | {"commit": None}))
    assert git(work) is None
