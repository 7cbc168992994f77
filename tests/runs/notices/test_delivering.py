"""Notices reach real servers; who hangs or refuses holds up nobody, and a flood is gathered in one."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from stabbur.runs.notices import delivering, standing
from stabbur.runs.notices.channels import posting, webhook
from stabbur.runs.notices.delivering import deliver
from stabbur.runs.notices.receivers import Receiver
from stabbur.runs.notices.telling import add
from stabbur.state import clock
from stabbur.state.engine import reading, writing
from stabbur.state.tables import notice
from tests.runs.notices.conftest import End, Given, Post, Web

KEY = {"secret": "notices/key"}


def rows(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(notice).order_by(notice.c.seq)))


def states(engine: Engine) -> list[tuple[str, str, int]]:
    return [(row.channel, row.state, row.tries) for row in rows(engine)]


def put(engine: Engine, receiver: Receiver, *events: str, kind: str = "late") -> None:
    with writing(engine) as connection:
        for event in events:
            add(connection, kind, "skatt/tall", event, [receiver], details={"since": clock.now().isoformat()})


def hours_pass(engine: Engine, hours: float = 1.1) -> None:
    with writing(engine) as connection:
        for row in connection.execute(select(notice)).all():
            moved = {"not_before": row.not_before - timedelta(hours=hours)}
            moved |= {"sent": row.sent - timedelta(hours=hours)} if row.sent else {}
            connection.execute(update(notice).where(notice.c.seq == row.seq).values(**moved))


def test_each_channel_gets_it_once(
    engine: Engine, end: End, given: Given, web: Web, post: tuple[str, Post], home: Path
) -> None:
    from stabbur.secrets import log

    known = given(smtp=post[0], smtp_tls=False, webhook_key=KEY)
    ended = end("failed", exit_code=3, wish={"tell": ("mailto:team@example.no", "log", web.address)})
    assert deliver(engine, known) == 3
    assert deliver(engine, known) == 0
    assert states(engine) == [("email", "sent", 1), ("log", "sent", 1), ("webhook", "sent", 1)]
    (mail,) = post[1].mails
    assert mail["Subject"] == "skatt/job feilet"
    assert f"Kjøring {ended.id} av job.py" in mail.get_payload(decode=True).decode()
    assert web.said[0]["headline"] == "skatt/job feilet"
    assert (web.said[0]["run"], web.said[0]["state"], web.said[0]["cause"]) == (
        ended.id,
        "failed",
        ["exit 3"],
    )
    assert "skatt/job feilet" in log.file().read_text(encoding="utf-8")


def test_nobody_named_is_whom_the_settings_name_and_else_the_log(
    engine: Engine, end: End, given: Given, web: Web
) -> None:
    end("failed")
    assert deliver(engine, given(tell=[web.address, "pigeon"], webhook_key=KEY)) == 1
    assert len(web.got) == 1
    end("failed")
    assert deliver(engine, given()) == 1
    assert len(web.got) == 1
    assert [row.channel for row in rows(engine) if row.channel != "usual"] == ["webhook", "log"]


def test_who_hangs_or_refuses_holds_up_nobody_and_is_asked_again(
    engine: Engine, end: End, given: Given, web: Web, hanging: str, refused: str
) -> None:
    known = given(smtp=refused, smtp_tls=False, webhook_key=KEY)
    whom = (hanging, "mailto:team@example.no", f"http://{refused}/hook", web.address)
    end("failed", wish={"tell": whom})
    begun = time.monotonic()
    assert deliver(engine, known, seconds=1.0) == 1
    assert time.monotonic() - begun < 15, "a server that drips must be cut"
    assert len(web.got) == 1
    found = {row.receiver: (row.state, row.tries) for row in rows(engine)}
    assert found == {
        hanging: ("waiting", 1),
        "team@example.no": ("waiting", 1),
        f"http://{refused}/hook": ("waiting", 1),
        web.address: ("sent", 1),
    }
    assert deliver(engine, known) == 0, "it is not tried again at once"
    hours_pass(engine)
    deliver(engine, known, seconds=1.0)
    assert {row.tries for row in rows(engine)} == {1, 2}
    assert len(web.got) == 1


def test_tries_end_and_say_why(engine: Engine, given: Given, refused: str) -> None:
    known = given(webhook_key=KEY)
    put(engine, Receiver("webhook", f"http://{refused}/T0KEN"), "one")
    for _ in range(delivering.TRIES):
        deliver(engine, known, seconds=1.0)
        hours_pass(engine, 7)
    (row,) = rows(engine)
    assert (row.state, row.tries) == ("failed", delivering.TRIES)
    assert "'127.0.0.1' was not told: ConnectError" in row.details
    assert "T0KEN" not in row.details


@pytest.mark.parametrize(
    ("status", "state"), [(500, "waiting"), (429, "waiting"), (404, "failed"), (302, "failed")]
)
def test_what_a_service_answers_decides_whether_it_is_asked_again(
    engine: Engine, given: Given, web: Web, status: int, state: str
) -> None:
    web.status, web.headers = status, {"Location": web.address}
    put(engine, Receiver("webhook", web.address), "one")
    assert deliver(engine, given(webhook_key=KEY)) == 0
    assert states(engine) == [("webhook", state, 1)]
    assert len(web.got) == 1, "no redirect is followed"


@pytest.mark.parametrize(
    ("receiver", "code"),
    [
        (Receiver("webhook", "http://127.0.0.1:1/x"), "without a key"),
        (Receiver("slack"), "no address of Slack"),
        (Receiver("email", "a@example.no"), "no mail server"),
        (Receiver("pigeon"), "no notifiers named 'pigeon'"),
    ],
)
def test_what_is_not_set_up_is_said_and_the_others_go_on(
    engine: Engine, given: Given, receiver: Receiver, code: str
) -> None:
    put(engine, receiver, "one")
    put(engine, Receiver("log"), "one")
    known = given()
    assert deliver(engine, known) == 1
    first, second = rows(engine)
    assert (first.state, second.state) == ("failed" if receiver.channel == "pigeon" else "waiting", "sent")
    assert code in first.details
    (trouble,) = standing.unsent(engine)
    assert code in trouble.text
    assert standing.lack(receiver, known) is not None


def test_a_notice_that_lacks_a_setting_goes_when_the_setting_is_there(
    engine: Engine, given: Given, web: Web, home: Path
) -> None:
    from stabbur.secrets import log

    before = given()
    log.start()
    put(engine, Receiver("webhook", web.address), "one")
    assert deliver(engine, before) == 0
    assert deliver(engine, before) == 0, "it is not asked for at each look"
    assert log.file().read_text(encoding="utf-8").count('"code": "webhook-key"') == 1
    given(webhook_key=KEY)
    hours_pass(engine, 0.1)
    assert deliver(engine, before) == 1, "the settings that the worker began with are read anew"
    assert states(engine) == [("webhook", "sent", 1)]
    assert standing.unsent(engine) == []


def test_a_notice_waits_for_a_setting_for_a_week_and_no_longer(engine: Engine, given: Given) -> None:
    put(engine, Receiver("slack"), "one")
    with writing(engine) as connection:
        connection.execute(update(notice).values(at=clock.now() - timedelta(days=8)))
    assert deliver(engine, given()) == 0
    assert [row.state for row in rows(engine)] == ["failed"]


def test_whom_the_settings_lack_something_for_is_known_before(engine: Engine, end: End, given: Given) -> None:
    end("succeeded", wish={"tell": ("mailto:team@example.no", "log")})
    assert [(one.subject, one.receiver) for one in standing.every(engine, given())] == [
        ("skatt/job", "mailto:team@example.no")
    ]
    assert standing.every(engine, given(smtp="mail.example.no:587")) == []
    (told,) = standing.lacking(["https://x.no/T0KEN"], given(webhook_key={"secret": "gone"}), "skatt/job")
    assert "T0KEN" not in told.text
    assert "no secret 'gone'" in told.why
    assert told.cure == "stabbur secrets set gone"


def test_a_flood_is_one_message_and_the_next_comes_an_hour_later(
    engine: Engine, given: Given, web: Web
) -> None:
    known = given(webhook_key=KEY, flood=3)
    one = Receiver("webhook", web.address)
    put(engine, one, "1", "2", "3")
    assert deliver(engine, known) == 3
    put(engine, one, *map(str, range(10, 60)))
    assert deliver(engine, known) == 1
    assert web.said[-1]["headline"] == "50 varsler fra Stabbur"
    assert len(web.said[-1]["notices"]) == 30
    put(engine, one, *map(str, range(60, 70)))
    assert deliver(engine, known) == 0
    assert deliver(engine, known) == 0
    assert len(web.got) == 4, "never more than flood and one in an hour"
    hours_pass(engine)
    assert deliver(engine, known) == 1
    assert web.said[-1]["headline"] == "10 varsler fra Stabbur"
    assert {row.state for row in rows(engine)} == {"sent"}


def test_a_flood_to_one_is_no_flood_to_another(engine: Engine, given: Given, web: Web) -> None:
    put(engine, Receiver("webhook", web.address), *map(str, range(20)))
    put(engine, Receiver("log"), "1")
    deliver(engine, given(webhook_key=KEY, flood=5))
    assert [one["kind"] for one in web.said] == ["digest"]
    assert states(engine)[-1] == ("log", "sent", 1)


def test_two_who_deliver_at_once_send_one_message(engine: Engine, given: Given, web: Web) -> None:
    import threading

    known = given(webhook_key=KEY)
    put(engine, Receiver("webhook", web.address), "1", "2", "3", "4")
    threads = [threading.Thread(target=deliver, args=(engine, known)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(web.got) == 4
    assert len({body for _, body in web.got}) == 4


def test_what_goes_wrong_with_one_message_sends_no_other_twice(
    engine: Engine, given: Given, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = given(webhook_key=KEY)
    put(engine, Receiver("webhook", web.address), "a", "b")
    real, calls = posting.post, list[int]()

    def post(*given: Any, **more: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError
        real(*given, **more)

    monkeypatch.setattr(webhook, "post", post)
    assert deliver(engine, known) == 1
    hours_pass(engine)
    assert deliver(engine, known) == 1
    assert len({one["id"] for one in web.said}) == len(web.said) == 2


def test_what_is_held_no_longer_is_left_to_who_takes_it_next(
    engine: Engine, given: Given, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = given(webhook_key=KEY)
    monkeypatch.setattr(delivering, "HELD", timedelta(seconds=0))
    put(engine, Receiver("webhook", web.address), "a", "b")
    assert deliver(engine, known) == 0
    assert [state for _, state, _ in states(engine)] == ["waiting", "waiting"]


def test_who_was_killed_while_sending_leaves_it_to_another(engine: Engine, given: Given, web: Web) -> None:
    known = given(webhook_key=KEY)
    put(engine, Receiver("webhook", web.address), "1")
    with writing(engine) as connection:
        delivering._taken(connection, known)
    assert deliver(engine, known) == 0, "somebody holds it"
    hours_pass(engine, 0.1)
    assert deliver(engine, known) == 1
