"""JupyterLab of a project: a real one, looked at with a real browser."""

import json
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from stabbur import settings
from stabbur.errors import BadInput, MissingExtra, NotAllowed, NotFound, Unavailable
from stabbur.projects import building, laboratory
from stabbur.projects.kernels import specs
from stabbur.projects.kernels.serving import Lab
from stabbur.projects.project import Project
from tests.projects import handmade
from tests.servers import compiled

CODE = """
import os, sys
import polars as pl
import stabbur as sb
from stabbur import settings
import folketall

dp = sb.Datapackage(name="folketall", title="Folketall", description="Tall", licenses=["CC-BY-4.0"])
dp.add_resource(pl.DataFrame({"kommune": ["0301"]}), name="kommuner")
published = sb.publish(dp)
print("prefix", sys.prefix)
print("access", settings.load().publish.access, "published", published.id)
print("token", "JUPYTER_TOKEN" in os.environ)
"""

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "cells": [
        {
            "cell_type": "code",
            "id": "a",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": CODE,
        }
    ],
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A built project in a folder with Norwegian letters; its notebook was saved with another kernel.

    The Jupyter settings of whoever runs the tests are not seen.
    """
    folder = tmp_path_factory.mktemp("et sted æøå")
    made = handmade.written(folder, needs=["stabbur"], dev=["ipykernel", "jupyterlab"], git=False)
    (made.root / "stabbur.toml").write_text('[publish]\naccess = "public"\n')
    (made.root / "notebooks" / "første notat.ipynb").write_text(json.dumps(NOTEBOOK))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        patch.setenv("JUPYTER_CONFIG_DIR", str(folder / "jupyter"))
        patch.setenv("JUPYTER_TOKEN", "a-token-that-is-known")
        building.build(made.root, verify=False)
        yield made


@pytest.fixture(scope="module")
def lab(project: Project) -> Iterator[Lab]:
    """One JupyterLab that runs, for all who only look at it."""
    with laboratory.opened(folder=project.root, browser=False) as running:
        compiled.keep(project.environment)
        yield running


def asked(address: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def listening(lab: Lab) -> set[str]:
    """The addresses that JupyterLab listens on."""
    found = psutil.Process(lab.process.pid).net_connections(kind="inet")
    return {f"{one.laddr.ip}:{one.laddr.port}" for one in found if one.status == psutil.CONN_LISTEN}


def test_notebook_runs_in_the_projects_environment_and_publishes(
    project: Project, lab: Lab, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(lab.address)
    run_all(page)
    output = page.locator(".jp-OutputArea-output")
    expect(output).to_contain_text("token False", timeout=60_000)
    assert f"prefix {project.environment}" in output.inner_text()
    assert "access public published" in output.inner_text()
    assert page.locator(".jp-KernelName").first.inner_text() == "folketall"
    page.close()


def run_all(page: Page) -> None:
    expect(page.get_by_role("button", name="folketall | Idle")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_nobody_gets_in_without_the_token(lab: Lab) -> None:
    api = f"http://127.0.0.1:{lab.port}/api/contents"
    token = lab.address.partition("?")[2]
    assert asked(api)[0] == 403
    assert asked(f"{api}?token=a-token-that-is-known")[0] == 403
    assert asked(f"{api}?{token}")[0] == 200
    assert listening(lab) == {f"127.0.0.1:{lab.port}"}


def test_A_token_is_in_no_argument_and_no_file_that_others_may_read(project: Project, lab: Lab) -> None:
    token = lab.address.partition("=")[2]
    assert len(token) > 30
    words = psutil.Process(lab.process.pid).cmdline()
    assert not [word for word in words if token in word]
    assert lab.port in [int(word.partition("=")[2]) for word in words if word.startswith("--ServerApp.port=")]
    private = settings.private()
    for file in (private, private / "jupyter", private / "jupyter" / f"token-{lab.port}"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_only_the_projects_kernel_is_offered_and_it_is_the_default(project: Project, lab: Lab) -> None:
    _, body = asked(f"http://127.0.0.1:{lab.port}/api/kernelspecs?{lab.address.partition('?')[2]}")
    found = json.loads(body)
    assert found["default"] == "folketall"
    assert list(found["kernelspecs"]) == ["folketall"]


def test_browser_gets_no_token_among_its_words_and_the_end_is_the_end_of_all_kernels(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, said = tmp_path / "browser", tmp_path / "said"
    browser.write_text(f'#!/bin/sh\necho "$@" > {said}.new && mv {said}.new {said}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    with laboratory.opened(folder=project.root) as lab:
        token = lab.address.partition("=")[2]
        api = f"http://127.0.0.1:{lab.port}/api/kernels?token={token}"
        urllib.request.urlopen(urllib.request.Request(api, data=b"{}", method="POST"), timeout=30)
        everyone = psutil.Process(lab.process.pid).children(recursive=True)
        assert any("ipykernel_launcher" in one.cmdline() for one in everyone)
        ends = time.monotonic() + 30
        while not said.exists() and time.monotonic() < ends:
            time.sleep(0.1)
        words = said.read_text()
        assert words.startswith("file://")
        assert token not in words
        assert token in Path(unquote(words.strip().removeprefix("file://"))).read_text()
    _, left = psutil.wait_procs(everyone, timeout=10)
    assert not left
    assert not list((settings.private() / "jupyter").glob(f"*-{lab.port}*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_at_the_prompt_stops_it(project: Project, number: int) -> None:
    command = [str(Path(sys.executable).parent / "stabbur"), "lab", "--no-browser"]
    with subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as prompt:
        assert prompt.stdout is not None
        line = prompt.stdout.readline()
        assert re.fullmatch(r"JupyterLab runs: http://127\.0\.0\.1:\d+/lab/tree/\S+\?token=\S+\n", line)
        (child,) = psutil.Process(prompt.pid).children()
        prompt.send_signal(number)
        _, err = prompt.communicate(timeout=30)
        assert prompt.returncode == 0, err
        assert "JupyterLab has stopped" in err
        assert not child.is_running()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, 6), (signal.SIGTERM, 0)])
def test_jupyterlab_that_breaks_is_told_and_one_that_is_shut_down_is_not(
    project: Project, number: int, code: int
) -> None:
    command = [str(Path(sys.executable).parent / "stabbur"), "lab", "--no-browser"]
    with subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as prompt:
        assert prompt.stdout is not None
        prompt.stdout.readline()
        (child,) = psutil.Process(prompt.pid).children()
        child.send_signal(number)
        _, err = prompt.communicate(timeout=30)
    assert prompt.returncode == code, err
    assert ("JupyterLab ended with -9" in err) == bool(code)
    assert ("JupyterLab has stopped" in err) != bool(code)


def test_program_is_told_the_address_in_one_row(project: Project) -> None:
    command = [str(Path(sys.executable).parent / "stabbur"), "lab", "--no-browser", "--json"]
    with subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as prompt:
        assert prompt.stdout is not None
        lines = [prompt.stdout.readline()]
        while lines[-1].strip() not in ("]", ""):
            lines.append(prompt.stdout.readline())
        prompt.send_signal(signal.SIGINT)
        out, err = prompt.communicate(timeout=30)
    ((key, address),) = json.loads("".join(lines))[0].items()
    assert (key, out) == ("address", "")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/lab/tree/\S+\?token=\S+", address)
    assert "JupyterLab has stopped" in err


def test_second_clone_that_is_not_built_gets_an_environment_and_a_kernel_of_its_own(
    project: Project, tmp_path: Path
) -> None:
    root = tmp_path / "klon"
    shutil.copytree(project.root, root, ignore=shutil.ignore_patterns(".venv"))
    told: list[str] = []
    with laboratory.opened(folder=root, browser=False, report=told.append) as lab:
        _, body = asked(f"http://127.0.0.1:{lab.port}/api/kernelspecs?{lab.address.partition('?')[2]}")
    assert told[0] == "'folketall' is not built as its lock says: building it first"
    assert [line for line in told if f"the 'folketall' of '{project.root}'" in line]
    found = json.loads(body)["kernelspecs"]
    assert list(found) == ["folketall"]
    assert found["folketall"]["spec"]["argv"][0] == str(root / ".venv" / "bin" / "python")
    assert specs.owner("folketall") == project.root


def test_lab_outside_of_a_project_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="lies in no project"), laboratory.opened(folder=tmp_path):
        pass


@pytest.mark.parametrize(
    ("notebook", "opens"),
    [
        (None, "notebooks/første notat.ipynb"),
        ("første notat.ipynb", "notebooks/første notat.ipynb"),
        ("notebooks/første notat.ipynb", "notebooks/første notat.ipynb"),
    ],
)
def test_notebook_is_found_as_it_is_named(project: Project, notebook: str | None, opens: str) -> None:
    named = Path(notebook) if notebook else None
    assert laboratory.chosen(project, named, project.root) == Path(opens)
    assert laboratory.chosen(project, named, project.root / "src") == Path(opens)


def test_notebook_that_is_not_there_or_elsewhere(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"there are notebooks/første notat\.ipynb"):
        laboratory.chosen(project, Path("annet.ipynb"), project.root)
    (tmp_path / "fremmed.ipynb").touch()
    with pytest.raises(BadInput, match="lies outside of the project"):
        laboratory.chosen(project, tmp_path / "fremmed.ipynb", project.root)
    (project.root / "notebooks" / "lenke.ipynb").symlink_to(tmp_path / "fremmed.ipynb")
    try:
        with pytest.raises(BadInput, match="lies outside of the project"):
            laboratory.chosen(project, Path("lenke.ipynb"), project.root)
    finally:
        (project.root / "notebooks" / "lenke.ipynb").unlink()


def test_environment_without_jupyterlab_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handmade.written(tmp_path, git=False)
    building.build(made.root, verify=False)
    with pytest.raises(MissingExtra, match="has no JupyterLab") as told, laboratory.opened(folder=made.root):
        pass
    assert told.value.hint == 'stabbur add --dev "stabbur[projects]"'


def test_settings_of_jupyter_that_let_everybody_in_are_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(psutil.Process().children())
    (tmp_path / "jupyter_server_config.py").write_text("c.IdentityProvider.token = ''")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    with (
        pytest.raises(NotAllowed, match="would let in everybody"),
        laboratory.opened(folder=project.root, browser=False),
    ):
        pass
    assert set(psutil.Process().children()) <= before


def test_jupyterlab_that_does_not_start_is_told_with_what_it_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "jupyter_server_config.py"
    config.write_text("raise SystemExit('a setting that is wrong')")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    with (
        pytest.raises(Unavailable, match="a setting that is wrong") as told,
        laboratory.opened(folder=project.root, browser=False),
    ):
        pass
    assert told.value.code == "lab-broken"
