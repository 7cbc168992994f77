"""Fetch a git repository from an address that somebody typed: nothing in the address becomes an option or a command."""

import os
import re
import unicodedata
from pathlib import Path
from shlex import quote
from urllib.parse import unquote, urlsplit

from stabbur.errors import BadInput, NotFound, StabburError, Unavailable
from stabbur.projects.git.command import answer, git
from stabbur.secrets import mask, printable

SCHEMES = ("https", "http", "ssh", "file")
# what git itself may speak, also where the address leads elsewhere
PROTOCOLS = {"GIT_ALLOW_PROTOCOL": ":".join(SCHEMES)}
SILENT = re.compile(
    r"resolve host|could not connect|couldn't connect|connection (refused|reset)|timed out", re.I
)
SHORT_SSH = re.compile(r"[A-Za-z0-9][\w.-]*@[A-Za-z0-9][\w.-]*:[^-:][^:]*")
# trees that name .git, .. or links in its place are refused when they come in, not when they are written
CHECKED = ("-c", "fetch.fsckObjects=true", "-c", "core.protectHFS=true", "-c", "core.protectNTFS=true")


def place(given: str) -> Path | str:
    """Return what an address means: a folder of this machine, or the address of a git repository.

    Raises
    ------
    BadInput
        It is none that can be fetched, or has a password in it.
    NotFound
        There is no such folder.

    Examples
    --------
    >>> from stabbur.projects.origin.fetching import place
    >>> place("https://git.example.no/skatt/folketall.git")
    'https://git.example.no/skatt/folketall.git'
    """
    if not given.strip() or any(unicodedata.category(one) == "Cc" for one in given):
        raise _refused(given, "is empty or has control characters in it")
    if given.startswith("-"):
        raise _refused(given, "begins with '-', so git would take it for an option")
    if re.match(r"[\w+.-]+::", given):
        raise _refused(given, "names a program that git would run")
    if "://" in given:
        return _address(given)
    if SHORT_SSH.fullmatch(given) and not Path(given).exists():
        return given
    folder = Path(os.path.expanduser(given))
    if not folder.is_dir() and not folder.is_file():
        raise NotFound(
            f"there is no '{given}' to start from",
            hint="give a folder, or an address that begins with https:// or ssh://",
            code="origin-missing",
            path=given,
        )
    return folder.resolve()


def clone(address: Path | str, into: Path, *, history: bool = False) -> None:
    """Fetch the default branch of a repository into a folder, without any file of it beside .git.

    Raises
    ------
    Unavailable
        No machine of that name answers.
    StabburError
        Git could not fetch it; the message has what it said.
    BadInput
        It lies on this machine and lacks files that git would have a program of its choice fetch.
    """
    refuse_partial(address)
    depth = () if history else ("--depth=1",)
    # not by hard links: a repository on this machine is read as one from elsewhere, with the same checks
    words = ("clone", "--quiet", "--no-checkout", "--no-local", "--single-branch", "--no-tags", "--template=")
    ends = ("--no-recurse-submodules", *depth, "--", str(address), str(into))
    try:
        git(into.parent, *CHECKED, *words, *ends, environ=PROTOCOLS)
    except StabburError as error:
        if isinstance(address, Path) or error.code != "git-failed":
            raise
        if SILENT.search(str(error)):
            hint = "look at the address and at your network"
            raise Unavailable(str(error), hint=hint, code=error.code) from None
        hint = f"look at the address, and whether git may read it: git ls-remote {quote(address)}"
        raise StabburError(str(error), hint=hint, code=error.code) from None


def refuse_partial(address: Path | str) -> None:
    """Refuse a partial clone on this machine: who hands files out would run what its settings name."""
    folder = Path(unquote(urlsplit(address).path)) if isinstance(address, str) else address
    if isinstance(address, str) and not address.startswith("file://"):
        return
    if answer(folder, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"):
        raise BadInput(
            f"'{folder}' is a partial clone, which lacks files until a program of its settings fetches them",
            hint="start from the address that it was cloned from, or clone it whole, without --filter",
            code="origin-address",
            path=str(folder),
        )


def _address(given: str) -> str:
    try:
        parts = urlsplit(given)
        password = parts.password
    except ValueError:
        raise _refused(given, "is not an address") from None
    if parts.scheme not in SCHEMES:
        raise _refused(given, f"begins with '{parts.scheme}://'")
    if password is not None or (parts.username and parts.scheme.startswith("http")):
        raise BadInput(
            f"the address at '{parts.hostname}' has a user or password in it: nothing was fetched",
            hint="leave it out: git asks its own credential helper, see git help credentials",
            code="origin-address",
        )
    if (parts.hostname or "").startswith("-") or (parts.scheme != "file" and not parts.hostname):
        raise _refused(given, "names no host")
    return given


def _refused(given: str, why: str) -> BadInput:
    return BadInput(
        f"'{mask(printable(given))}' {why}: nothing was fetched",
        hint="give a folder, or an address that begins with https:// or ssh://",
        code="origin-address",
    )
