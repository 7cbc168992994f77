"""What `stabbur doctor` looks at: each check is a function that yields findings, each with a cure."""

import json
import os
import platform
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from shlex import quote

import psutil

from stabbur import seams, settings
from stabbur.errors import NotFound, StabburError
from stabbur.projects import project as projects
from stabbur.projects.health.finding import Finding
from stabbur.secrets import mask
from stabbur.secrets.resolving import find
from stabbur.settings import Settings

ROOM = 1_000_000_000  # free bytes below which publishing soon fails
OLDEST_SQLITE = (3, 37)


def python(known: Settings) -> Iterator[Finding]:
    """The interpreter and the text encoding."""
    found = f"Python {platform.python_version()} on {platform.system()}"
    old = sys.version_info < (3, 11)
    yield Finding("python", "problem" if old else "ok", found, "install Python 3.11 or newer" if old else "")
    encoding = sys.getfilesystemencoding().lower()
    if encoding not in ("utf-8", "utf8"):
        yield Finding("text", "problem", f"file names are {encoding}", "export LC_ALL=C.UTF-8")


def home(known: Settings) -> Iterator[Finding]:
    """The data folder: there, writable, closed to others, with room."""
    folder = settings.home()
    # a home that is not made yet is well if its nearest parent can be written to
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):
        yield Finding(
            "home", "problem", f"{there} can't be written to", "export STABBUR_HOME=a folder of yours"
        )
        return
    yield Finding("home", "ok", str(folder) if folder.exists() else f"{folder} (made at first use)")
    inner = folder / "private"
    if inner.is_dir() and inner.stat().st_mode & 0o077:
        yield Finding("private", "problem", f"others may open {inner}", f"chmod 700 {quote(str(inner))}")
    free = shutil.disk_usage(there).free
    if free < ROOM:
        yield Finding("disk", "problem", f"{free // 10**6} MB left on the disk of {there}", "make room")
    else:
        yield Finding("disk", "ok", f"{free // 10**9} GB left")


def extras(known: Settings) -> Iterator[Finding]:
    """What belongs to an extra and is not installed; only a note, since nothing may need it."""
    try:
        needs = requires("stabbur") or []
    except PackageNotFoundError:
        yield Finding("install", "problem", "stabbur is not installed", "pip install stabbur")
        return
    missing: dict[str, list[str]] = {}
    for need in needs:
        name, _, extra = need.partition("; extra == ")
        if extra:
            package = name.split("[")[0].split(">")[0].split("=")[0].strip()
            try:
                version(package)
            except PackageNotFoundError:
                missing.setdefault(extra.strip("'\""), []).append(package)
    for extra, packages in missing.items():
        yield Finding(
            f"extra {extra}",
            "note",
            f"not installed: {', '.join(packages)}",
            f'pip install "stabbur[{extra}]"',
        )
    yield Finding("install", "ok", f"stabbur {version('stabbur')}")


def sources(known: Settings) -> Iterator[Finding]:
    """Each source: its kind is installed and its secrets are found."""
    for name, source in known.sources.items():
        check = f"source {name}"
        if source.kind not in seams.names("sql"):
            installed = ", ".join(seams.names("sql"))
            yield Finding(
                check, "problem", f"kind '{source.kind}' is not installed", f"use one of {installed}"
            )
            continue
        lost = [ref for ref in source.references().values() if find(ref, known) is None]
        for reference in lost:
            found = f"no store has the secret '{reference.secret}'"
            yield Finding(check, "problem", found, f"stabbur secrets set {reference.secret}")
        if not lost:
            yield Finding(check, "ok", f"{source.kind}, not opened (stabbur sources test {name})")


def state(known: Settings) -> Iterator[Finding]:
    """SQLite is new enough for the state."""
    found = f"SQLite {sqlite3.sqlite_version}"
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    yield Finding("sqlite", "problem" if old else "ok", found, "use a newer Python" if old else "")


def buckets(known: Settings) -> Iterator[Finding]:
    """The bucket to publish to is one of the settings, and its folder can be written to."""
    name = known.publish.bucket
    if name != "local" and name not in known.buckets:
        there = ", ".join(("local", *known.buckets))
        yield Finding(
            "bucket", "problem", f"publish.bucket is '{name}', there are {there}", "stabbur config show"
        )
        return
    for name, bucket in known.buckets.items():
        folder = Path(bucket.address)
        if bucket.kind == "local" and bucket.address and folder.exists() and not os.access(folder, os.W_OK):
            yield Finding(
                f"bucket {name}", "problem", f"{folder} can't be written to", f"chmod u+w '{folder}'"
            )
            return
    yield Finding("bucket", "ok", f"publishes to '{name}'")


def catalogue(known: Settings) -> Iterator[Finding]:
    """What is published is whole; looked at only when something is."""
    if not (settings.home() / "private").is_dir() or find_spec("stabbur.registry") is None:
        return
    from stabbur.registry.here import connect  # loads the state: only when there is one

    report = connect(known).check()
    for status, found, cure in (
        ("problem", report.problems, "stabbur catalogue check"),
        ("note", report.notes, "stabbur catalogue repair"),
    ):
        for one in found:
            place = " ".join(part for part in (one.subject, one.path) if part)
            yield Finding("catalogue", status, f"{place}: {one.message}", cure)
    if not report.problems:
        yield Finding("catalogue", "ok", "every published version is whole")


def notices(known: Settings) -> Iterator[Finding]:
    """Whoever is to be told of a pipeline can be, and what was to be told has arrived."""
    if not (settings.home() / "private").is_dir():
        return
    from stabbur.runs.notices.standing import every  # loads the state: only when there is one
    from stabbur.state.engine import engine

    for one in every(engine(known), known):
        cure = one.cure or f"stabbur pipelines show {quote(one.subject)}"
        yield Finding("notices", "note" if one.at else "problem", one.text, cure)


def hub(known: Settings) -> Iterator[Finding]:
    """The port of the pages is free, or the pages that run say so."""
    notes = sorted((settings.home() / "private").glob("hub*.json"))
    for note in notes:
        process = json.loads(note.read_text(encoding="utf-8")).get("pid", 0)
        if psutil.pid_exists(process):
            yield Finding("pages", "ok", f"run as process {process}")
        else:
            yield Finding("pages", "note", f"{note} tells of a process that has ended", "stabbur up")
    if notes:
        return
    with socket.socket() as probe:
        taken = known.hub.port and probe.connect_ex(("127.0.0.1", known.hub.port)) == 0
    if taken:
        found = f"something else listens on port {known.hub.port}"
        yield Finding("pages", "note", found, "stabbur up --port 0")
    else:
        yield Finding("pages", "ok", f"port {known.hub.port} is free")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    python,
    extras,
    home,
    state,
    sources,
    buckets,
    catalogue,
    notices,
    hub,
)


def examine(checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = CHECKS) -> Iterator[Finding]:
    """Yield the findings of all checks; one that fails is itself a finding."""
    try:
        known = settings.load()
        yield Finding("settings", "ok", "every key is known")
    except StabburError as error:
        yield Finding("settings", "problem", str(error), error.hint or "mend the file")
        known = Settings()
    for check in checks:
        try:
            yield from check(known)
        except StabburError as error:
            yield Finding(check.__name__, "problem", mask(str(error)), error.hint or "stabbur report")
        except Exception as error:  # noqa: BLE001 (a broken machine is what this looks for)
            yield Finding(
                check.__name__, "problem", f"the check failed: {type(error).__name__}", "stabbur report"
            )


def examine_project(*, mend: bool = False, report: Callable[[str], object] = str) -> Iterator[Finding]:
    """Yield the findings of the project that you stand in, mended where that is wished; none outside of one."""
    try:
        project = projects.find()
    except NotFound:
        return
    except StabburError as error:
        yield Finding("project", "problem", str(error), error.hint)
        return
    from stabbur.projects.health.examining import examine as examine_all  # only where there is a project

    try:
        known = settings.load()
    except StabburError:
        known = Settings()  # what is wrong with them stands among the machine's findings
    yield from examine_all(project, known, mend=mend, report=report)
