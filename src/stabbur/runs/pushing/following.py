"""The repositories whose pushes are built: each with a clone of our own, whose files are those of its main branch."""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from stabbur import settings as all_settings
from stabbur.errors import Conflict, NotFound
from stabbur.projects.environment.locking import write
from stabbur.projects.forges import credentials, pushing
from stabbur.projects.git.command import answer, git
from stabbur.projects.origin import fetching
from stabbur.registry import layout
from stabbur.state.locks import exclusive

NOTE, KEY, CLONE, KIND = "followed.json", "key", "clone", "kind"
WORKING = "refs/remotes/origin/"
ANYBODY = "oauth2"  # forges look at the token alone


@dataclass(frozen=True)
class Followed:
    """A repository whose pushes are built: what it is called here, and where it is fetched from."""

    id: str
    address: str
    token_from: str = ""

    @property
    def folder(self) -> Path:
        """Where all that is kept of it lies."""
        owner, name = layout.check_id(self.id)
        return all_settings.private() / "pushed" / owner / name

    @property
    def clone(self) -> Path:
        """Our own clone of it; its projects run from here."""
        return self.folder / CLONE

    @property
    def key(self) -> bytes:
        """What the forge signs its word of a push with."""
        return (self.folder / KEY).read_bytes().strip()

    @property
    def kind(self) -> str:
        """Which kind of forge has told of a push with our key; empty when none has yet."""
        file = self.folder / KIND
        return file.read_text(encoding="ascii").strip() if file.is_file() else ""

    def alone(self) -> Path:
        """Return the file that is held while the clone changes."""
        return self.folder / "lock"


def every() -> Iterator[Followed]:
    """Yield the repositories that are followed, by id."""
    for note in sorted((all_settings.private() / "pushed").glob(f"*/*/{NOTE}")):
        yield Followed(**json.loads(note.read_text(encoding="utf-8")))


def one(id: str) -> Followed:
    """Return a repository that is followed.

    Raises
    ------
    NotFound
        There is none of that id.
    """
    owner, name = layout.check_id(id)
    note = all_settings.private() / "pushed" / owner / name / NOTE
    try:
        return Followed(**json.loads(note.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NotFound(
            f"no repository '{id}' is followed", hint="stabbur hooks list", code="push-unknown"
        ) from None


def follow(id: str, address: str, *, token_from: str = "") -> Followed:
    """Follow a repository: fetch it into a clone of ours, and make the key that its forge signs with.

    Raises
    ------
    BadInput
        The address is none that can be fetched.
    Conflict
        Another repository is followed under that id.
    StabburError
        Git could not fetch it.
    """
    place = fetching.place(address)
    made = Followed("/".join(layout.check_id(id)), str(place), token_from)
    made.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with exclusive(made.alone()):
        if (made.folder / NOTE).is_file() and one(id).address != made.address:
            raise Conflict(
                f"'{id}' follows '{one(id).address}' already",
                hint=f"stabbur hooks remove {id}, or choose another id",
                code="push-taken",
            )
        if not (made.folder / KEY).is_file():
            _private(made.folder / KEY, secrets.token_hex(32))
        _cloned(made)
        write(made.folder / NOTE, json.dumps(asdict(made), ensure_ascii=False))
    return made


def instructions(followed: Followed, known: all_settings.Settings) -> list[str]:
    """Return what its forge is to be told, a line each; the key itself is in none of them."""
    base = known.hub.address.rstrip("/") or f"http://localhost:{known.hub.port}"
    return [
        f"address: {base}/hooks/push/{followed.id}",
        f"secret:  in '{followed.folder / KEY}'",
        "give both to the forge as a webhook for pushes, as application/json",
    ]


def leave(id: str) -> Followed:
    """Follow a repository no more; its clone and key go, its runs stay."""
    found = one(id)
    with exclusive(found.alone()):
        (found.folder / NOTE).unlink()
        shutil.rmtree(found.clone, ignore_errors=True)
        (found.folder / KEY).unlink(missing_ok=True)
    return found


def fetch(followed: Followed) -> str:
    """Bring a clone up to date, put the files of the main branch into it, and return that branch's commit.

    Whoever calls holds `alone`.

    Raises
    ------
    StabburError
        Git could not fetch it.
    """
    place = followed.clone
    refs = f"+refs/heads/*:{WORKING}*"
    words = (
        "fetch",
        "--quiet",
        "--prune",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
        "origin",
    )
    git(place, *fetching.CHECKED, *words, refs, environ=fetching.PROTOCOLS | _signed(followed))
    answer(place, "remote", "set-head", "origin", "--auto", environ=fetching.PROTOCOLS | _signed(followed))
    tip = answer(place, "rev-parse", "--verify", "--quiet", f"{WORKING}HEAD^{{commit}}") or ""
    if tip:
        # nothing that the repository names runs as its files are written: neither hooks nor filters nor submodules
        git(place, "switch", "--quiet", "--detach", "--discard-changes", "--no-recurse-submodules", tip)
    return tip


def main_branch(followed: Followed) -> str:
    """Return the name of a repository's main branch, empty when it has none."""
    found = answer(followed.clone, "symbolic-ref", "--quiet", f"{WORKING}HEAD") or ""
    return found.removeprefix(WORKING)


def _cloned(followed: Followed) -> None:
    if (followed.clone / ".git").is_dir():
        return
    draft = followed.folder / f".{CLONE}-{secrets.token_hex(4)}"
    try:
        git(followed.folder, "init", "--quiet", "--template=", str(draft))
        git(draft, "remote", "add", "origin", followed.address)
        fetching.refuse_partial(fetching.place(followed.address))
        draft.rename(followed.clone)
        fetch(followed)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(followed.clone, ignore_errors=True)
        raise


def _signed(followed: Followed) -> dict[str, str]:
    """Return the variables by which git signs in where a token was named; else its own helpers are asked."""
    if not followed.token_from:
        return {}
    found = credentials.token(
        followed.token_from,
        followed.address,
        page=followed.address,
        settings=all_settings.load(followed.folder),
    )
    return pushing.environment(followed.address, ANYBODY, found)


def _private(file: Path, text: str) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as writing:
        writing.write(text)
