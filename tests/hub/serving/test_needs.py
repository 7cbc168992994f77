"""The right that a route needs: an unknown one is found when the file is read, a lacking one is refused."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.requests import Request

from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.accounts.rights import RIGHTS
from stabbur.errors import NotAllowed
from stabbur.hub.serving.needs import NAMES, right
from tests.hub import running

FOR_ALL = {"catalogue:search", "packages:read", "stories:read", "help:read", "api:read"}


def asked(name: str, actor: Actor) -> None:
    request = Request({"type": "http", "state": {"actor": actor}})
    check = cast(Any, right(name)).dependency
    running.awaited(check(request))


def test_unknown_right_is_refused_when_the_file_is_read() -> None:
    with pytest.raises(KeyError, match="packages:raed"):
        right("packages:raed")


def test_each_check_knows_its_name() -> None:
    for name in RIGHTS:
        assert NAMES[cast(Any, right(name)).dependency] == name


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_the_local_person_has_each_right_and_the_public_those_to_read(name: str) -> None:
    asked(name, Actor("kari", "local"))
    if name in FOR_ALL:
        asked(name, PUBLIC)
        return
    with pytest.raises(NotAllowed) as caught:
        asked(name, PUBLIC)
    assert caught.value.params["right"] == name


def test_state_without_an_actor_is_an_error_and_no_leave() -> None:
    with pytest.raises(AttributeError):
        running.awaited(
            cast(Any, right("packages:read")).dependency(SimpleNamespace(state=SimpleNamespace()))
        )
