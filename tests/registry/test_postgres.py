"""Publishing with the state on a real PostgreSQL, by threads that meet at the mark."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.registry.here import Here, connect
from stabbur.settings import Settings
from stabbur.state.engine import engine
from tests.registry.making import whole
from tests.servers.postgres import serve


@pytest.fixture
def known(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    with serve() as server:
        monkeypatch.setenv("STABBUR_SECRET_STATE_PASSWORD", server.password)
        told = {
            "address": f"postgresql://{server.user}@{server.host}",
            "password": {"secret": "state/password"},
        }
        made = settings.Settings.model_validate({"state": told})
        yield made
        engine(made).dispose()  # a server that is asked to stop waits for its clients


def test_F16_many_at_once_on_postgres(known: Settings, folders: list[Path]) -> None:
    registry: Here = connect(known)
    made: list[int] = []

    def publish(some: list[Path]) -> None:
        for folder in some:
            done = connect(known).publish(folder, owner="demo")
            if done.created:
                made.append(done.version)

    threads = [threading.Thread(target=publish, args=(folders[n * 4 : n * 4 + 4],)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(made) == list(range(1, 13))
    registry.withdraw("demo/folketall", 1, "feil tall")
    whole(registry)
