"""Run a program that a project needs, such as git or uv; what it says when it fails becomes one error."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from stabbur.errors import StabburError, Unavailable
from stabbur.secrets import mask, printable

LINES = 12  # of what a program said before it failed: its own reason is among the last
SECONDS = 900.0


def run(
    words: Sequence[str | Path],
    *,
    folder: Path,
    environ: Mapping[str, str | None] | None = None,
    given: str | None = None,
    seconds: float = SECONDS,
    code: str = "program-failed",
    hint: str = "",
) -> str:
    """Return what a program wrote to stdout.

    Parameters
    ----------
    words
        The program and its arguments; none of them may be a secret, since others see them.
    folder
        Where it runs.
    environ
        Variables beside those of this process; None takes one of these away.
    given
        Text for its stdin; without it stdin is closed, so that nothing ever waits for an answer.
    seconds
        How long it may take.

    Raises
    ------
    StabburError
        It ended with another code than 0; the message has the last lines that it wrote.
    Unavailable
        It, or the folder, is not there, can't be used, or it took too long.
    """
    name = Path(words[0]).name
    try:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            env={key: value for key, value in {**os.environ, **(environ or {})}.items() if value is not None},
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise _unstarted(error, name, folder, hint) from None
    try:
        out, err = process.communicate(given, timeout=seconds)
    except BaseException as error:
        # whatever stops us, Ctrl-C included, stops the whole tree: none of it may write after we have tidied up
        _stop(process)
        if isinstance(error, subprocess.TimeoutExpired):
            raise Unavailable(f"'{name}' took more than {seconds:g} s", hint=hint, code=code) from None
        raise
    if process.returncode:
        said = "\n".join((err.strip() or out.strip()).splitlines()[-LINES:])
        # the command itself: what stands before it, such as -c key=value, says nothing to a person
        does = [str(word) for word in words[1:] if not str(word).startswith("-") and "=" not in str(word)][:1]
        told = f"'{' '.join([name, *does])}'"
        raise StabburError(
            f"{told} failed: {mask(printable(said))}", hint=hint, code=code, exit=process.returncode
        )
    return out


def _unstarted(error: OSError, name: str, folder: Path, hint: str) -> Unavailable:
    """Return the error for a program that could not be started, or not in that folder."""
    if str(error.filename) == str(folder):
        return Unavailable(
            f"'{name}' can't run in '{folder}': {error.strerror}",
            hint="go into a folder that is there",
            code="folder-unknown",
            path=str(folder),
        )
    none = isinstance(error, FileNotFoundError)
    return Unavailable(
        f"there is no program '{name}' here" if none else f"'{name}' can't be started: {error.strerror}",
        hint=hint or f"apt-get install {name}, or what your machine has",
        code="program-missing",
        program=name,
    )


def _stop(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):  # it ended by itself, and what stops us is what is to be told
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
