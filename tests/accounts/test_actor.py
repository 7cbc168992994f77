"""Who acts: the one who runs this process, or the public."""

import getpass

import pytest

from stabbur.accounts.actor import PUBLIC, Actor, local


@pytest.mark.parametrize(
    ("user", "slug"),
    [("kari", "kari"), ("Kari.Nordmann", "kari-nordmann"), ("NAV\\k123456", "nav-k123456"), ("øå", "local")],
)
def test_local_person_has_a_name_that_ids_can_carry(
    user: str, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", user)
    assert getpass.getuser() == user
    assert local() == Actor(slug, "local")


def test_public_is_not_the_local_person_of_that_name() -> None:
    assert Actor("public") != PUBLIC
    assert PUBLIC.kind == "public"
