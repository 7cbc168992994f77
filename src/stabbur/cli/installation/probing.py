"""Sources at the prompt: try one and say what was wrong, find the nearest name."""

import difflib
import time
from collections.abc import Collection
from typing import Any

import stabbur as sb
from stabbur.errors import NotFound, StabburError
from stabbur.secrets import mask
from stabbur.settings import Source


def probe(name: str, source: Source) -> dict[str, Any]:
    """Return one row: whether the source answered, in how many seconds, what is wrong, the cure."""
    row: dict[str, Any] = {"name": name, "kind": source.kind, "ok": True}
    started = time.monotonic()
    try:
        if source.kind == "service":
            from stabbur.io.service_source import answers  # reading a file need not wait for what fetches

            answers(name)
        else:
            with sb.connect(name) as connection:
                row["tables"] = len(connection.tables())
    except StabburError as error:
        row |= {"ok": False, "problem": mask(str(error)), "code": error.code, "cure": error.hint}
    row["seconds"] = round(time.monotonic() - started, 3)
    return row


def near(name: str, known: Collection[str]) -> str:
    """Return the name when it is known; NotFound with the nearest one otherwise."""
    if name in known:
        return name
    close = difflib.get_close_matches(name, known, n=1)
    raise NotFound(
        f"no source '{name}': the settings have {', '.join(sorted(known)) or 'none'}",
        hint=f"did you mean '{close[0]}'?" if close else "stabbur sources list",
        code="source-unknown",
        source=name,
    )
