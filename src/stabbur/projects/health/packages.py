"""Python, lock and environment of a project: old, vulnerable, or not as they say themselves."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date

from stabbur.errors import BadInput, Unavailable
from stabbur.projects import building, plain
from stabbur.projects.dependencies import advisories, changes
from stabbur.projects.environment import holding, locking, syncing
from stabbur.projects.environment import python as pythons
from stabbur.projects.git.command import answer, repository
from stabbur.projects.health.finding import Finding, Mend
from stabbur.projects.project import Project
from stabbur.settings import Settings
from stabbur.state.clock import now

# the month in which each version gets its last mend, as its makers have said
ENDS = {
    (3, 9): date(2025, 10, 31),
    (3, 10): date(2026, 10, 31),
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
SOON = 180  # days in which a project can be moved to a newer one at leisure


def python(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether the project's Python still gets mended."""
    version = _running(project) or pythons.wanted(project)
    parts = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if len(parts) < 2:
        return
    today = now().date()
    left = (ENDS.get((parts[0], parts[1]), date.min if parts < min(ENDS) else date.max) - today).days
    # the newest but one: by then every package has a build for it
    newer = ".".join(map(str, [one for one, ends in ENDS.items() if ends > today][-2]))
    cure = f"echo {newer} > .python-version && stabbur build"
    if left < 0:
        yield Finding("project python", "problem", f"Python {version} gets no security mends any more", cure)
    elif left < SOON:
        yield Finding(
            "project python", "note", f"Python {version} gets security mends for {left} more days", cure
        )
    else:
        yield Finding("project python", "ok", f"Python {version}")


def lock(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether the lock is there, fits pyproject.toml, names no index, and is in git."""
    file = project.root / locking.FILE
    if not file.is_file():
        mend = Mend("there is no uv.lock", "uv.lock", lambda: locking.lock(project))
        told = "there is no uv.lock, so each clone gets other versions"
        yield Finding("lock", _yet(project), told, "stabbur build", mend)
        return
    # a clone is looked at before it is trusted: nothing of it runs here
    unread = holding.unread(project)
    if unread and not syncing.current(project):
        told = f"pyproject.toml has '{unread}', so that only a build, which runs code of it, tells what fits"
        yield Finding("lock", "note", told, "stabbur build")
        return
    if not unread and not holding.holds(project):
        mend = Mend("uv.lock of another pyproject.toml", "uv.lock that fits", lambda: locking.lock(project))
        yield Finding(
            "lock", "problem", "uv.lock does not have what pyproject.toml asks for", "stabbur build", mend
        )
        return
    text = file.read_text(encoding="utf-8")
    neutral = locking.neutral(text)
    if neutral != text:
        names = sorted(
            set(re.findall(r"https?://([^/\"\s@]+)/", text))
            - set(re.findall(r"https?://([^/\"\s@]+)/", neutral))
        )
        told = (
            f"uv.lock names where packages come from ({', '.join(names[:3])}): it works on that network only"
        )
        mend = Mend(
            f"uv.lock names {', '.join(names[:3])}",
            "uv.lock names no index",
            lambda: locking.write(file, neutral),
        )
        yield Finding("lock", "problem", told, "stabbur doctor --mend", mend)
    elif repository(project.root) and not answer(project.root, "ls-files", "--", locking.FILE):
        told = "uv.lock is not in git, so that clones get other versions"
        yield Finding("lock", "note", told, "git add uv.lock && git commit -m 'Lock the packages' -- uv.lock")
    else:
        yield Finding("lock", "ok", "fits pyproject.toml and names no index")


def environment(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether the environment is what the lock says."""
    if syncing.current(project):
        yield Finding("environment", "ok", "as the lock says")
        return
    there = project.python.exists()
    told = "the environment is not as the lock says" if there else "the project is not built"
    mend = Mend(told, "built", lambda: building.build(project.root, kernel=False))
    yield Finding("environment", _yet(project), told, "stabbur build", mend)


def _yet(project: Project) -> str:
    """Return how bad it is that something is missing: a project that nobody built here is not broken."""
    return "problem" if project.environment.exists() else "note"


def vulnerable(project: Project, known: Settings) -> Iterator[Finding]:
    """Whether a locked package has a known hole; nobody is asked where the settings say so."""
    file = project.root / locking.FILE
    if not file.is_file():
        return
    if known.packages.advisories == "off":
        yield Finding("vulnerable", "ok", "not looked for: packages.advisories is off")
        return
    try:
        releases = changes.releases(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, KeyError):
        return  # what is wrong with it the check of the lock tells
    asked = [one for one in releases if one.from_index]
    try:
        found = advisories.found(asked, known)
    except Unavailable as error:
        yield Finding("vulnerable", "note", f"could not be looked for: {error}", error.hint)
        return
    for one in found:
        told = f"{one.name} {one.version} has a known hole: {one.id}"
        cure = (
            f"stabbur upgrade {one.name}"
            if one.fixed
            else f"no version without it: stabbur remove {one.name}"
        )
        yield Finding("vulnerable", "problem", told, cure)
    if not found:
        yield Finding("vulnerable", "ok", f"none of {len(asked)} locked packages has a known hole")


def _running(project: Project) -> str:
    """The version of the environment that stands, as Python itself wrote it down."""
    try:
        text = plain.text(project.environment / "pyvenv.cfg")
    except (OSError, BadInput):
        return ""
    found = re.search(r"^version(?:_info)? = (\S+)", text, re.MULTILINE)
    return found[1] if found else ""
