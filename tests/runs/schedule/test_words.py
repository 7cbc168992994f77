"""A schedule in words, and one without simple words as it is written."""

import pytest

from stabbur.runs.schedule import cron
from stabbur.runs.schedule.words import said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("* * * * *", "Every minute"),
        ("*/1 * * * *", "Every minute"),
        ("*/15 * * * *", "Every 15 minutes"),
        ("0 * * * *", "Every hour"),
        ("@hourly", "Every hour"),
        ("5 * * * *", "Every hour, 5 minutes past"),
        ("0 6 * * *", "Every day at 06:00"),
        ("30 6,12 * * *", "Every day at 06:30, 12:30"),
        ("0 6 * * 1-5", "Every weekday at 06:00"),
        ("0 6 * * MON-FRI", "Every weekday at 06:00"),
        ("0 6 * * 7", "Every Sunday at 06:00"),
        ("@weekly", "Every Sunday at 00:00"),
        ("0 6 * * SAT", "Every Saturday at 06:00"),
        ("0 6 1 * *", "On day 1 of every month at 06:00"),
        ("0 6 L * *", "On the last day of every month at 06:00"),
        ("*/7 * * * *", "By the schedule */7 * * * *"),
        ("0 6 31 * *", "By the schedule 0 6 31 * *"),
        ("0 6 * 1 *", "By the schedule 0 6 * 1 *"),
        ("0 6 1 * MON", "By the schedule 0 6 1 * MON"),
        ("0 */2 * * *", "By the schedule 0 */2 * * *"),
        ("0 6 * * MON#1", "By the schedule 0 6 * * MON#1"),
        ("1-5 * * * *", "By the schedule 1-5 * * * *"),
    ],
)
def test_said(text: str, words: str) -> None:
    assert cron.parse(text, "UTC") == text
    assert str(said(text)) == words


def test_without_a_schedule() -> None:
    assert str(said("")) == "Never by itself"
