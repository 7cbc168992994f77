"""Settle a uv.lock in which a merge left its marks: what the other side has is taken, and locked anew to fit."""

import re
import tomllib
from collections.abc import Callable

from stabbur.errors import StabburError
from stabbur.projects.environment.locking import FILE, write
from stabbur.projects.git.command import git
from stabbur.projects.project import Project

MARK = re.compile(r"^<{7} ", re.MULTILINE)
THEIRS = "3"  # how git numbers the other side of a merge


def settle(project: Project, report: Callable[[str], None]) -> None:
    """Put the other side's lock in place of one with marks; without one that can be read it stays as it is.

    What that lacks, since pyproject.toml has the needs of both sides, is locked by whoever asks for it next.
    """
    file = project.root / FILE
    if not file.is_file() or not MARK.search(file.read_text(encoding="utf-8", errors="replace")):
        return
    try:
        theirs = git(project.root, "show", f":{THEIRS}:./{FILE}")
        tomllib.loads(theirs)
    except (StabburError, tomllib.TOMLDecodeError):
        return  # the marks were committed, say: uv tells what is wrong with it
    write(file, theirs)
    report(
        f"{FILE} had the marks of a merge: the other side's versions are taken, and what is lacking is "
        f"locked; then: git add {FILE}"
    )
