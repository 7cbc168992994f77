"""What a repair makes up for, and what it can only tell of."""

import pytest
from sqlalchemy import delete

from stabbur.registry.here import Here
from stabbur.state import audit, tables
from stabbur.state.engine import reading, writing
from tests.registry.making import package
from tests.state.test_audit import disarm


def cut(registry: Here) -> None:
    """Remove the newest row of the log."""
    with writing(registry.desk.engine) as connection:
        newest = audit.read(connection, limit=1)[0].seq
        disarm(connection)
        connection.execute(delete(tables.audit).where(tables.audit.c.seq == newest))


def test_A60_cut_log_is_noted_until_a_repair_writes_it_down(registry: Here) -> None:
    registry.publish(package(1), owner="demo", access="public")
    registry.publish(package(1), owner="demo", access="team")
    cut(registry)
    report = registry.check()
    assert [one.kind for one in report.notes] == ["audit-cut"]
    assert "row 2, written 2" in report.notes[0].message
    assert report.whole, "no version is harmed"
    registry.publish(package(2), owner="demo")
    assert [one.kind for one in registry.check().notes] == ["audit-cut"], (
        "what is written later hides nothing"
    )
    assert registry.repair().notes == ()
    with reading(registry.desk.engine) as connection:
        (told, *_) = audit.read(connection)
        assert audit.broken(connection) is None
    assert (told.action, told.actor, told.details["seq"]) == ("audit.cut", "repair", 2)
    cut(registry)
    assert [one.kind for one in registry.check().notes] == ["audit-cut"], "nor can that line be cut"


@pytest.mark.parametrize("times", [1, 2])
def test_repair_of_what_is_whole_writes_nothing(times: int, registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    for _ in range(times):
        assert registry.repair().notes == ()
    with reading(registry.desk.engine) as connection:
        assert audit.length(connection) == 1
