"""The place of a test run, opened as a registry: what it published, over what was published before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.exc import DatabaseError

from stabbur.accounts.actor import Actor
from stabbur.buckets.opening import open_bucket
from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.registry.desk import Desk
from stabbur.registry.here import Here
from stabbur.runs.launchers import folder as folders
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import Run
from stabbur.settings import Settings
from stabbur.state.engine import OF_TEST, new_engine


def of(engine: Engine, id: int, actor: Actor) -> tuple[Run, Path]:
    """Return a test run and its place.

    Raises
    ------
    NotFound
        There is no such run, it is somebody else's, or what it made was swept.
    BadInput
        It was no test run.
    """
    run = reading.one(engine, id)
    if run.purpose != "test":
        raise BadInput(
            f"run '{id}' was no test run: what it published is published",
            hint="stabbur run --test ENTRY",
            code="run-not-test",
            id=id,
        )
    if run.actor != actor.slug:  # nobody else knows of it
        raise reading.missing(id)
    place = folders.of(run) / "test"
    if run.removed is not None or not folders.of(run).is_dir():
        raise NotFound(
            f"what test run '{id}' made is gone: it is kept for some days only",
            hint="run it anew: stabbur run --test ENTRY",
            code="test-swept",
            id=id,
        )
    return run, place


@contextmanager
def opened(place: Path, known: Settings) -> Iterator[Here | None]:
    """Give the registry as a test run left it; None when it never asked for the registry."""
    if not (place / OF_TEST).is_file():
        yield None
        return
    engine = new_engine(URL.create("sqlite", database=str(place / OF_TEST)), place / "audit.json")
    bucket = known.publish.bucket
    try:
        yield Here(Desk(open_bucket(bucket, known, place), bucket, engine, place, known, place))
    finally:
        engine.dispose()


@contextmanager
def readable(id: int) -> Iterator[None]:
    """Say in words that a test run's place holds what no test run leaves: its code can write there.

    Raises
    ------
    NotFound
        What it made can't be read.
    """
    try:
        yield
    except StabburError:
        raise
    except (DatabaseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotFound(
            f"what test run '{id}' made cannot be read: something else lies in its place",
            hint="run it anew: stabbur run --test ENTRY",
            code="test-swept",
            id=id,
        ) from error
