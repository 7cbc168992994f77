"""The hook of a bare repository on this machine: made by a command, run by git after each push."""

import os
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from stabbur import settings as all_settings
from stabbur.errors import BadInput, Conflict, StabburError
from stabbur.projects.environment.locking import write
from stabbur.projects.git.command import answer, git
from stabbur.registry import layout
from stabbur.runs.pushing import following
from stabbur.runs.pushing.following import Followed
from stabbur.runs.pushing.receiving import Update, receive
from stabbur.secrets import mask, printable

MARK = "# made by stabbur hooks"
SCRIPT = """#!/bin/sh
{mark}: builds what is pushed
STABBUR_HOME={home} exec {python} -I -m stabbur.runs.pushing.hook {id}
"""
MOST_LINES = 1000


def install(id: str, repository: Path) -> Followed:
    """Follow a bare repository, and let git tell of each push to it.

    Raises
    ------
    BadInput
        It is no bare repository.
    Conflict
        It has a hook of somebody else's.
    """
    if answer(repository, "rev-parse", "--is-bare-repository") != "true":
        raise BadInput(
            f"'{repository}' is no bare repository",
            hint=f"git clone --bare {shlex.quote(str(repository))} NAME.git, or a webhook: stabbur hooks follow",
            code="push-not-bare",
            path=str(repository),
        )
    asked = git(repository, "rev-parse", "--git-path", "hooks", hooks=True).rstrip("\n")
    place = Path(os.path.abspath(repository), asked)
    file = place / "post-receive"
    line = SCRIPT.format(
        mark=MARK,
        home=shlex.quote(str(all_settings.home())),
        python=shlex.quote(sys.executable),
        id=shlex.quote("/".join(layout.check_id(id))),
    )
    if file.exists() and MARK not in file.read_text(encoding="utf-8", errors="replace"):
        call = line.splitlines()[2].replace(" exec ", " ")
        raise Conflict(
            f"'{file}' is a hook of somebody else's",
            hint=f"let it call ours, with what it reads: echo {shlex.quote(call)} >> {shlex.quote(str(file))}",
            code="hook-taken",
            path=str(file),
        )
    made = following.follow(id, str(repository))
    place.mkdir(exist_ok=True)
    write(file, line)
    file.chmod(0o755)
    return made


def updates(lines: Iterable[str]) -> list[Update]:
    """Return what git tells a post-receive hook: a line for each ref, with the commits before and after."""
    found = []
    for _, line in zip(range(MOST_LINES), lines, strict=False):
        before, _, rest = line.rstrip("\n").partition(" ")
        after, _, ref = rest.partition(" ")
        found.append(Update(ref, before, after))
    return found


def main(id: str) -> int:
    """Take a push that git tells of; whatever happens here, the push stands."""
    try:
        done = receive(following.one(id), updates(sys.stdin), actor=all_settings.local_person())
        told = done.lines
    except (StabburError, OSError) as error:
        told = [f"nothing is built: {mask(printable(str(error)))}"]
    for line in told:
        print(f"Stabbur: {line}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
