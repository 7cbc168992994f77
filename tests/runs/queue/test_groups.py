"""Groups have the places that they were given, else one; a change wakes and is in the audit log."""

import pytest
from sqlalchemy import Engine

from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.errors import BadInput, NotAllowed
from stabbur.runs.queue import groups
from stabbur.runs.queue.groups import Group
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.runs.queue.given import claimed, make, nothing, put

IDA = Actor("ida")


def test_places_are_given_and_count_from_then_on(engine: Engine) -> None:
    make(engine, "a/b", group_name="dvh")
    put(engine, group_name="dvh")
    put(engine, group_name="dvh")
    put(engine, group_name="gpu")
    claimed(engine)
    claimed(engine)
    assert nothing(engine)
    assert groups.listed(engine) == [Group("dvh", 1, 1, 1), Group("gpu", 1, 1, 0)]
    for places in (3, 2):
        groups.give_places(engine, "dvh", places, actor=IDA)
    claimed(engine)
    assert groups.listed(engine)[0] == Group("dvh", 2, 2, 0)
    with reading(engine) as connection:
        row = next(one for one in audit.read(connection) if one.action == "group.changed")
    assert (row.actor, row.subject, row.details) == ("ida", "dvh", {"places": 2})


@pytest.mark.parametrize(("name", "places"), [("dvh", 0), ("dvh", -1), ("", 1), ("x" * 101, 1)])
def test_what_cannot_be_right_changes_nothing(engine: Engine, name: str, places: int) -> None:
    with pytest.raises(BadInput) as refused:
        groups.give_places(engine, name, places, actor=IDA)
    assert refused.value.hint
    assert groups.listed(engine) == []


def test_the_public_may_not(engine: Engine) -> None:
    with pytest.raises(NotAllowed):
        groups.give_places(engine, "dvh", 2, actor=PUBLIC)
