"""Jupyter's own saving of a notebook leaves no change in git where only outputs came."""

import asyncio
import inspect
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import nbformat
import pytest
from jupyter_server.extension.manager import ExtensionPackage
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager

from stabbur.projects.git import hooks
from stabbur.projects.notebooks import saved
from tests.projects.git.repositories import asked, person, project
from tests.projects.notebooks.written import notebook

FORMAT: Any = nbformat
MANAGER: Any = AsyncFileContentsManager
OUT = {"output_type": "stream", "name": "stdout", "text": ["42\n"]}


class Server:
    """What an extension is handed, with the real keeper of files."""

    def __init__(self, root: Path) -> None:
        self.contents_manager = MANAGER(root_dir=str(root))
        saved._load_jupyter_server_extension(self)

    def save(self, path: str, found: dict[str, Any]) -> None:
        """Save a notebook as JupyterLab does."""
        model = {"type": "notebook", "format": "json", "content": FORMAT.from_dict(found)}
        # in a thread of its own: a browser of other tests keeps this one's loop running
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self.contents_manager.save(model, path)).result()


def test_saving_a_run_is_no_change_and_an_edit_is_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(monkeypatch, tmp_path)
    made = project(tmp_path / "folketall")
    root = made.root
    asked(root, "init", "-q", "-b", "main")
    hooks.install(made)
    server = Server(root)
    server.save("nb.ipynb", notebook("print(42)"))
    asked(root, "add", "-A")
    asked(root, "commit", "-nqm", "x")
    ran = notebook("print(42)")
    ran["cells"][0] |= {"outputs": [OUT], "execution_count": 1}
    server.save("nb.ipynb", ran)
    assert json.loads((root / "nb.ipynb").read_text(encoding="utf-8"))["cells"][0]["outputs"]
    assert asked(root, "status", "--short") == ""
    server.save("nb.ipynb", notebook("print(43)"))
    assert asked(root, "status", "--short") == " M nb.ipynb\n"
    server.save("new.ipynb", notebook("1"))
    assert asked(root, "status", "--short") == " M nb.ipynb\n?? new.ipynb\n"


def test_jupyter_takes_it_as_an_extension() -> None:
    found = cast(Any, ExtensionPackage)(name=saved.__name__, enabled=True)
    assert found.validate()
    assert list(found.extension_points) == [saved.__name__]
    assert not inspect.iscoroutinefunction(saved._saved)


def test_outside_of_git_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "nb.ipynb").write_text("{}", encoding="utf-8")
    saved.forget(tmp_path / "nb.ipynb")
    saved._saved(model={"type": "file"}, os_path=str(tmp_path / "none"))
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("nb.ipynb", "{}")]
