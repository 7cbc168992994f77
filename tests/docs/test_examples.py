"""Every `python` and `console` fence of README and docs runs, page by page, in a copy of the demo."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.hub import serve
from stabbur.registry import connect
from tests.docs import fences
from tests.docs.journey import apart
from tests.servers import compiled

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
IN_A_PROJECT = [ROOT / "docs" / "handbook"]
"""Pages whose examples need a project of their own: tests/docs/test_handbook.py runs them."""
OF_PROJECTS = {
    f"{name}.md"
    for name in ("projects", "start", "packages", "templates", "forges", "r", "by-itself", "test-run", "run")
}
"""Guides that begin with nothing: an empty folder and an empty Stabbur."""
RUNNABLE = [
    page
    for page in PAGES
    if any(fences.examples(page.read_text(encoding="utf-8"))) and page.parent not in IN_A_PROJECT
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the demo and a STABBUR_HOME into which it was published."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(ROOT / "demo", folder / "demo", ignore=shutil.ignore_patterns("build", "__pycache__"))
    (folder / "home").mkdir()
    command = [sys.executable, str(folder / "demo" / "publish.py")]
    environment = {"STABBUR_HOME": str(folder / "home"), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, check=True, env=environment, timeout=120)
    return folder


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What a page sets in the environment is gone after it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    if page.name in OF_PROJECTS:
        (work / "home").mkdir(parents=True)
    else:
        shutil.copytree(published, work)
    monkeypatch.chdir(work / ("" if page.name in OF_PROJECTS | {"README.md"} else "demo"))
    monkeypatch.setenv("STABBUR_HOME", str(work / "home"))
    (tmp_path / "person").mkdir()
    apart(monkeypatch, tmp_path / "person")
    monkeypatch.setenv("USER", settings.local_person())
    monkeypatch.setenv("STABBUR_HUB__PORT", str(free_port()))
    names: dict[str, object] = {"__name__": "example"}
    try:
        for example in fences.examples(page.read_text(encoding="utf-8").replace("8801", str(free_port()))):
            run = fences.run_console if example.language == "console" else None
            wrong = run(example) if run else fences.run_python(example, names, str(page))
            assert not wrong, f"{page.relative_to(ROOT)}:{example.line}: {wrong}"
    finally:
        if serve.every():
            serve.stop()
        for environment in work.glob("*/.venv"):
            compiled.keep(environment)


def test_no_example_is_hidden_from_the_tests() -> None:
    known = {"python", "console", "text", "toml", "sh", "json", "yaml", "r", "sql"}
    for page in PAGES:
        for match in fences.FENCE.finditer(page.read_text(encoding="utf-8")):
            assert match["language"] in known, f"{page}: a fence in {match['language']}"


def test_database_page_can_be_pasted_twice_and_leaves_the_demo_as_it_was(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(published, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work" / "demo")
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path / "work" / "home"))
    before = sorted(Path.cwd().rglob("*"))
    settings = Path("stabbur.toml").read_bytes()
    page = ROOT / "docs" / "how-to" / "read.md"
    first, *_, database = [
        one for one in fences.examples(page.read_text(encoding="utf-8")) if "read_service" not in one.body
    ]
    names: dict[str, object] = {"__name__": "example"}
    for example in (first, database, database):
        assert not fences.run_python(example, names, str(page))
    assert Path("stabbur.toml").read_bytes() == settings
    made = {one for one in Path.cwd().rglob("*") if one not in before}
    assert {one.relative_to(Path.cwd()).parts[0] for one in made} == {"build"}, "git ignores build/ alone"


def test_no_page_stops_a_stabbur_that_it_did_not_start() -> None:
    for page in PAGES:
        stops = [
            line
            for one in fences.examples(page.read_text(encoding="utf-8"))
            for line in one.body.splitlines()
            if line.startswith("$ stabbur down")
        ]
        assert all("--port" in line for line in stops), f"{page}: kills the `make up` that README keeps"


def test_version_2_of_the_tutorial_loses_nothing_that_version_1_said(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(published, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work" / "demo")
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path / "work" / "home"))
    names: dict[str, object] = {"__name__": "example"}
    page = ROOT / "docs" / "tutorial.md"
    for example in fences.examples(page.read_text(encoding="utf-8")):
        if example.language == "python":
            assert not fences.run_python(example, names, str(page))
    first, second = (connect().open("demo/municipalities", number).descriptor for number in (1, 2))
    for key in ("title", "description", "licenses", "topics", "language"):
        assert second[key] == first[key]
    assert [view["name"] for view in second["views"]] == [view["name"] for view in first["views"]]
    fields = [
        {one["name"]: one for one in said["resources"][0]["schema"]["fields"]} for said in (first, second)
    ]
    assert fields[1].items() >= fields[0].items()
    assert fields[1].keys() - fields[0].keys() == {"share"}
    assert all(one.get("title") for one in fields[1].values())
