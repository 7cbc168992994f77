"""Mail through a real server: what is refused for good, what for now, and that no line becomes a header."""

import pytest

from stabbur.errors import BadInput, StabburError, Unavailable
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.channels.email import EmailNotifier, written
from tests.runs.notices.conftest import Given, Post

TOLD = Message(
    "failed:1", "failed", "skatt/tall", "skatt/tall feilet", ("Årsak: ZeroDivisionError",), "https://x/1"
)


def test_a_mail_has_the_cause_and_the_link(given: Given, post: tuple[str, Post]) -> None:
    EmailNotifier.open(given(smtp=post[0], smtp_tls=False)).send("team@example.no", TOLD, seconds=5)
    (mail,) = post[1].mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "team@example.no",
        "stabbur@localhost",
        "skatt/tall feilet",
    )
    assert mail["Message-ID"] == "<failed.1@stabbur>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_payload(decode=True).decode().split() == TOLD.text.split()


@pytest.mark.parametrize(
    ("receiver", "kind"), [("nobody@example.no", BadInput), ("busy@example.no", Unavailable)]
)
def test_a_receiver_that_is_refused_for_good_or_for_now(
    given: Given, post: tuple[str, Post], receiver: str, kind: type[StabburError]
) -> None:
    with pytest.raises(kind) as caught:
        EmailNotifier.open(given(smtp=post[0], smtp_tls=False)).send(receiver, TOLD, seconds=5)
    assert isinstance(caught.value, Unavailable) == (kind is Unavailable)


def test_a_server_without_encryption_gets_no_mail_unless_the_settings_say_so(
    given: Given, post: tuple[str, Post]
) -> None:
    with pytest.raises(BadInput) as caught:
        EmailNotifier.open(given(smtp=post[0])).send("team@example.no", TOLD, seconds=5)
    assert "smtp_tls" in caught.value.hint
    assert post[1].mails == []


def test_a_password_is_not_sent_where_nobody_can_sign_in_and_is_in_no_error(
    given: Given, post: tuple[str, Post]
) -> None:
    known = given(smtp=post[0], smtp_tls=False, smtp_user="stabbur", smtp_password={"secret": "notices/key"})
    with pytest.raises(StabburError) as caught:
        EmailNotifier.open(known).send("team@example.no", TOLD, seconds=5)
    assert "the-key-that-signs" not in f"{caught.value} {caught.value.hint}"
    assert post[1].mails == []


def test_a_server_that_is_away_is_asked_again(given: Given, refused: str, hanging: str) -> None:
    for address in (refused, hanging.split("/")[2]):
        with pytest.raises(Unavailable, match="the mail server"):
            EmailNotifier.open(given(smtp=address, smtp_tls=False)).send("a@example.no", TOLD, seconds=0.5)


@pytest.mark.parametrize(
    "headline",
    [
        "a\r\nBcc: x@example.no",
        "a\nb",
        "å" * 500,
        "a\x00b",
        "",
        "=?utf-8?q?a=0ABcc:_x?=",
        "==??utf-8?q?=0ABcc:_x?=",
    ],
)
def test_no_line_of_a_notice_begins_a_header(headline: str) -> None:
    mail = written(Message("1", "failed", "s", headline), "a@example.no", "b@example.no")
    raw = b"\n" + bytes(mail).partition(b"\n\n")[0]  # the rest is the text, where any line may stand
    assert b"\nBcc:" not in raw
    assert raw.count(b"\nTo: ") == 1
