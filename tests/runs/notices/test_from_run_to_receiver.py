"""A run that really fails, its worker, and the service that is told: the whole way."""

import json

import pytest
from sqlalchemy import select

from stabbur.runs.notices.delivering import deliver
from stabbur.runs.notices.telling import tell
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.firing import of_pipeline
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline
from tests.runs.conftest import Scene
from tests.runs.notices.conftest import Given, Web

FAILS = """\
echo 'Kari Nordmann;01019012345' >&2
echo 'Traceback (most recent call last):' >&2
echo '  File "job.py", line 1, in <module>' >&2
echo "ValueError: bad row ('Kari Nordmann', '01019012345')" >&2
exit 3"""


def test_who_is_named_learns_the_cause_of_a_run_that_failed(
    scene: Scene, web: Web, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = given(webhook_key={"secret": "notices/key"})
    told = json.dumps({"to": [web.address], "of": ["failure"]})
    scene.pipeline("skatt/job", FAILS, tell=told)
    with writing(scene.engine) as connection:
        row = connection.execute(select(pipeline)).one()
        add(connection, of_pipeline(row, "free:1", "person"))
    with scene.working() as worker:
        worker.chores.tell = tell
        (run,) = scene.ended()
    assert deliver(scene.engine, known) == 1
    (said,) = web.said
    assert (said["headline"], said["run"], said["state"]) == ("skatt/job feilet", run.id, "failed")
    assert said["cause"] == ["job.py failed with ValueError in line 1"]
    assert "Nordmann" not in json.dumps(said)
    assert "01019012345" not in json.dumps(said)
