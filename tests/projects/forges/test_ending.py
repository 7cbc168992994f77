"""When a token ends, to the second and in days."""

from datetime import timedelta

import pytest

from stabbur.errors import NotAllowed
from stabbur.projects.forges.ending import SOON, ending
from stabbur.state.clock import now


def test_token_that_ends_late_is_not_spoken_of() -> None:
    assert ending(now() + SOON + timedelta(minutes=1), "Forge", "page") == []


def test_token_that_ends_soon_is_a_note_with_the_day() -> None:
    ends = now() + timedelta(days=2)
    (note,) = ending(ends, "Forge", "https://page")
    assert ends.date().isoformat() in note
    assert "https://page" in note


def test_token_that_has_ended_is_refused() -> None:
    with pytest.raises(NotAllowed, match="ended") as error:
        ending(now() - timedelta(seconds=1), "Forge", "https://page")
    assert error.value.code == "token-ended"
    assert "https://page" in error.value.hint


def test_token_that_never_ends_is_a_note_unless_it_is_of_a_sign_in() -> None:
    assert "never ends" in ending(None, "Forge", "https://page")[0]
    assert ending(None, "Forge", "https://page", personal=False) == []
