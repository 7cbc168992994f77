"""The shapes of what the JSON API tells of pipelines and runs; a field may be added, none is renamed or removed."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from stabbur.hub.jobs.plans import receiver
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.values import Run


class RunItem(BaseModel):
    """A run in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    pipeline: str
    purpose: str
    state: str
    cause: str
    actor: str
    entry: str
    attempt: int
    created: datetime
    scheduled_at: datetime | None
    started: datetime | None
    ended: datetime | None
    reason: str | None


class RunFull(RunItem):
    """One run with what it was given, what it used and what it moved."""

    project: str
    parameters: dict[str, Any]
    commit: str | None
    timeout_seconds: float | None
    cpu: float | None
    memory_bytes: int | None
    host: str | None
    exit_code: int | None
    cpu_seconds: float | None
    memory_peak: int | None
    measured: str | None
    enforced: str | None
    kills: int | None
    bytes_read: int | None
    rows_read: int | None
    bytes_written: int | None
    rows_written: int | None
    report: dict[str, Any] | None

    @classmethod
    def of(cls, run: Run) -> Self:
        """Make it of a run."""
        return cls.model_validate(run)


class RunPage(BaseModel):
    """A page of runs, the newest first."""

    items: list[RunItem]
    next: str | None


class LogPart(BaseModel):
    """A part of a log."""

    text: str
    next: int = Field(description="Where to go on.")
    ended: bool = Field(description="Nothing more comes.")


class PipelineItem(BaseModel):
    """A pipeline with its plan."""

    id: str
    project: str
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
    tell: list[str] = Field(description="Who is told; of a webhook its host alone.")
    tell_of: list[str]
    triggers: list[tuple[str, str]]

    @classmethod
    def of(cls, row: Pipeline) -> Self:
        """Make it of a pipeline."""
        names = set(cls.model_fields) & set(vars(row)) - {"project", "tell", "triggers"}
        told = [receiver(one) for one in row.tell]
        values = {name: getattr(row, name) for name in names}
        return cls(**values, project=str(row.project), tell=told, triggers=list(row.triggers))


class PipelinePage(BaseModel):
    """A page of pipelines, by id."""

    items: list[PipelineItem]
    next: str | None


class NewPipeline(BaseModel):
    """A pipeline that is to be made of an entry of a project."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(max_length=1000, description="The folder of its project.")
    entry: str = Field(max_length=1000, description="Notebook, script, module:function or Quarto document.")
    name: str = Field(default="", max_length=200, description="Its name; empty: that of its entry.")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Its other settings by name, as in stabbur.toml."
    )


class Ask(BaseModel):
    """What is to run: a pipeline, or an entry of a project."""

    model_config = ConfigDict(extra="forbid")

    pipeline: str = Field(default="", max_length=200)
    project: str = Field(default="", max_length=1000)
    entry: str = Field(default="", max_length=1000)
    parameters: dict[str, Any] = Field(default_factory=dict)
    commit: str | None = Field(default=None, max_length=100)
    cpu: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    memory: str = Field(default="", max_length=50)
    timeout: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    test: bool = False
    key: str = Field(default="", max_length=100, pattern=r"^[A-Za-z0-9._-]*$")


class Why(BaseModel):
    """Why a run is stopped."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(default="", max_length=300)
