"""A notebook run in its project's environment and shown as a page: a story as it is now."""

import os
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbclient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from stabbur.errors import StabburError
from stabbur.packages.notebooks import notebook_html, read_notebook
from stabbur.projects.project import Project
from stabbur.registry.publishing.stories import named
from stabbur.secrets import mask, printable

CLIENT: Any = nbclient
SECONDS = 1800.0


class Kernel(AsyncKernelManager):
    """A kernel that is no installed one: the Python of a project's own environment."""

    started: Sequence[str] = ()

    @property
    def kernel_spec(self) -> KernelSpec:
        """What is started."""
        return KernelSpec(argv=list(self.started), display_name="project", language="python")


def rendered(project: Project, notebook: Path, language: str, seconds: float = SECONDS) -> str:
    """Return a notebook of a project as one page, run from its first cell to its last.

    Raises
    ------
    BadInput
        It is no notebook.
    StabburError
        A cell failed or took too long; nothing of what it printed is told.
    """
    content = read_notebook(project.root / notebook)
    with tempfile.TemporaryDirectory(prefix="stabbur-") as place:
        # sockets as files in a folder of our own: a port would be open to everybody on the machine
        manager = Kernel(transport="ipc", connection_file=f"{place}/kernel.json")
        manager.started = [str(project.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        folder = str((project.root / notebook).parent)
        client = CLIENT.NotebookClient(
            content, km=manager, timeout=seconds, resources={"metadata": {"path": folder}}
        )
        _execute(client, project, notebook, seconds)
    return notebook_html(content, named(content) or notebook.stem, language)


def _execute(client: Any, project: Project, notebook: Path, seconds: float) -> None:
    environ = {
        **os.environ,
        "PATH": os.pathsep.join([str(project.programs), os.environ.get("PATH", "")]),
        "VIRTUAL_ENV": str(project.environment),
    }
    try:
        client.execute(env=environ)
    except CLIENT.exceptions.CellExecutionError as error:
        # the name of the error alone: its words may have a row of data in them
        raise _broken(notebook, f"a cell failed with {mask(printable(str(error.ename)))}") from None
    except CLIENT.exceptions.CellTimeoutError:
        raise _broken(notebook, f"a cell took more than {seconds:g} s") from None
    except (CLIENT.exceptions.DeadKernelError, RuntimeError):
        raise _broken(notebook, "its kernel died or did not start") from None


def _broken(notebook: Path, why: str) -> StabburError:
    shown = shlex.quote(notebook.as_posix())
    return StabburError(f"'{notebook}': {why}", hint=f"stabbur run {shown}", code="artefact-story")
