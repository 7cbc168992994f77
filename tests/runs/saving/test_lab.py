"""A real JupyterLab of `stabbur lab`: what is saved in it is kept, and what fails stops nobody from saving."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stabbur.projects import building, laboratory
from stabbur.projects.kernels.serving import Lab
from stabbur.projects.project import Project
from stabbur.runs.saving import keeping
from stabbur.runs.saving import lab as extension
from tests.projects import handmade
from tests.runs.artefacts.written import cell, notebook


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A built project with Stabbur and JupyterLab in its environment."""
    folder = tmp_path_factory.mktemp("lab")
    made = handmade.written(folder, needs=["stabbur"], dev=["ipykernel", "jupyterlab"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        patch.setenv("JUPYTER_CONFIG_DIR", str(folder / "jupyter"))
        building.build(made.root, verify=False)
        yield made


@pytest.fixture(scope="module")
def lab(project: Project) -> Iterator[Lab]:
    with laboratory.opened(folder=project.root, browser=False) as running:
        yield running


def put(lab: Lab, path: str, content: Any, kind: str = "notebook") -> int:
    """Save a file as JupyterLab in the browser does."""
    body = {"type": kind, "format": "json" if kind == "notebook" else "text", "content": content}
    address = f"http://127.0.0.1:{lab.port}/api/contents/{path}"
    token = lab.address.partition("token=")[2]
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def kept(project: Project, path: str, count: int) -> list[keeping.Version]:
    """Wait until so many versions are kept: they are kept after the answer."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = keeping.versions(project, path)
        if len(found) >= count:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{path} has {len(keeping.versions(project, path))} versions")


def test_what_is_saved_in_jupyterlab_is_a_version_and_saving_again_is_none(
    project: Project, lab: Lab
) -> None:
    for code in ("x = 1", "x = 1", "x = 2"):
        assert put(lab, "notebooks/a.ipynb", json.loads(notebook(cell(code)))) in (200, 201)
    assert put(lab, "notebooks/b.txt", "text", "file") in (200, 201)
    found = kept(project, "notebooks/a.ipynb", 2)
    assert [one.number for one in found] == [2, 1]
    assert "x = 2" in (found[0].folder / "notebook.py").read_text()


def test_notebook_that_can_not_be_kept_is_saved_all_the_same(project: Project, lab: Lab) -> None:
    place = keeping.folder_of(project.root, "notebooks/c.ipynb")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file in the way")
    assert put(lab, "notebooks/c.ipynb", json.loads(notebook(cell("x = 1")))) == 201
    assert (project.root / "notebooks" / "c.ipynb").is_file()
    assert put(lab, "notebooks/d.ipynb", json.loads(notebook(cell("x = 1")))) == 201
    assert kept(project, "notebooks/d.ipynb", 1)
    assert not keeping.versions(project, "notebooks/c.ipynb")


def test_environments_settings_name_the_extension_that_is_here(project: Project) -> None:
    file = project.environment / "etc/jupyter/jupyter_server_config.d/stabbur-notebooks.json"
    named = json.loads(file.read_text())["ServerApp"]["jpserver_extensions"]
    assert named[extension.__name__] is True
    assert extension._jupyter_server_extension_points() == [{"module": extension.__name__}]
    assert Path(extension.__file__).is_file()
