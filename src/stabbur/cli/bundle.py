"""What a report holds: error, versions and findings, with secrets, data, names and paths taken out."""

import getpass
import json
import platform
import re
import socket
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.cli.findings import examine
from stabbur.errors import NotFound, StabburError
from stabbur.secrets import log, mask, printable
from stabbur.settings import environment

PACKAGES = (
    "stabbur", "polars", "pandas", "pyarrow", "numpy", "duckdb", "pydantic", "sqlalchemy", "click",
    "tantivy", "fastapi", "jinja2", "uvicorn",
)  # fmt: skip
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PATH = re.compile(r"(?<![\w.])(?:~|[A-Za-z]:)?(?:[/\\][^\s/\\,;:'\"]+){2,}")
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
    lines += [f"  {key}: {error[key]}" for key in ("at", "id", "code", "error", "message") if error.get(key)]
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
    for private in (getpass.getuser(), socket.gethostname()):
        if len(private) > 2:
            text = re.sub(rf"\b{re.escape(private)}\b", "<name>", text)
    return text


def _error(error_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in _log_lines():
        entry = json.loads(line) if line.startswith("{") else {}
        if "id" in entry and (not error_id or entry["id"] == error_id):
            found = entry
    if error_id and not found:
        raise NotFound(
            f"no error '{error_id}' in the log", hint="stabbur report", code="error-unknown", id=error_id
        )
    if "message" in found:
        found["message"] = clean(found["message"])
    return {key: value for key, value in found.items() if key not in ("logger", "level")}


def _log_lines() -> list[str]:
    file = settings.home() / "private" / "log" / log.FILE
    older = file.with_name(f"{file.name}.1")
    return [
        line
        for one in (older, file)
        if one.is_file()
        for line in one.read_text(encoding="utf-8", errors="replace").splitlines()
    ]


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
