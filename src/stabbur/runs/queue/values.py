"""What a run is: one attempt of one occurrence, as it is asked for, as the state has it, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

QUEUED, RUNNING = "queued", "running"
SUCCEEDED, FAILED, TIMED_OUT = "succeeded", "failed", "timed_out"
CANCELLED, LOST, SKIPPED = "cancelled", "lost", "skipped"
ACTIVE = (QUEUED, RUNNING)
BAD = (FAILED, TIMED_OUT, LOST)
WENT = (SUCCEEDED, *BAD)
"""How a run ends that says something of its pipeline: one that was cancelled or skipped does not."""
OUTCOMES = (SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, LOST)
ENDED = (*OUTCOMES, SKIPPED)
STATES = (*ACTIVE, *ENDED)
PURPOSES = ("run", "test", "build")
CAUSES = ("person", "schedule", "pipeline", "package", "bucket", "push", "save", "retry")
NEWS = ("pipeline", "package", "bucket", "push", "save")  # each tells of something that is there only now

PERSON_WAITS = -10  # the lowest goes first
USUAL = 0

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class NewRun:
    """A run that is asked for; without an occurrence of its own it is never taken for a repeat."""

    project: str
    entry: str
    actor: str
    cause: str
    pipeline: str = ""
    occurrence: str = ""
    attempt: int = 1
    purpose: str = "run"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    commit: str | None = None
    """None: the working tree; `HEAD`: what is committed when it starts."""
    retries: int = 0
    repeat_if_lost: bool = False
    backoff_seconds: float = 60.0
    timeout_seconds: float | None = None
    cpu: float | None = None
    memory_bytes: int | None = None
    gpu: int = 0
    group_name: str | None = None
    launcher: str = "local"
    priority: int = USUAL
    delay_seconds: float = 0.0
    scheduled_at: datetime | None = None
    interval_start: datetime | None = None
    interval_end: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """How a run ended, what it used and what it moved."""

    state: str
    exit_code: int | None = None
    reason: str | None = None
    cpu_seconds: float | None = None
    memory_peak: int | None = None
    measured: str | None = None
    enforced: str | None = None
    kills: int | None = None
    bytes_read: int | None = None
    rows_read: int | None = None
    bytes_written: int | None = None
    rows_written: int | None = None
    report: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Run:
    """A run as the state has it: one attempt. The next attempt of the same occurrence is a run of its own."""

    id: int
    pipeline: str
    occurrence: str
    attempt: int
    purpose: str
    state: str
    cause: str
    actor: str
    project: str
    entry: str
    parameters: Mapping[str, Any]
    commit: str | None
    retries: int
    repeat_if_lost: bool
    backoff_seconds: float
    timeout_seconds: float | None
    cpu: float | None
    memory_bytes: int | None
    gpu: int
    group_name: str | None
    launcher: str
    priority: int
    not_before: datetime
    scheduled_at: datetime | None
    interval_start: datetime | None
    interval_end: datetime | None
    host: str | None
    worker: str | None
    handle: str | None
    token: int
    lease: datetime | None
    launch: int
    cancel: bool
    created: datetime
    started: datetime | None
    ended: datetime | None
    exit_code: int | None
    reason: str | None
    cpu_seconds: float | None
    memory_peak: int | None
    measured: str | None
    enforced: str | None
    kills: int | None
    bytes_read: int | None
    rows_read: int | None
    bytes_written: int | None
    rows_written: int | None
    report: Mapping[str, Any] | None
    removed: datetime | None

    @property
    def mark(self) -> str:
        """The name of its folder and of its processes: the run and how often it was launched."""
        return f"{self.id}.{self.launch}"

    @property
    def seconds(self) -> float | None:
        """How long it ran; None while it has not ended, or when it never started."""
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None


COLUMNS = tuple(one.name for one in fields(Run))
