"""The clock jumps a day, goes back an hour, or an hour comes twice: order, numbers and other files keep."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.registry.here import Here, connect
from stabbur.state import audit, clock
from stabbur.state.engine import reading
from tests.registry.making import whole

DAY, HOUR = 86_400, 3_600
SetClock = Callable[[datetime | float], None]
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half past two in Oslo, the first of two times that night."""
SPRING = datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC)
"""One second before two o'clock in Oslo, when it becomes three."""


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetClock]:
    """Set the clock to a time, or off by some seconds; the machine stands in Oslo."""
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()

    def put(to: datetime | float) -> None:
        off = (to - datetime.now(UTC)).total_seconds() if isinstance(to, datetime) else to
        monkeypatch.setenv("STABBUR_CLOCK", str(off))

    yield put
    monkeypatch.delenv("TZ")
    time.tzset()


def published(registry: Here, number: int) -> datetime:
    """Return when a version says that it was published."""
    lineage = registry.open("demo/folketall", number).sibling("lineage")
    assert lineage is not None
    assert lineage["published"].endswith("Z"), "stored times are UTC"
    return datetime.fromisoformat(lineage["published"])


def told(registry: Here) -> list[object]:
    """Return which versions the log tells of, newest first."""
    with reading(registry.desk.engine) as connection:
        return [row.details["version"] for row in audit.read(connection)]


@pytest.mark.parametrize("off", [DAY, -HOUR, -DAY, 400 * DAY])
def test_F23_clock_is_changed_between_versions(
    off: float, registry: Here, folders: list[Path], set_clock: SetClock
) -> None:
    registry.publish(folders[0], owner="demo")
    set_clock(off)
    assert registry.publish(folders[1], owner="demo").version == 2
    set_clock(0)
    assert registry.publish(folders[2], owner="demo").version == 3
    assert registry.open("demo/folketall").number == 3, "the number orders, not the time"
    assert [one.number for one in registry.versions("demo/folketall")] == [3, 2, 1]
    assert told(registry) == [3, 2, 1], "the order is kept"
    assert registry.publish(folders[2], owner="demo").created is False
    whole(registry)


@pytest.mark.parametrize(("at", "apart"), [(AUTUMN, HOUR), (SPRING, 2)])
def test_F23_the_hour_that_comes_twice_and_the_one_that_is_left_out(
    at: datetime, apart: int, registry: Here, folders: list[Path], set_clock: SetClock
) -> None:
    set_clock(at)
    registry.publish(folders[0], owner="demo")
    set_clock(at + timedelta(seconds=apart))
    registry.publish(folders[1], owner="demo")
    walls = [published(registry, number).astimezone().replace(tzinfo=None) for number in (1, 2)]
    gone = (published(registry, 2) - published(registry, 1)).total_seconds()
    assert abs(gone - apart) < 60, "the time between them is right"
    wall = (walls[1] - walls[0]).total_seconds()
    assert abs(wall - (0 if at is AUTUMN else apart + HOUR)) < 60, "though the clock on the wall was changed"
    assert registry.versions("demo/folketall")[0].published == published(registry, 2)
    assert told(registry) == [2, 1]
    whole(registry)


@pytest.mark.parametrize(("off", "kept"), [(DAY, True), (-HOUR, True), (8 * DAY, False)])
def test_F23_files_that_another_machine_is_putting_are_left_alone(
    off: float, kept: bool, home: Path, tmp_path: Path, folders: list[Path], set_clock: SetClock
) -> None:
    """In a bucket that others use, too, a file without a mark is removed after seven days only."""
    known = settings.Settings.model_validate({"buckets": {"local": {"address": str(tmp_path / "delt")}}})
    registry = connect(known)
    registry.publish(folders[0], owner="demo")
    registry.desk.store.put("demo/folketall/v2/kommuner-0123456789ab.csv.gz", b"x")
    set_clock(off)
    registry.repair()
    there = registry.desk.store.size("demo/folketall/v2/kommuner-0123456789ab.csv.gz")
    assert (there is not None) == kept


def test_F23_test_clock_is_deaf_outside_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_CLOCK", str(DAY))
    monkeypatch.delenv("STABBUR_TEST", raising=False)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < HOUR
