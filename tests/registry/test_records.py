"""Rows of publications and versions: added once, changed once, each with its line in the log and its event."""

from datetime import UTC, datetime

import pytest

from stabbur.registry import records
from stabbur.registry.here import Here
from stabbur.registry.records import Numbered, Publication
from stabbur.state import audit, events
from stabbur.state.engine import reading, writing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ABOUT = Publication("package", "demo/a", "A", "team", "local")


def numbered(number: int, withdrawn: str | None = None) -> Numbered:
    return Numbered(number, f"A {number}", f"c{number}", f"m{number}", NOW, "kari", "", None, withdrawn)


def add(registry: Here, *numbers: int, withdrawn: str | None = None) -> list[bool]:
    with writing(registry.desk.engine) as connection:
        return [
            records.add(connection, ABOUT, numbered(number, withdrawn), "published", "kari")
            for number in numbers
        ]


def told(registry: Here) -> tuple[int, int]:
    """Return how many lines and events there are."""
    with reading(registry.desk.engine) as connection:
        return audit.length(connection), len(events.waiting(connection))


def test_added_once_with_its_line_and_its_event(registry: Here) -> None:
    assert add(registry, 1, 2, 1) == [True, True, False]
    assert told(registry) == (2, 2)
    with reading(registry.desk.engine) as connection:
        assert records.versions(connection, "package", "demo/a") == [numbered(2), numbered(1)]
        found = records.find(connection, "package", "demo/a")
        assert found == Publication("package", "demo/a", "A 2", "team", "local"), (
            "its title is that of the last"
        )
        assert records.find(connection, "story", "demo/a") is None
        assert records.everything(connection, "story") == []
        details = [row.details for row in audit.read(connection)]
    assert [one.get("access") for one in details] == [None, "team"], "told with the first version"


def test_newest_is_the_last_that_stands(registry: Here) -> None:
    add(registry, 1, 2)
    add(registry, 3, withdrawn="feil")
    with reading(registry.desk.engine) as connection:
        assert records.newest(connection, "package")["demo/a"].number == 2
    with writing(registry.desk.engine) as connection:
        for number in (1, 2):
            assert records.withdraw(connection, ABOUT, number, "feil", "kari")
    with reading(registry.desk.engine) as connection:
        assert records.newest(connection, "package")["demo/a"].number == 3


@pytest.mark.parametrize(("access", "changed"), [("public", True), ("team", False)])
def test_access_is_changed_once(access: str, changed: bool, registry: Here) -> None:
    add(registry, 1)
    before = told(registry)
    with writing(registry.desk.engine) as connection:
        assert records.set_access(connection, ABOUT, access, "kari") == changed
        assert not records.set_access(connection, ABOUT, access, "kari")
    assert told(registry) == (before[0] + changed, before[1] + changed)


def test_withdrawn_once_and_nothing_that_is_not_there(registry: Here) -> None:
    add(registry, 1)
    with writing(registry.desk.engine) as connection:
        assert records.withdraw(connection, ABOUT, 1, "feil", "kari")
        assert not records.withdraw(connection, ABOUT, 1, "annet", "kari")
        assert not records.withdraw(connection, ABOUT, 9, "feil", "kari")
        assert not records.set_access(
            connection, Publication("package", "demo/b", "", "", ""), "public", "kari"
        )
        assert records.versions(connection, "package", "demo/a")[0].withdrawn == "feil"
    assert told(registry) == (2, 2)
