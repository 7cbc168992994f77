"""Who may do what, and why."""

import pytest

from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.accounts.policy import Thing, demand, may, visible
from stabbur.accounts.rights import RIGHTS
from stabbur.errors import BadInput, NotAllowed

ME = Actor("kari")


@pytest.mark.parametrize("right", RIGHTS)
def test_local_person_holds_every_right(right: str) -> None:
    assert may(ME, right, Thing("demo/a", "team"))


@pytest.mark.parametrize(("access", "allowed"), [("public", True), ("internal", False), ("team", False)])
def test_public_reads_what_is_public(access: str, allowed: bool) -> None:
    answer = may(PUBLIC, "packages:read", Thing("demo/a", access))
    assert bool(answer) == allowed
    assert "demo/a" in answer.reason


def test_public_does_nothing_else() -> None:
    open_to_all = {right for right in RIGHTS if may(PUBLIC, right, Thing("demo/a", "team"))}
    assert open_to_all == {"catalogue:search", "help:read", "api:read"}
    with pytest.raises(NotAllowed, match="'public' may not publish versions of a package"):
        demand(PUBLIC, "packages:publish", Thing("demo/a", "public"))


def test_unknown_right_is_a_mistake() -> None:
    with pytest.raises(BadInput, match="no right named 'packages:rad'"):
        may(ME, "packages:rad")


def test_visible() -> None:
    assert visible(PUBLIC) == {"public"}
    assert visible(ME) == {"team", "internal", "public"}
