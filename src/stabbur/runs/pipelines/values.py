"""A pipeline as the state keeps it, and what was wished of it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from stabbur.errors import BadInput
from stabbur.settings.runs import Pipeline as Wish

SIZE = re.compile(r"(?P<number>\d+(\.\d+)?)\s?(?P<prefix>[kKMGT]?)(?P<binary>i?)B?")
PREFIXES = ("", "K", "M", "G", "T")
LARGEST = float(1 << 62)  # an amount that every database takes
AS_KEPT = (
    *("id", "entry", "schedule", "timezone", "next_at", "overlap", "catch_up", "retries", "backoff_seconds"),
    *("timeout_seconds", "cpu", "memory_bytes", "gpu", "launcher", "created", "actor"),
)
OF_TRIGGERS = {"pipeline": "after", "package": "packages", "bucket": "files"}
"""The kinds of trigger that wait for something by its name, and the setting that names it."""


@dataclass(frozen=True)
class Pipeline:
    """An entry of a project that runs again."""

    id: str
    project: Path
    entry: str
    parameters: dict[str, Any]
    declared: bool
    paused: bool
    schedule: str
    timezone: str
    next_at: datetime | None
    overlap: str
    catch_up: str
    retries: int
    repeat_if_lost: bool
    backoff_seconds: float
    timeout_seconds: float | None
    cpu: float | None
    memory_bytes: int | None
    gpu: int
    group: str
    launcher: str
    tell: tuple[str, ...]
    tell_of: tuple[str, ...]
    created: datetime
    actor: str
    triggers: tuple[tuple[str, str], ...] = ()
    """What starts it beside its schedule: kind and what it waits for."""

    @property
    def gone(self) -> bool:
        """Whether its project is not there any more."""
        return not (self.project / "stabbur.toml").is_file()

    @property
    def waits_for_push(self) -> bool:
        """Whether a push starts it."""
        return any(kind == "push" for kind, _ in self.triggers)

    def wish(self) -> dict[str, Any]:
        """Return what stabbur.toml would say of it, without what is as it is by default."""
        said: dict[str, Any] = {
            name: getattr(self, name) for name in Wish.model_fields if hasattr(self, name)
        }
        said["memory"] = "" if self.memory_bytes is None else size_text(self.memory_bytes)
        for kind, name in OF_TRIGGERS.items():
            said[name] = tuple(subject for found, subject in self.triggers if found == kind)
        kinds = {kind for kind, _ in self.triggers}
        said |= {"on_push": "push" in kinds, "on_save": "save" in kinds}
        usual = {
            name: field.get_default(call_default_factory=True) for name, field in Wish.model_fields.items()
        }
        return {name: value for name, value in said.items() if name == "entry" or value != usual[name]}


def from_row(row: Row[Any], triggers: tuple[tuple[str, str], ...] = ()) -> Pipeline:
    """Return the pipeline that a row of the state holds."""
    tell = json.loads(row.tell)
    return Pipeline(
        **{name: getattr(row, name) for name in AS_KEPT},
        project=Path(row.project),
        parameters=json.loads(row.parameters),
        declared=bool(row.declared),
        paused=bool(row.paused),
        repeat_if_lost=bool(row.repeat_if_lost),
        group=row.group_name or "",
        tell=tuple(tell.get("to", ())),
        tell_of=tuple(tell.get("of", ())),
        triggers=triggers,
    )


def size(text: str) -> int | None:
    """Return the bytes that a size in words is, None of an empty one.

    Raises
    ------
    BadInput
        It is no size.

    Examples
    --------
    >>> from stabbur.runs.pipelines.values import size
    >>> size("2 GB"), size("1.5GiB"), size("")
    (2000000000, 1610612736, None)
    """
    if not text.strip():
        return None
    found = SIZE.fullmatch(text.strip())
    base = 1024.0 if found and found["binary"] else 1000.0
    total = float(found["number"]) * base ** PREFIXES.index(found["prefix"].upper()) if found else 0.0
    if not 0 < total < LARGEST:
        raise BadInput(
            f"'{text}' is no amount of memory", hint="such as 2 GB or 500 MB", code="size-bad", size=text
        )
    return round(total)


def size_text(size: int) -> str:
    """Return a size as short as it can be said without changing it.

    Examples
    --------
    >>> from stabbur.runs.pipelines.values import size_text
    >>> size_text(2_000_000_000), size_text(1_610_612_736), size_text(1234)
    ('2 GB', '1536 MiB', '1234 B')
    """
    for base, binary in ((1000, ""), (1024, "i")):
        for power in range(len(PREFIXES) - 1, 0, -1):
            if size and size % base**power == 0:
                return f"{size // base**power} {PREFIXES[power]}{binary}B"
    return f"{size} B"
