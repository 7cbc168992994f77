"""What may be the address of a forge and the owner of a repository: nothing that git or a server reads otherwise."""

import re
from urllib.parse import urlsplit

from stabbur.errors import BadInput
from stabbur.secrets.sending import is_loopback

OWNER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
LONGEST_OWNER = 255
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
PREFIX = re.compile(r"(/[A-Za-z0-9_][A-Za-z0-9_.~-]*)*")


def checked_address(address: str) -> str:
    """Return a forge's address without a stroke at its end; BadInput unless it is https, or http to this machine.

    Examples
    --------
    >>> from stabbur.projects.forges.addresses import checked_address
    >>> checked_address("https://git.example.no/")
    'https://git.example.no'
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad(address, "it is no address") from None
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    # what the parser drops or reads otherwise, such as line ends, is seen by putting it together again
    if f"{parts.scheme}://{netloc}{parts.path}" != _lower(address) or not PREFIX.fullmatch(
        parts.path.rstrip("/")
    ):
        raise _bad(address, "it holds more than a host, a port and a path")
    if not HOST.fullmatch(netloc.rsplit(":", 1)[0] if port else netloc):
        raise _bad(address, "it names no host")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise _bad(address, "a token is sent over https alone")
    return f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}"


def checked_owner(owner: str) -> str:
    """Return the name of a person, an organisation or a group; BadInput when it can't be one."""
    parts = owner.split("/")
    if len(owner) > LONGEST_OWNER or not OWNER.fullmatch(owner) or any(p.endswith(".git") for p in parts):
        raise BadInput(
            f"'{owner}' can't be the owner of a repository",
            hint="letters, digits, - _ and . and between a group and its part one /, as in its address",
            code="forge-owner",
            owner=owner,
        )
    return owner


def origin(address: str) -> tuple[str, str, int | None]:
    """Return what decides who gets to see a token: scheme, host and port."""
    parts = urlsplit(address)
    return parts.scheme, (parts.hostname or "").lower(), parts.port


def _lower(address: str) -> str:
    before, mark, rest = address.partition("://")
    host, stroke, path = rest.partition("/")
    return f"{before.lower()}{mark}{host.lower()}{stroke}{path}"


def _bad(address: str, reason: str) -> BadInput:
    return BadInput(
        f"'{address}' can't be the address of a forge: {reason}",
        hint="give it as https://git.example.no",
        code="forge-address",
        address=address,
    )
