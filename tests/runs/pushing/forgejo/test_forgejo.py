"""A real Forgejo tells a real hub of a push, which is built when it is signed with our key, and is told how that went."""

import base64
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from stabbur import settings
from stabbur.hub import serve
from stabbur.runs.pushing import following, statuses
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import Run
from stabbur.state.engine import engine, writing
from stabbur.state.tables import run
from tests.runs.pushing.repositories import Pair, pair
from tests.servers import forgejo

SECONDS = 60.0


@pytest.fixture
def hub(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[serve.Running]:
    """A hub that runs and takes no runs itself: what is queued stays to be looked at."""
    monkeypatch.setenv("STABBUR_RUNS__WORKER", "false")
    yield serve.start_detached(0)
    serve.stop()


def awaited(found: Callable[[], bool]) -> bool:
    until = time.monotonic() + SECONDS
    while not found() and time.monotonic() < until:
        time.sleep(0.1)
    return found()


def builds() -> list[Run]:
    return reading.listed(engine(settings.load()), purpose="build")


def push(made: Pair, address: str) -> None:
    """Push as kari would by hand."""
    pair_of = base64.b64encode(f"kari:{forgejo.PASSWORD}".encode()).decode()
    header = f"http.extraHeader=Authorization: Basic {pair_of}"
    words = ["git", "-c", header, "push", "-q", address, "main"]
    subprocess.run(words, cwd=made.work, check=True, capture_output=True)


def hook(server: forgejo.Server, address: str, key: str) -> int:
    config = {"url": address, "content_type": "json", "secret": key}
    body = {"type": "forgejo", "config": config, "events": ["push"], "active": True}
    return int(server.ask("POST", "/repos/kari/counts/hooks", body=body)["id"])


def test_push_to_a_forge_is_built_when_it_is_signed_with_our_key(
    hub: serve.Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pair(tmp_path, "births", "deaths")
    with forgejo.serve() as server:
        server.user("kari")
        server.ask("POST", "/admin/users/kari/repos", body={"name": "counts", "default_branch": "main"})
        address = f"{server.address}/kari/counts.git"
        push(made, address)
        followed = following.follow("kari/counts", address)
        place = f"{hub.address}hooks/push/kari/counts"
        wrong = hook(server, place, "0" * 64)
        made.commit(births__a_dot_txt="x")
        push(made, address)
        tasks = f"/repos/kari/counts/hooks/{wrong}"
        time.sleep(1.0)  # it tells nobody whether it told; the right one that follows shows that it does
        assert builds() == []
        server.ask("DELETE", tasks)
        hook(server, place, followed.key.decode())
        commit = made.commit(deaths__a_dot_txt="x")
        push(made, address)
        assert awaited(lambda: bool(builds()))
        (only,) = builds()
        assert (Path(only.project).name, only.commit, only.actor) == ("deaths", commit, "forge:kari")
        token = tmp_path / "token"
        token.write_text(server.token("kari", "statuses", "write:repository"))
        token.chmod(0o600)
        known = following.follow("kari/counts", address, token_from=str(token))
        for state in ("running", "failed"):
            with writing(engine(settings.load())) as connection:
                connection.execute(update(run).where(run.c.id == only.id).values(state=state))
            for _ in range(2):
                statuses.tell(engine(settings.load()))
        assert statuses.standing(known) == "on each commit"
        found = server.ask("GET", f"/repos/kari/counts/commits/{commit}/statuses", user="kari")
    told = sorted((one["id"], one["status"], one["context"]) for one in found)
    assert [one[1:] for one in told] == [("pending", "stabbur/deaths"), ("failure", "stabbur/deaths")]
