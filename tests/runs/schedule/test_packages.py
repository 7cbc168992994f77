"""A new version of a package starts the pipelines that wait for it, once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, update

from stabbur.registry.records import Numbered, Publication, add, set_access, withdraw
from stabbur.runs.queue import reading
from stabbur.runs.schedule.ticking import look, tick
from stabbur.state import clock, events
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline, trigger
from tests.runs.queue.given import claimed, end, make, states


def publish(engine: Engine, id: str, number: int) -> Publication:
    """Publish a version as the registry does."""
    about = Publication("package", id, "Tall", "open", "local")
    one = Numbered(number, "Tall", f"sha256:{number}", f"sha256:m{number}", clock.now(), "ida", "")
    with writing(engine) as connection:
        assert add(connection, about, one, "published", "ida")
    return about


def test_each_version_once_and_only_what_is_waited_for(engine: Engine) -> None:
    make(engine, "a/b", ("package", "skatt/tall"))
    make(engine, "a/paused", ("package", "skatt/tall"), paused=1)
    publish(engine, "skatt/tall", 1)
    publish(engine, "skatt/annet", 1)
    assert look(engine).events
    assert tick(engine) == 1
    assert not look(engine).events
    run = reading.listed(engine)[0]
    assert (run.pipeline, run.cause, run.occurrence) == ("a/b", "package", "package:skatt/tall@1")
    end(engine, claimed(engine))
    publish(engine, "skatt/tall", 2)
    assert tick(engine) == 1


def test_a_withdrawal_and_a_change_of_access_are_no_new_version(engine: Engine) -> None:
    about = publish(engine, "skatt/tall", 1)
    make(engine, "a/b", ("package", "skatt/tall"))
    assert tick(engine) == 0
    with writing(engine) as connection:
        assert withdraw(connection, about, 1, "wrong", "ida")
        assert set_access(connection, about, "closed", "ida")
    assert tick(engine) == 0
    assert states(engine) == {}


def test_what_was_published_before_the_pipeline_was_made_does_not_start_it(engine: Engine) -> None:
    publish(engine, "skatt/tall", 1)
    make(engine, "a/b", ("package", "skatt/tall"), created=clock.now() + timedelta(seconds=1))
    assert tick(engine) == 0


def test_versions_that_come_together_meet_as_the_pipeline_says(engine: Engine) -> None:
    make(engine, "a/queue", ("package", "skatt/tall"), overlap="queue")
    make(engine, "a/skip", ("package", "skatt/tall"), overlap="skip")
    for number in (1, 2):
        publish(engine, "skatt/tall", number)
    tick(engine)
    assert states(engine, "a/queue") == {"queued": 2}
    assert states(engine, "a/skip") == {"queued": 1, "skipped": 1}


def test_a_save_while_a_version_is_published_hides_it_from_nobody(engine: Engine) -> None:
    make(engine, "a/b", ("package", "skatt/tall"))

    def save_and_look() -> None:
        with writing(engine) as connection:
            events.add(connection, "notebook.saved", "ida/notat")
        tick(engine)

    other = threading.Thread(target=save_and_look)
    with writing(engine) as connection:
        events.add(connection, "package.changed", "skatt/tall", {"version": 1})
        other.start()
        other.join(0.5)
    other.join(30)
    tick(engine)
    assert [one.occurrence for one in reading.listed(engine)] == ["package:skatt/tall@1"]


@pytest.mark.parametrize("what", ["paused", "deleted"])
def test_one_that_is_paused_or_deleted_while_its_lock_is_waited_for_is_not_started(
    engine: Engine, what: str
) -> None:
    make(engine, "a/b", ("package", "skatt/tall"))
    publish(engine, "skatt/tall", 1)
    other = threading.Thread(target=tick, args=(engine,))
    with writing(engine) as connection:
        mine = pipeline.c.id == "a/b"
        connection.execute(update(pipeline).where(mine).values(paused=1))
        if what == "deleted":
            connection.execute(delete(trigger).where(trigger.c.pipeline == "a/b"))
            connection.execute(delete(pipeline).where(mine))
        other.start()
        other.join(0.5)
    other.join(30)
    assert states(engine) == {}
