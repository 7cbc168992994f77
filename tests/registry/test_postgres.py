"""Publishing with the state on a real PostgreSQL, by threads that meet at the mark."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.registry.here import Here, connect
from stabbur.settings import Settings
from stabbur.state import audit
from stabbur.state.engine import engine, reading
from tests.registry.conftest import Child
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


def test_F01_killed_and_done_again_on_postgres(
    known: Settings, folders: list[Path], home: Path, repository: Path
) -> None:
    """The steps around the commit point and around the transaction; each next publish settles what was cut."""
    (home / "stabbur.toml").write_text(
        f'[state]\naddress = "{known.state.address}"\npassword = {{ secret = "state/password" }}\n'
    )
    steps = ["publish.4.before", "publish.4.after", "publish.5.before", "publish.5.after", "publish.7.before"]
    for number, step in enumerate(steps, start=1):
        child = Child([folders[number]], STABBUR_FAIL=f"{step}:kill")
        assert child.told() == []
        assert child.process.returncode == -signal.SIGKILL, child.errors
        again = connect(known).publish(folders[number], owner="demo")
        assert again.version == number, step
        assert connect(known).check(deep=True).notes == ()
    with reading(engine(known)) as connection:
        assert audit.length(connection) == len(steps)
    whole(connect(known))
