"""uv's own program, asked so that only the settings say where packages come from."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from stabbur.errors import MissingExtra, StabburError
from stabbur.projects.environment import failures, index
from stabbur.projects.running import run
from stabbur.settings import Settings
from stabbur.settings.environment import CLOAKED

QUIET = {
    "NO_COLOR": "1",
    "UV_NO_PROGRESS": "1",
    # a Python from the internet is a choice of its own, which the person makes: uv python install
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_PROJECT_ENVIRONMENT": "",
    "VIRTUAL_ENV": "",
}


def program() -> Path:
    """Return the program: beside this Python, of the package, or on the PATH.

    Raises
    ------
    MissingExtra
        It is in none of these places.
    """
    folders = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent), *os.get_exec_path()]
    found = shutil.which("uv", path=os.pathsep.join(folders))
    if found is None:
        raise MissingExtra(
            "projects need 'uv', which is neither installed here nor on the PATH",
            hint='pip install "stabbur[projects]"',
            name="uv",
        )
    return Path(found)


def uv(
    folder: Path,
    *words: str | Path,
    settings: Settings,
    given: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """Return what a uv command wrote to stdout; what it says when it fails becomes an error of ours.

    Without `environ` it gets the variables by which it finds the index of the settings.
    """
    where = index.environ(settings) if environ is None else environ
    waits = {"UV_HTTP_TIMEOUT": f"{max(settings.io.timeout_seconds, 1):.0f}"}
    # it runs what builds packages: none of that is to read the person's secrets
    cloaked = dict.fromkeys(name for name in os.environ if name.startswith(CLOAKED))
    made = {**QUIET, **waits, **cloaked, **where}
    try:
        return run([program(), *words], folder=folder, environ=made, given=given, code="packages-failed")
    except StabburError as error:
        raise failures.told(error, settings) from None
