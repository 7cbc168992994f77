"""A forge's word of a push: taken when it is signed, and else nothing happens, whatever it says."""

import hmac
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from fastapi import BackgroundTasks
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from starlette.datastructures import State
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed
from stabbur.hub.app import create_app
from stabbur.hub.routes import pushes
from stabbur.runs.pushing import following, webhook
from stabbur.runs.queue import reading
from stabbur.state.engine import engine
from tests.runs.pushing.repositories import Pair, pair
from tests.threads import alone

ID = "kari/counts"
PLACE = f"/hooks/push/{ID}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A repository that is followed, pushed to with no hook: only a forge's word tells of it."""
    folder = tmp_path_factory.mktemp("webhook")
    (folder / "home").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        patch.setenv("GIT_CONFIG_GLOBAL", str(folder / "gitconfig"))
        found = pair(folder, "births", "deaths")
        found.push()
        following.follow(ID, str(found.bare))
        yield found


@pytest.fixture
def client(made: Pair) -> Iterator[TestClient]:
    with TestClient(
        create_app(settings.load()), base_url="http://localhost", client=("127.0.0.1", 5000)
    ) as found:
        yield found


def word(made: Pair, **more: Any) -> bytes:
    commit = made.git("rev-parse", "HEAD").strip()
    told = {"ref": "refs/heads/main", "before": "0" * 40, "after": commit, "pusher": {"login": "Ola N"}}
    return json.dumps(told | more).encode()


def signature(body: bytes) -> str:
    return hmac.new(following.one(ID).key, body, sha256).hexdigest()


def builds() -> int:
    return len(reading.listed(engine(settings.load()), purpose="build"))


def waiting() -> list[Path]:
    return list((following.one(ID).folder / "waiting").glob("*"))


def test_wrong_signatures_and_unknown_repositories_are_answered_alike_and_do_nothing(
    made: Pair, client: TestClient
) -> None:
    body = word(made)
    good = signature(body)
    tries_of: list[tuple[str, dict[str, str]]] = [
        (PLACE, {}),
        (PLACE, {"x-hub-signature-256": "sha256="}),
        (PLACE, {"x-hub-signature-256": "sha256=" + "0" * 64}),
        (PLACE, {"x-hub-signature-256": "sha1=" + good}),
        (PLACE, {"x-hub-signature-256": "sha256=" + good.upper()}),
        (PLACE, {"x-hub-signature-256": "sha256=" + good, "x-gitea-signature": "0" * 64}),
        (PLACE, {"x-gitea-signature": signature(body + b" ")}),
        (PLACE, {"x-gitlab-token": "wrong"}),
        (PLACE, {"x-gitlab-token": ""}),
        (PLACE, {"authorization": good}),
        ("/hooks/push/kari/nobody", {"x-hub-signature-256": "sha256=" + good}),
        ("/hooks/push/kari/..%2f..", {"x-hub-signature-256": "sha256=" + good}),
    ]
    answers = [client.post(place, content=body, headers=headers) for place, headers in tries_of]
    # whoever has no right to know is answered as if there were nothing
    assert [one.status_code for one in answers] == [404] * 12
    assert (builds(), waiting()) == (0, [])


@pytest.mark.parametrize("header", ["x-hub-signature-256", "x-forgejo-signature", "x-gitea-signature"])
def test_signed_word_is_taken_once_for_whoever_pushed(made: Pair, client: TestClient, header: str) -> None:
    body = word(made)
    before = "sha256=" if header == "x-hub-signature-256" else ""
    answer = client.post(PLACE, content=body, headers={header: before + signature(body)})
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    found = reading.listed(engine(settings.load()), purpose="build")
    assert {(Path(one.project).name, one.actor) for one in found} == {
        ("births", "forge:ola-n"),
        ("deaths", "forge:ola-n"),
    }
    assert waiting() == []


def test_gitlab_shows_the_key_itself(made: Pair, client: TestClient) -> None:
    commit = made.commit(births__a_dot_txt="x")
    made.push()
    headers = {"x-gitlab-token": following.one(ID).key.decode()}
    answer = client.post(PLACE, content=word(made, user_username="ola"), headers=headers)
    assert answer.status_code == 202
    newest = reading.listed(engine(settings.load()), purpose="build", limit=1)[0]
    assert newest.commit == commit


def test_forges_try_and_words_of_other_things_are_answered_and_do_nothing(
    made: Pair, client: TestClient
) -> None:
    before = builds()
    for told in (
        {"zen": "x"},
        {"ref": 1, "after": [], "before": {}},
        {"ref": "x" * 501, "before": "a", "after": "b"},
    ):
        body = json.dumps(told).encode()
        answer = client.post(
            PLACE, content=body, headers={"x-hub-signature-256": "sha256=" + signature(body)}
        )
        assert (answer.status_code, answer.json()) == (202, {"accepted": False})
    for odd in (b"", b"[]", b"{", b"[" * 100_000, b"\xff"):
        answer = client.post(PLACE, content=odd, headers={"x-hub-signature-256": "sha256=" + signature(odd)})
        assert answer.status_code == 400
    large = b" " * (webhook.LARGEST + 1)
    answer = client.post(PLACE, content=large, headers={"x-hub-signature-256": "sha256=" + signature(large)})
    assert answer.status_code == 400
    assert (builds(), waiting()) == (before, [])


@tries(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=200),
    name=st.sampled_from(["x-hub-signature-256", "x-gitlab-token"]),
    value=st.text(),
)
def test_nobody_guesses_a_signature(made: Pair, body: bytes, name: str, value: str) -> None:
    with pytest.raises(NotAllowed):
        webhook.accept(ID, {name: value}, body)
    assert waiting() == []


@given(told=st.dictionaries(st.sampled_from(["ref", "before", "after", "pusher"]), st.text() | st.integers()))
@tries(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_any_signed_word_builds_only_commits_that_are_there(made: Pair, told: dict[str, Any]) -> None:
    body, before = json.dumps(told).encode(), builds()
    webhook.accept(ID, {"x-gitea-signature": signature(body)}, body)
    webhook.work_off(ID)
    assert (builds(), waiting()) == (before, [])


def test_push_that_can_not_be_fetched_now_waits_for_the_worker(made: Pair, client: TestClient) -> None:
    commit = made.commit(deaths__b_dot_txt="x")
    made.push()
    away = made.bare.with_name("away.git")
    body, before = word(made), builds()
    made.bare.rename(away)
    try:
        answer = client.post(PLACE, content=body, headers={"x-gitea-signature": signature(body)})
        assert answer.status_code == 202
        webhook.work_off_all()
        assert (builds(), len(waiting())) == (before, 1)
    finally:
        away.rename(made.bare)
    webhook.work_off_all()
    assert waiting() == []
    assert reading.listed(engine(settings.load()), purpose="build", limit=1)[0].commit == commit


def test_hub_of_public_things_alone_takes_none(made: Pair) -> None:
    body = word(made)
    with TestClient(create_app(settings.load(), public_only=True), base_url="http://localhost") as client:
        answer = client.post(PLACE, content=body, headers={"x-gitea-signature": signature(body)})
    assert answer.status_code == 404


def test_too_many_that_wait_are_refused(made: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "MOST_WAITING", 0)
    body = word(made)
    with pytest.raises(NotAllowed, match="too many"):
        webhook.accept(ID, {"x-gitea-signature": signature(body)}, body)
    with pytest.raises(BadInput):
        webhook.accept(ID, {"x-gitea-signature": signature(b"[]")}, b"[]")


def test_a_word_that_is_no_push_holds_up_none_of_those_after_it(made: Pair) -> None:
    before = builds()
    for odd in ("\ud800", "refs/heads/a\0b"):
        body = json.dumps({"ref": odd, "before": "0" * 40, "after": "1" * 40}).encode()
        assert webhook.accept(ID, {"x-gitea-signature": signature(body)}, body) is None
    place = following.one(ID).folder / "waiting"
    place.mkdir(exist_ok=True)
    told = {"before": "0" * 40, "after": "1" * 40, "actor": "forge:ola"}
    for name, text in (
        ("a", json.dumps(told | {"ref": "refs/heads/\ud800"})),
        ("b", json.dumps(told | {"ref": "refs/heads/\0"})),
        ("c", "{"),
        ("d", "[]"),
        ("e", "{}"),
    ):
        (place / f"{name}.json").write_text(text, encoding="utf-8")
    commit = made.commit(deaths__c_dot_txt="x")
    made.push()
    body = word(made)
    assert webhook.accept(ID, {"x-gitea-signature": signature(body)}, body)
    webhook.work_off(ID)
    assert waiting() == []
    assert builds() > before
    assert reading.listed(engine(settings.load()), purpose="build", limit=1)[0].commit == commit


def test_pushes_that_take_long_take_no_thread_from_those_who_read(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, goes_on = 0, 0, threading.Event()

    def slow(id: str) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        goes_on.wait(10)
        at_once -= 1

    async def fifty() -> None:
        state = State()
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(pushes.worked_off, state, "a/b")
            while not at_once:
                await anyio.sleep(0.01)
            assert anyio.to_thread.current_default_thread_limiter().borrowed_tokens == 0
            goes_on.set()

    monkeypatch.setattr(pushes, "work_off", slow)
    alone(anyio.run, fifty)
    assert most == 1


def test_body_that_never_comes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(pushes, "BODY_SECONDS", 0.05)
    request = Request({"type": "http", "method": "POST", "headers": []}, never)
    with pytest.raises(BadInput, match="did not come within"):
        alone(anyio.run, pushes.push, "kari", "counts", request, BackgroundTasks())
