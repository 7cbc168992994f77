"""The log under private/log: one line of JSON a record, without secrets, data or line breaks."""

import json
import logging
import secrets as random
import sys
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from stabbur.errors import StabburError
from stabbur.secrets.masking import SecretFilter, mask, printable
from stabbur.settings import private

LOGGER = "stabbur"
FILE = "stabbur.log"
LONGEST = 4_000  # characters of one text, so that a stranger's long name can't fill the disk
FIELDS = ("id", "reference", "status", "code", "error", "frames", "method", "path")
"""What a line holds beside its message, when the record has it."""
SIZE = 5_000_000  # bytes of one file; three older ones are kept


def file(name: str = FILE) -> Path:
    """Return the path of a log; its folder is made, only its owner may open it."""
    folder = private() / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / name


def start(level: int = logging.INFO, *, name: str = LOGGER, kept_in: str = FILE) -> logging.Logger:
    """Return the logger that writes to a file; a second call adds no second handler."""
    logger = logging.getLogger(name)
    path = file(kept_in)
    for old in [h for h in logger.handlers if isinstance(h, _LogFile)]:
        if Path(old.baseFilename) == path:
            return logger
        logger.removeHandler(old)
        old.close()
    handler = _LogFile(path, maxBytes=SIZE, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(LineFormatter())
    handler.addFilter(SecretFilter())
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False  # handlers of others would write what this one masks
    return logger


def record(error: BaseException, *, during: str = "") -> str:
    """Write an error to the log and return the short id by which a report finds it; "" when it can't be kept."""
    found = random.token_hex(4)
    code = error.code if isinstance(error, StabburError) else "unexpected"
    level = logging.WARNING if isinstance(error, StabburError) else logging.ERROR
    extra = {"id": found, "code": code, "error": type(error).__name__, "frames": frames(error)}
    logger = start()
    logger.log(level, during or "failed", extra=extra)
    written = all(not handler.failed for handler in logger.handlers if isinstance(handler, _LogFile))
    return found if written else ""


def frames(error: BaseException) -> list[str]:
    """Return where an error and its causes came from; neither their text nor any value."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(type(cause).__name__)
        # places in the code alone: the text of an error, and its locals, may hold data
        for frame in traceback.extract_tb(cause.__traceback__)[-12:]:
            lines.append(f"{short(frame.filename)}:{frame.lineno} {frame.name}")
        cause = cause.__cause__ or cause.__context__
    return lines


def short(path: str) -> str:
    """Return the part of a source file's path that names no person."""
    parts = Path(path).parts
    for mark in ("site-packages", "src", f"python{sys.version_info.major}.{sys.version_info.minor}"):
        if mark in parts:
            return "/".join(parts[parts.index(mark) + 1 :])
    return parts[-1] if parts else path


class LineFormatter(logging.Formatter):
    """One record as one line of JSON; a traceback is its frames alone."""

    def format(self, entry: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(entry.created, UTC).isoformat(timespec="milliseconds"),
            "level": entry.levelname.lower(),
            "logger": entry.name,
            "message": _cut(entry.getMessage()),
        }
        for name in FIELDS:
            if hasattr(entry, name):
                value = getattr(entry, name)
                line[name] = _cut(value) if isinstance(value, str) else value
        if entry.exc_info and entry.exc_info[1] and "frames" not in line:
            line["error"] = type(entry.exc_info[1]).__name__
            line["frames"] = frames(entry.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


class _LogFile(RotatingFileHandler):
    """The file of `start`, readable by its owner alone; a full disk must not stop what is logged about."""

    failed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record and note whether that went well."""
        self.failed = False
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the base class names it)
        """Note that a record could not be written; no traceback on the screen."""
        self.failed = True

    def _open(self) -> Any:
        stream = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return stream


def _cut(text: str) -> str:
    text = printable(mask(text))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"
