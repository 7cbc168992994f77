"""Who commits: the person that git knows, else the local person under a name that is no address."""

import re
import socket
from dataclasses import dataclass
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.git.command import git
from stabbur.settings import places

SAYS = re.compile(r"(?P<name>.+) <(?P<email>[^<>]+)> \d+ [+-]\d{4}")


@dataclass(frozen=True)
class Identity:
    """A name and an address as git writes them; `given` tells whether the person said them."""

    name: str
    email: str
    given: bool

    @property
    def environ(self) -> dict[str, str]:
        """What lets one command of git commit as this person, with no setting changed."""
        return {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", self.name), ("EMAIL", self.email))
        }


def identity(folder: Path) -> Identity:
    """Return who commits in a folder.

    Without an identity of git's it is the local person, whose address ends with .invalid: git's own
    guess from the machine's name would look like an address that somebody reads.
    """
    try:
        # useConfigOnly: what git guesses counts as not given
        found = SAYS.fullmatch(
            git(folder, "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT").strip()
        )
    except StabburError:
        found = None
    if found:
        return Identity(found["name"], found["email"], given=True)
    person = places.local_person()
    host = re.sub(r"[^a-z0-9-]+", "-", socket.gethostname().lower()).strip("-") or "local"
    return Identity(person, f"{person}@{host}.invalid", given=False)
