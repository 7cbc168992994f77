"""Which forge a followed repository is on, and the way to it: its kind, its address, the token, owner and name."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from stabbur import seams
from stabbur import settings as all_settings
from stabbur.errors import BadInput, MissingExtra, NotFound
from stabbur.projects.forges import credentials
from stabbur.projects.forges.addresses import checked_address
from stabbur.projects.forges.base import Marking
from stabbur.runs.pushing.following import Followed
from stabbur.settings import Settings

SSH = re.compile(r"(?:ssh://)?(?:[^@/:]+@)?([A-Za-z0-9.-]+)(?::\d+/|[:/])/?([^/:].*)")


def web(address: str) -> str:
    """Return the page of a repository on a forge, empty for one that is on none.

    Examples
    --------
    >>> from stabbur.runs.pushing.forge import web
    >>> web("git@git.example.no:skatt/folketall.git")
    'https://git.example.no/skatt/folketall'
    >>> web("/srv/git/folketall.git")
    ''
    """
    page = address.rstrip("/").removesuffix(".git")
    if page.startswith(("https://", "http://")):
        return page
    if page.startswith("ssh://") or ("://" not in page and re.match(r"[^/:]+:", page)):
        found = SSH.fullmatch(page)
        return f"https://{found[1]}/{found[2]}" if found else ""
    return ""


def opened(followed: Followed) -> tuple[Marking, str, str]:
    """Return the forge of a repository, signed in to, with its owner and its name there; nothing is asked yet.

    Raises
    ------
    NotFound
        There is no token, or its kind is not known.
    BadInput
        Such a forge has no statuses of commits, or a token can't be sent there.
    NotAllowed
        Others on this machine may read the token.
    """
    settings = all_settings.load(followed.folder)
    page = web(followed.address)
    kind, front = next(_kinds(followed, page, settings), (None, ""))
    if kind is None:
        raise NotFound(
            f"what kind of forge '{urlsplit(page).netloc}' is nobody has said",
            hint="forge.kind and forge.address in the settings; its first webhook says it, too",
            code="forge-unknown",
        )
    address = checked_address(front)
    owner, _, name = page.removeprefix(f"{front}/").rpartition("/")
    token = credentials.token(
        followed.token_from,
        address,
        program=kind.program,
        page=f"{address}/{kind.token_page}",
        settings=settings,
    )
    made = kind.open(address, token)
    if not isinstance(made, Marking):
        raise BadInput(
            f"{made.title} has no statuses of commits",
            hint="stabbur hooks results COMMIT shows them",
            code="forge-no-status",
        )
    return made, owner, name


def _kinds(followed: Followed, page: str, settings: Settings) -> Iterator[tuple[Any, str]]:
    """Yield the kinds that fit, each with its front page: what the settings say, what is usual, what it said."""
    wish = settings.forge
    if wish.kind:
        named = seams.load("forges", wish.kind)
        front = (wish.address or named.address).rstrip("/")
        if front and page.startswith(f"{front}/"):
            yield named, front
    for name in seams.names("forges"):
        with suppress(MissingExtra):
            usual = seams.load("forges", name)
            if usual.address and page.startswith(f"{usual.address}/"):
                yield usual, usual.address
    if followed.kind:
        parts = urlsplit(page)
        yield seams.load("forges", followed.kind), f"{parts.scheme}://{parts.netloc}"
