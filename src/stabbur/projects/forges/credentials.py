"""The token for a forge: from git's own credential helpers, a file that nobody else may read, or a secret store."""

import os
import re
import shutil
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.projects.git.command import git
from stabbur.projects.running import run
from stabbur.secrets import Secret, resolve
from stabbur.settings import SecretReference, Settings

REFERENCE = "secret:"
TOKEN = re.compile(r"[\x21-\x7e]+")
MOST_BYTES = 20_000
SECONDS = 30.0
ALONE = {
    # whatever would ask a person, in a window or in the terminal, would wait for ever
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GCM_INTERACTIVE": "never",
    "GH_PROMPT_DISABLED": "1",
}


def token(token_from: str, address: str, *, program: str = "", page: str, settings: Settings) -> Secret:
    """Return the token for a forge.

    Parameters
    ----------
    token_from
        A file, `secret:NAME`, or empty: what git's credential helpers have for the address.
    program
        The forge's own program, such as `gh`, that is a credential helper without being named in git's settings.
    page
        Where a token is made, for the message when there is none.

    Raises
    ------
    NotFound
        There is no token in that place.
    NotAllowed
        Others on this machine may read the file.
    BadInput
        What is there can't be a token.
    """
    if token_from.startswith(REFERENCE):
        reference = SecretReference.named(token_from.removeprefix(REFERENCE))
        return _checked(resolve(reference, settings).reveal(), f"secret '{reference.secret}'", page)
    if token_from:
        path = Path(os.path.expanduser(token_from))
        return _checked(_private(path, page), f"'{path}'", page)
    kept = _kept(address, program)
    if kept is None:
        host = urlsplit(address).netloc
        raise NotFound(
            f"git's credential helpers have no token for '{host}'",
            hint=f"make one at {page}, then --token-from FILE (chmod 600 it), or keep it: see docs/how-to/forges.md",
            code="token-missing",
            host=host,
        )
    return _checked(kept, "what git's credential helpers have", page)


def _kept(address: str, program: str) -> str | None:
    """Return what the helpers of git, or the forge's own program, keep for an address."""
    parts = urlsplit(address)
    asked = f"protocol={parts.scheme}\nhost={parts.netloc}\n\n"
    # not where we stand: the settings of a repository that somebody else made may name a helper of theirs
    apart = Path.home() if Path.home().is_dir() else Path(Path.cwd().anchor)
    try:
        told = git(apart, "credential", "fill", environ=ALONE, given=asked, seconds=SECONDS)
    except StabburError:
        told = ""
    if not _password(told) and program and shutil.which(program):
        try:
            told = run(
                [program, "auth", "git-credential", "get"],
                folder=apart,
                environ=ALONE,
                given=asked,
                seconds=SECONDS,
            )
        except StabburError:
            told = ""
    return _password(told) or None


def _password(told: str) -> str:
    return next((line.partition("=")[2] for line in told.splitlines() if line.startswith("password=")), "")


def _private(path: Path, page: str) -> str:
    """Return what a file holds that its owner alone may read."""
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise NotFound(
            f"the token can't be read from '{path}': {error.strerror}",
            hint=f"make one at {page} and keep it in that file, which you alone may read: chmod 600 {quote(str(path))}",
            code="token-missing",
            path=str(path),
        ) from None
    try:
        # asked of the opened file: another one may be put in its place after a look at the path
        if os.fstat(opened).st_mode & 0o077:
            raise NotAllowed(
                f"others on this machine may read the token in '{path}'",
                hint=f"chmod 600 {quote(str(path))}, and if others have been here, make a new one at {page}",
                code="token-open",
                path=str(path),
            )
        return os.read(opened, MOST_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return ""
    finally:
        os.close(opened)


def _checked(text: str, place: str, page: str) -> Secret:
    text = text.strip()
    if not TOKEN.fullmatch(text):
        raise BadInput(
            f"{place} is no token: {'it is empty' if not text else 'a token is one word'}",
            hint=f"a token stands there alone, as it was shown at {page}",
            code="token-bad",
        )
    return Secret(text, name="forge token")
