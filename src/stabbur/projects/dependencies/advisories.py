"""Known vulnerabilities of what is to be installed, asked of an advisory service by pip-audit."""

import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, StabburError, Unavailable
from stabbur.projects.dependencies.changes import Release
from stabbur.projects.running import run
from stabbur.settings import Settings, home
from stabbur.settings.places import FILE

SECONDS = 60.0
WAIT = "10"  # seconds without an answer
FEW = 3  # names in a message
VULNERABLE = 1  # the exit code of pip-audit where it found some, which it also ends with when it fails


Answer = list[dict[str, Any]]


@dataclass(frozen=True)
class Vulnerability:
    """A release with a known hole, and the versions that mend it."""

    name: str
    version: str
    id: str
    fixed: tuple[str, ...]


def found(releases: Iterable[Release], settings: Settings) -> list[Vulnerability]:
    """Return the known vulnerabilities of releases; a package of one's own is known to no public service.

    Raises
    ------
    Unavailable
        The service does not answer, or knows none of them, or pip-audit is not here.
    """
    if settings.packages.advisories == "off":
        return []
    # pip-audit takes a name once, and a lock made for several Pythons may hold two releases of it
    rounds: list[dict[str, str]] = []
    for name, version in sorted({(one.name, one.version) for one in releases}):
        free = next((one for one in rounds if name not in one), None)
        if free is None:
            rounds.append(free := {})
        free[name] = version
    answers = [_asked(one, settings) for one in rounds]
    unknown = {name for answer in answers for name in _unknown(answer)}
    if unknown and unknown == {name for one in rounds for name in one}:
        raise Unavailable(
            f"the advisory service does not know {_few(sorted(unknown))}",
            hint=f'write advisories = "ADDRESS OF ANOTHER" or "off" under [packages] in {home() / FILE}; '
            "what holds now: stabbur config show packages.advisories",
            code="advisories-unreachable",
        )
    return [one for answer in answers for one in _holes(answer)]


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:FEW])
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown


def _asked(asked: dict[str, str], settings: Settings) -> Answer:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        lines = "".join(f"{name}=={version}\n" for name, version in asked.items())
        (folder / "asked.txt").write_text(lines, encoding="utf-8")
        told: Answer = json.loads(_answer(folder, settings.packages.advisories))["dependencies"]
        return told


def refused(one: Vulnerability) -> BadInput:
    """Return the error for a vulnerable release."""
    mended = f"stabbur add '{one.name}>={one.fixed[0]}'" if one.fixed else "take another package"
    return BadInput(
        f"'{one.name}' {one.version} has a known vulnerability: {one.id}",
        hint=f"{mended}, or take it all the same with --accept advisories",
        code="package-vulnerable",
        package=one.name,
        version=one.version,
        advisory=one.id,
    )


def _answer(folder: Path, service: str) -> str:
    where = ["--vulnerability-service", "osv", "--osv-url", service] if "://" in service else []
    words = ["--disable-pip", "--no-deps", "--format", "json", "--desc", "off", "--progress-spinner", "off"]
    words += ["--timeout", WAIT, "--cache-dir", str(home() / "cache" / "advisories")]
    written = folder / "answer.json"
    command = [sys.executable, "-m", "pip_audit", *where, *words, "-r", "asked.txt", "-o", str(written)]
    try:
        run(command, folder=folder, seconds=SECONDS)
    except StabburError as error:
        if error.params.get("exit") != VULNERABLE or not written.is_file():
            raise Unavailable(
                f"no advisory service answers: {_last(str(error))}",
                hint="look at your network, and at the address: stabbur config show packages.advisories",
                code="advisories-unreachable",
            ) from None
    return written.read_text(encoding="utf-8")


def _unknown(answer: Answer) -> list[str]:
    return [one["name"] for one in answer if "skip_reason" in one]


def _holes(answer: Answer) -> list[Vulnerability]:
    return [
        Vulnerability(one["name"], one["version"], hole["id"], tuple(hole["fix_versions"]))
        for one in answer
        for hole in one.get("vulns", [])
    ]


def _last(said: str) -> str:
    return said.replace("\\n", "\n").strip().splitlines()[-1][:300]
