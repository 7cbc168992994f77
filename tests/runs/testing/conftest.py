"""Test runs that have ended: their rows in the state, and what their code published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from stabbur import settings
from stabbur.accounts import actor as actors
from stabbur.runs.queue import adding
from stabbur.runs.queue.values import NewRun
from stabbur.state import clock
from stabbur.state.engine import engine as open_state
from stabbur.state.engine import writing
from stabbur.state.tables import run

Ended = Callable[..., int]


@pytest.fixture
def state(home: Path) -> Engine:
    """The state of an empty Stabbur."""
    return open_state(settings.load())


@pytest.fixture
def test(state: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "TestRuns":
    """What makes test runs, in a folder that is no repository."""
    monkeypatch.chdir(tmp_path)
    return TestRuns(state, monkeypatch)


class TestRuns:
    """`with test.run() as id:` runs what stands in it as the code of a test run that ends well."""

    __test__ = False  # not a class of tests

    def __init__(self, state: Engine, patch: pytest.MonkeyPatch) -> None:
        self.state = state
        self._patch = patch

    @contextmanager
    def run(self, *, ends: str = "succeeded", actor: str = "", purpose: str = "test") -> Iterator[int]:
        """Give the number of a run whose code is what stands below."""
        new = NewRun("/somewhere", "a.py", actor or actors.local().slug, "person", purpose=purpose)
        with writing(self.state) as connection:
            id = adding.add(connection, new)
            assert id is not None
            connection.execute(update(run).where(run.c.id == id).values(launch=1))
        place = settings.private() / "runs" / f"{id}.1" / "test"
        place.parent.mkdir(parents=True)
        with self._patch.context() as inside:
            inside.setenv("STABBUR_RUN", f"{id}.1")
            if purpose == "test":
                inside.setenv("STABBUR_TEST_PLACE", str(place))
            yield id
        now = clock.now()
        with writing(self.state) as connection:
            told = {"state": ends, "started": now, "ended": now}
            connection.execute(update(run).where(run.c.id == id).values(**told))
