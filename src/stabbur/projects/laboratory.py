"""JupyterLab in a project's environment: on loopback, with a token that only its owner can see."""

import json
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.parse import quote

from stabbur import settings
from stabbur.errors import BadInput, MissingExtra, NotFound, StabburError, Unavailable
from stabbur.projects import building
from stabbur.projects import project as projects
from stabbur.projects.environment import index, syncing
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.secrets import mask, printable

START, STOP = 120.0, 15.0
LINES = 12  # of what JupyterLab said before it ended
HERE = "127.0.0.1"
SETTLED = (
    Path(specs.__file__).parent / "jupyter"
)  # what JupyterLab would ask at first: which kernel, and news


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs; whoever has its address gets in."""

    address: str
    port: int
    process: subprocess.Popen[bytes]

    def wait(self) -> None:
        """Wait until it ends, or until Ctrl-C."""
        try:
            self.process.wait()
        except KeyboardInterrupt:
            return


@contextmanager
def opened(
    notebook: Path | None = None,
    *,
    folder: Path | None = None,
    browser: bool = True,
    report: building.Report = building.silent,
) -> Iterator[Lab]:
    """Run JupyterLab for the project that a folder lies in, and stop it with its kernels afterwards.

    A project that is not built, or whose lock has changed since, is built first.

    Raises
    ------
    NotFound
        The folder lies in no project, or there is no such notebook.
    MissingExtra
        The project's environment has no JupyterLab.
    Unavailable
        JupyterLab did not start.
    """
    project = projects.find(folder)
    first = chosen(project, notebook, folder or Path.cwd())
    if not (syncing.current(project) and specs.current(project)):
        report(f"'{project.name}' is not built as its lock says: building it first")
        building.build(project.root, report=report)
    if not any(project.programs.glob("jupyter-lab*")):
        raise MissingExtra(
            f"the environment of '{project.name}' has no JupyterLab",
            hint='stabbur add --dev "stabbur[projects]"',
            name="jupyterlab",
        )
    place = settings.private() / "jupyter"
    place.mkdir(mode=0o700, exist_ok=True)
    with (
        _terminated_as_interrupted(),
        _running(project, first, place, packages(report), browser=browser) as lab,
    ):
        yield lab


def chosen(project: Project, notebook: Path | None, folder: Path) -> Path | None:
    """Return the notebook to open, seen from the project; without a name, the only one that there is."""
    if notebook is None:
        there = sorted(project.root.glob("notebooks/*.ipynb"))
        return there[0].relative_to(project.root) if len(there) == 1 else None
    places = [folder / notebook, project.root / notebook, project.root / "notebooks" / notebook]
    file = next((place.resolve() for place in places if place.is_file()), None)
    if file is None:
        names = sorted(str(one.relative_to(project.root)) for one in project.root.glob("notebooks/*.ipynb"))
        raise NotFound(
            f"there is no notebook '{notebook}': there are {', '.join(names) or 'none'}",
            hint="a path is seen from the folder that you stand in",
            code="notebook-missing",
            path=str(notebook),
        )
    if not file.is_relative_to(project.root):
        raise BadInput(
            f"'{file}' lies outside of the project '{project.root}'",
            hint="go into its own project, or copy it to notebooks/",
            code="notebook-outside",
            path=str(file),
        )
    return file.relative_to(project.root)


@contextmanager
def _running(
    project: Project, notebook: Path | None, place: Path, more: Mapping[str, str], *, browser: bool
) -> Iterator[Lab]:
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
                env=environ(project, held) | more,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                # Ctrl-C of the terminal is for us alone: Jupyter would ask whether it is meant
                start_new_session=True,
            )
        after.callback(_stop, process)
        _await(process, place, port, log)
        yield Lab(f"http://{HERE}:{port}{page}?token={token}", port, process)


def _private(file: Path) -> IO[bytes]:
    return open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def words(project: Project, port: int, page: str, *, browser: bool) -> list[str]:
    """Return the command; the token is not among its words, since others on the machine see them."""
    own = [one.name for one in specs.of(project)] or [project.name]
    return [
        str(project.python),
        "-m",
        "jupyterlab",
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
        *(["--ServerApp.allow_root=True"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


def environ(project: Project, token: Path) -> dict[str, str]:
    """Return the variables of JupyterLab and of all that is started in it."""
    given = {key: value for key, value in os.environ.items() if key not in ("JUPYTER_TOKEN", "PYTHONHOME")}
    paths = [str(specs.data()), *filter(None, [given.get("JUPYTER_PATH")])]
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


def packages(report: building.Report) -> dict[str, str]:
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
        # Jupyter writes this note when it listens
        if any(_port(note) == port for note in place.glob("jpserver-*.json")):
            return
        time.sleep(0.05)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-LINES:]
    raise Unavailable(
        "JupyterLab did not start: " + (mask("\n".join(map(printable, last))) or f"no word for {START:g} s"),
        hint="stabbur clean && stabbur build",
        code="lab-broken",
    )


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


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let the end of a terminal or of a session stop JupyterLab as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is told of signals
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # one that is ignored stays so: nohup means that the end of the terminal stops nothing
    before = {number: signal.getsignal(number) for number in numbers}
    taken = [number for number in numbers if before[number] not in (signal.SIG_IGN, None)]
    for number in taken:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
