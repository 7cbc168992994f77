"""What this machine remembers of the end of the audit log, apart from it, so that lines cut from the end show."""

import json
import os
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from stabbur.state.tables import audit

OPTION = "stabbur_witness"
WRITTEN = "stabbur_audit_head"


@dataclass(frozen=True)
class Head:
    """The last line that this machine wrote: its number, its hash and when."""

    seq: int
    hash: str
    at: str


def file_of(made: Engine) -> Path | None:
    """Return where the last line of an engine's log is remembered; None when it has no such place."""
    found = made.get_execution_options().get(OPTION)
    return Path(found) if found else None


def remembered(file: Path | None) -> Head | None:
    """Return the line that is remembered; a file that cannot be read remembers nothing."""
    try:
        return Head(**json.loads(file.read_bytes())) if file else None
    except (OSError, ValueError, TypeError):
        return None


def missing(connection: Connection, file: Path | None) -> Head | None:
    """Return the remembered line when the log has it no more, None when all is well."""
    head = remembered(file)
    if head is None:
        return None
    found = connection.execute(select(audit.c.hash).where(audit.c.seq == head.seq)).scalar()
    return None if found == head.hash else head


def remember(file: Path, head: Head) -> None:
    """Keep a line that is committed; when that fails, an older one is remembered and nothing is wrong."""
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    with suppress(OSError):
        try:
            draft.write_text(json.dumps(asdict(head)), encoding="utf-8")
            os.replace(draft, file)
        finally:
            draft.unlink(missing_ok=True)
