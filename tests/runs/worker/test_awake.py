"""Whoever asks for a run learns when nobody takes it."""

from pathlib import Path

from sqlalchemy import Engine

from stabbur.runs.queue.adding import add
from stabbur.runs.queue.claiming import claim
from stabbur.runs.queue.values import NewRun
from stabbur.runs.worker.awake import nobody
from stabbur.runs.worker.presence import Presence
from stabbur.state.engine import writing


def test_a_worker_of_this_machine_is_seen_and_one_elsewhere_by_what_it_runs(
    home: Path, engine: Engine
) -> None:
    assert "no worker is awake" in nobody(engine)
    here = Presence("a")
    assert nobody(engine) == ""
    here.leave()
    assert "no worker is awake" in nobody(engine)
    with writing(engine) as connection:
        add(connection, NewRun(project="/p", entry="a.py", actor="kari", cause="person"))
    assert claim(engine, "elsewhere", "worker", lease_seconds=30) is not None
    # on SQLite there is no other machine
    assert (nobody(engine) == "") == (engine.dialect.name == "postgresql")
