"""What a report holds: error, versions and findings, with secrets, data, names and paths taken out."""

import getpass
import json
import platform
import re
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.cli.installation.findings import examine
from stabbur.errors import NotFound, StabburError
from stabbur.secrets import log, mask, printable
from stabbur.settings import environment

PACKAGES = (
    "stabbur", "polars", "pandas", "pyarrow", "numpy", "duckdb", "pydantic", "sqlalchemy", "click",
    "tantivy", "fastapi", "jinja2", "uvicorn",
)  # fmt: skip
SHOWN = ("at", "id", "code", "error", "status", "message", "frames")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PATH = re.compile(r"(?<![\w.])(?:~|[A-Za-z]:)?(?:[/\\]{1,2}[^\s/\\,;:'\"]+){2,}")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"]+", re.IGNORECASE)


def bundle(error_id: str = "") -> dict[str, Any]:
    """Return what a report says about the last error, or about the one with an id."""
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "error": _error(error_id),
        "versions": _versions(),
        "settings": _settings(),
        "findings": [
            {key: clean(str(value)) for key, value in asdict(finding).items() if value}
            for finding in examine()
        ],
    }


def as_text(made: dict[str, Any]) -> str:
    """Return a report as text that a person can check before it is sent."""
    lines = [f"stabbur report, {made['made']}", "", "error"]
    error = made["error"]
    lines += [
        f"  {key}: {error[key]}"
        for key in ("at", "id", "code", "error", "status", "message")
        if error.get(key)
    ]
    lines += [f"    {frame}" for frame in error.get("frames", [])] if error else ["  none in the log"]
    lines += ["", "versions", *(f"  {name}: {value}" for name, value in made["versions"].items())]
    lines += ["", "settings (names only)", *(f"  {row}" for row in made["settings"] or ["all are defaults"])]
    lines += ["", "findings"]
    lines += [
        f"  {row['status']:<8}{row['check']}: {row['found']}"
        + (f" (cure: {row['cure']})" if "cure" in row else "")
        for row in made["findings"]
    ]
    return "\n".join(printable(line) for line in lines)


def clean(text: str) -> str:
    """Return text without secrets, quoted values, addresses, paths, person and machine."""
    text = _URL.sub("<address>", mask(text))
    text = _PATH.sub(
        "<path>", text.replace(str(settings.home()), "<home>").replace(str(Path.home()), "<path>")
    )
    text = _QUOTED.sub("'…'", text)
    # names of persons and registers stand in messages without quotes or a path around them, too
    for private in (getpass.getuser(), socket.gethostname(), *_chosen()):
        if len(private) > 2:
            text = re.sub(rf"(?<!\w){re.escape(private)}(?!\w)", "<name>", text)
    return text


def _chosen() -> list[str]:
    """Return the names that people chose in the settings; they may tell of a person or a register."""
    try:
        known = settings.load()
    except StabburError:
        return []
    return [name for name in (known.owner, *known.sources, *known.buckets) if name and name != "local"]


def _error(error_id: str) -> dict[str, Any]:
    """Return the last entry of the logs that is an error, or the one with an id; its text is not in there."""
    found = [entry for entry in _log_entries() if not error_id or entry["id"] == error_id]
    if error_id and not found:
        raise NotFound(
            f"no error '{error_id}' in the log", hint="stabbur report", code="error-unknown", id=error_id
        )
    if not found:
        return {}
    entry = sorted(found, key=lambda one: one["at"])[-1]  # of two at the same instant the later line
    entry["at"] = entry["at"].isoformat(timespec="seconds")
    return {key: clean(value) if key == "message" else value for key, value in entry.items() if key in SHOWN}


def _log_entries() -> Iterator[dict[str, Any]]:
    """Yield the errors that the prompt and the hub noted; the hub calls an id a reference."""
    for line in _log_lines():
        try:
            entry = json.loads(line)
            moment = datetime.fromisoformat(entry["at"].replace(",", "."))
            entry["at"] = moment.astimezone(UTC)  # lines of older hubs tell local time and no zone
            entry["id"] = entry.get("id") or entry["reference"]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            continue  # a line cut by a full disk, or one that tells of no error
        yield entry


def _log_lines() -> Iterator[str]:
    folder = settings.home() / "private" / "log"
    for name in (log.FILE, "hub.log"):
        for file in (folder / f"{name}.1", folder / name):
            if file.is_file():
                yield from file.read_text(encoding="utf-8", errors="replace").splitlines()


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _settings() -> list[str]:
    """Return which settings are set and by which level; a source or bucket is counted, not named."""
    try:
        rows = [row for row in settings.explain() if row.level != "default"]
    except StabburError as error:
        return [f"can't be read: {error.code}"]
    named = [(environment.unnamed(row.key), row.level) for row in rows]
    return [f"{key} ({level})" + (f" × {n}" if n > 1 else "") for (key, level), n in Counter(named).items()]
