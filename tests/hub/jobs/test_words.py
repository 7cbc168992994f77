"""How long and when, as people of three languages say it."""

import datetime as dt
from collections.abc import Callable

import pytest

from stabbur.hub.jobs.words import Words
from stabbur.runs.queue.values import CAUSES, STATES
from tests.hub.jobs.conftest import NOW

Say = Callable[..., Words]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0.04, "0 s"),
        (1.23, "1,2 s"),
        (9.96, "10 s"),
        (46, "46 s"),
        (119, "119 s"),
        (120, "2 min"),
        (125, "2 min 5 s"),
        (3600, "1 t"),
        (3840, "1 t 4 min"),
        (90_000, "25 t"),
        (200_000, "2 d 8 t"),
    ],
)
def test_duration_is_as_exact_as_one_needs(say: Say, seconds: float | None, said: str) -> None:
    assert say("nb").duration(seconds) == said


@pytest.mark.parametrize(
    ("hours", "nb", "en"),
    [
        (0, "i dag kl. 13.00", "today at 13:00"),
        (-24, "i går kl. 13.00", "yesterday at 13:00"),
        (24, "i morgen kl. 13.00", "tomorrow at 13:00"),
        (48, "fredag 6. mars kl. 13.00", "Friday 6 March at 13:00"),
        (-24 * 20, "12. februar kl. 13.00", "12 February at 13:00"),
        (24 * 400, "8. april 2027 kl. 14.00", "8 April 2027 at 14:00"),
    ],
)
def test_moment_is_said_as_today_sees_it(say: Say, hours: int, nb: str, en: str) -> None:
    moment = NOW + dt.timedelta(hours=hours)
    assert (say("nb").when(moment), say("en").when(moment)) == (nb, en)


def test_midnight_in_oslo_counts_and_not_in_greenwich(say: Say) -> None:
    late = dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC)
    assert say("en").when(late) == "today at 00:30"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_state_and_cause_has_words_and_an_icon(say: Say, language: str) -> None:
    words = say(language)
    for state in STATES:
        found = words.state(state)
        assert found.icon != "QuestionmarkDiamond"
        assert found.word != state
    assert all(words.cause(one, "ingrid") != one for one in CAUSES)
    assert len({words.state(one).word for one in STATES}) == len(STATES)
