"""What is wrong with a schedule is said in the reader's words, as the schedule's own reader finds it."""

from collections.abc import Callable

import pytest

from stabbur.errors import BadInput
from stabbur.hub.jobs.planning.schedules import wrong
from stabbur.hub.jobs.words import Words
from stabbur.runs.schedule import cron


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("hver morgen", "Planen har 2 av 5 deler: minutt, time, dag i måneden, måned og ukedag."),
        ("0 0 6 * * *", "Planen har 6 av 5 deler: minutt, time, dag i måneden, måned og ukedag."),
        ("*/61 * * * *", "«*/61» hopper lenger enn det som finnes av dette: minutt."),
        ("61 * * * *", "En del av planen kan ikke være slik: minutt."),
        ("0 6 * * MANDAG", "En del av planen kan ikke være slik: ukedag."),
        (
            "0 0 31 2 *",
            "Det er ingen plan som noen gang slår til. La feltet stå tomt hvis jobben bare skal kjøres for hånd.",
        ),
        ("* " * 200, "Planen har mer enn 200 tegn."),
        (
            "@daglig",
            "Det finnes ingen plan med det navnet. Skriv @hourly, @daily, @weekly, @monthly eller @yearly.",
        ),
        ("cannot be read: x", "Planen har 4 av 5 deler: minutt, time, dag i måneden, måned og ukedag."),
    ],
)
def test_schedule_that_is_none_is_told_why(say: Callable[..., Words], typed: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        cron.parse(typed, "Europe/Oslo")
    assert wrong(say("nb").page, caught.value) == told
