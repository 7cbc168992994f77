"""Start a pipeline by hand: once for each click, however often it is sent."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, select

from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import Thing, demand
from stabbur.errors import NotFound
from stabbur.runs.pipelines import entries, rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.firing import of_pipeline
from stabbur.runs.queue.values import PERSON_WAITS
from stabbur.runs.starting import Limits, start
from stabbur.state.engine import reading, writing
from stabbur.state.tables import pipeline, run

READ = ("project", "entry", "parameters")
"""What of a pipeline says which values a run of it takes."""


def run_now(
    engine: Engine,
    id: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    key: str = "",
    actor: Actor | None = None,
) -> int:
    """Put a run of a pipeline into the queue, paused or not, and return its number.

    Parameters
    ----------
    parameters
        Values beside those that the pipeline gives, or in their place.
    key
        What the click is known by: the same key sent again gives the same run.

    Raises
    ------
    NotFound
        There is no such pipeline, or its project is gone.
    BadInput
        A parameter that the entry does not have, or a value that it does not take.
    """
    actor = actor or actors.local()
    demand(actor, "runs:start", Thing(id))
    while True:
        with reading(engine) as connection:
            known = rows.known(connection, id)
        # what it runs is read before anything is locked: on a slow disk everybody else would wait
        given = _given(known, parameters or {})
        with writing(engine) as connection:
            now = rows.known(connection, id, alone=True)
            if all(getattr(now, name) == getattr(known, name) for name in READ):
                return _added(connection, id, given, f"click:{key or uuid.uuid4()}", actor)


def try_now(
    engine: Engine,
    id: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    key: str = "",
    actor: Actor | None = None,
) -> int:
    """Put a test run of what a pipeline runs into the queue, with its limits, and return its number.

    Parameters and errors are those of `run_now`.
    """
    with reading(engine) as connection:
        known = rows.known(connection, id)
    return start(
        known.entry,
        _given(known, parameters or {}),
        folder=known.project,
        commit="HEAD",
        purpose="test",
        limits=Limits(known.cpu, known.memory_bytes, known.timeout_seconds, known.gpu, known.group),
        actor=actor,
        occurrence=key,
        engine=engine,
    )


def _given(known: Pipeline, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a run of a pipeline is given."""
    if known.gone:
        raise NotFound(
            f"the project '{known.project}' of pipeline '{known.id}' is not there any more",
            hint=f"bring it back, or: stabbur pipelines delete {known.id}",
            code="pipeline-project-gone",
            pipeline=known.id,
        )
    return entries.checked(known.project, known.entry, {**known.parameters, **parameters})


def _added(connection: Connection, id: str, given: dict[str, Any], occurrence: str, actor: Actor) -> int:
    row = connection.execute(select(pipeline).where(pipeline.c.id == id)).one()
    new = of_pipeline(row, occurrence, "person", actor=actor.slug)
    number = add(connection, replace(new, parameters=given, priority=PERSON_WAITS))
    if number is not None:
        return number
    same = (run.c.pipeline == id, run.c.occurrence == new.occurrence, run.c.attempt == 1)
    return int(connection.execute(select(run.c.id).where(*same)).scalar_one())
