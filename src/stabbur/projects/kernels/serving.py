"""JupyterLab's own process: on loopback, with a token that only its owner can see, and an environment to work in."""

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO
from urllib.parse import quote

from stabbur import settings
from stabbur.errors import NotAllowed, StabburError, Unavailable
from stabbur.projects.environment import index
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.secrets import mask, printable

START, STOP = 120.0, 15.0
LINES = 12  # of what JupyterLab said before it ended
HERE = "127.0.0.1"
# as `-m jupyterlab`, a second sooner: its jsonschema would read a grammar of addresses that nothing in it asks
LAB = (
    "import runpy, sys; sys.modules['rfc3987_syntax'] = None; "
    "runpy.run_module('jupyterlab', run_name='__main__', alter_sys=True)"
)
SETTLED = Path(__file__).parent / "jupyter"  # what JupyterLab would ask at first: which kernel, and news


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs; whoever has its address gets in."""

    address: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> None:
        """Wait until it ends, as it does when somebody shuts it down in the browser.

        Raises
        ------
        Unavailable
            It broke; the message has its last lines.
        """
        code = self.process.wait()
        if code:
            raise Unavailable(
                f"JupyterLab ended with {code}: {_last(self.log) or 'without a word'}",
                hint="stabbur lab; where it breaks again: stabbur clean && stabbur build",
                code="lab-broken",
            )


@contextmanager
def running(
    project: Project, notebook: Path | None, place: Path, more: Mapping[str, str], *, browser: bool
) -> Iterator[Lab]:
    """Run JupyterLab with a notebook open; it and its kernels end with the block.

    Parameters
    ----------
    project
        It must be built.
    notebook
        The one to open, seen from the project.
    place
        A folder for token and log that only its owner may open.
    more
        Variables beside those of this process, such as `packages` gives.
    browser
        Whether a browser is opened.

    Raises
    ------
    Unavailable
        JupyterLab did not start; the message has its last lines.
    NotAllowed
        The person's own settings of Jupyter let everybody in.
    """
    token, port = secrets.token_urlsafe(32), free_port()
    held, log = place / f"token-{port}", place / f"lab-{port}.log"
    page = "/lab" + (f"/tree/{quote(notebook.as_posix())}" if notebook else "")
    with ExitStack() as after:
        after.callback(held.unlink, missing_ok=True)
        after.callback(log.unlink, missing_ok=True)
        with _private(held) as file:
            file.write(token.encode())
        with _private(log) as said:
            process = subprocess.Popen(
                words(project, port, page, browser=browser),
                cwd=project.root,
                env=environ(project, held) | dict(more),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                # Ctrl-C of the terminal is for us alone: Jupyter would ask whether it is meant
                start_new_session=True,
            )
        after.callback(_stop, process)
        _await(process, place, port, log)
        yield Lab(f"http://{HERE}:{port}{page}?token={token}", port, process, log)


def _private(file: Path) -> IO[bytes]:
    return open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def words(project: Project, port: int, page: str, *, browser: bool) -> list[str]:
    """Return the command; the token is not among its words, since others on the machine see them."""
    # an environment has kernels that its packages bring, too; with two of a language Jupyter would ask
    own = [one.name for one in specs.own(project)] or [project.name]
    return [
        str(project.python),
        "-c",
        LAB,
        f"--ServerApp.ip={HERE}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={project.root}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url={page}",
        f"--MultiKernelManager.default_kernel_name={project.name}",
        # with one kernel of a language to choose, every notebook opens in it, whatever it was saved with
        *(f"--KernelSpecManager.allowed_kernelspecs={name}" for name in own),
        "--KernelSpecManager.ensure_native_kernel=False",
        # packages come from `stabbur add`, and nothing asks the open internet for news
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        # in a container one is root, and Jupyter would not start
        *(["--ServerApp.allow_root=True"] if os.geteuid() == 0 else []),
    ]


def environ(project: Project, token: Path) -> dict[str, str]:
    """Return the variables of JupyterLab and of all that is started in it."""
    given = {key: value for key, value in os.environ.items() if key not in ("JUPYTER_TOKEN", "PYTHONHOME")}
    # before JUPYTER_PATH, which may name the kernels of another clone
    places = dict.fromkeys(str(one.folder.parent.parent) for one in specs.own(project))
    paths = [*places, *filter(None, [given.get("JUPYTER_PATH")])]
    settled = [str(SETTLED), *filter(None, [given.get("JUPYTER_CONFIG_PATH")])]
    own = {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(settled),
        "JUPYTER_PATH": os.pathsep.join(paths),
        "JUPYTER_RUNTIME_DIR": str(token.parent),
        "JUPYTER_TOKEN_FILE": str(token),
        "PATH": os.pathsep.join([str(project.programs), given.get("PATH", "")]),
        "VIRTUAL_ENV": str(project.environment),
    }
    return given | own


def packages(report: Callable[[str], None]) -> dict[str, str]:
    """Return the variables by which uv in JupyterLab finds packages; what is missing for them is told."""
    try:
        return index.environ(settings.load())
    except StabburError as error:
        # a password that is not here today is no reason to keep somebody from a notebook
        report(f"note: no packages can be installed from here: {error}: {error.hint}")
        return {}


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], place: Path, port: int, log: Path) -> None:
    ends = time.monotonic() + START
    while time.monotonic() < ends and process.poll() is None:
        # Jupyter writes a note with its port, so that no other program is taken for it
        answer = _answer(port) if any(_port(note) == port for note in place.glob("jpserver-*.json")) else 0
        if answer in (401, 403):
            return
        if answer:
            raise NotAllowed(
                "JupyterLab would let in everybody on this machine, so it was stopped",
                hint="take token and password out of your own Jupyter settings: jupyter --paths",
                code="lab-open",
            )
        time.sleep(0.05)
    raise Unavailable(
        "JupyterLab did not start: " + (_last(log) or f"no word for {START:g} s"),
        hint="stabbur clean && stabbur build",
        code="lab-broken",
    )


def _last(log: Path) -> str:
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-LINES:]
    return mask("\n".join(map(printable, last)))


def _answer(port: int) -> int:
    """Return what somebody without the token is answered, 0 while nobody listens."""
    with closing(HTTPConnection(HERE, port, timeout=START)) as asked:
        try:
            asked.request("GET", "/api/contents")
            return asked.getresponse().status
        except (OSError, HTTPException):
            return 0


def _port(note: Path) -> int:
    try:
        return int(json.loads(note.read_text(encoding="utf-8"))["port"])
    except (OSError, ValueError, KeyError):
        return 0  # half written, or of one that has just ended


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()  # Jupyter takes its kernels with it
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
