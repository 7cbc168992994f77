"""Lines cut from the end of the audit log show, on both databases: the machine remembers the last one it wrote."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select

from stabbur.state import audit, tables, witness
from stabbur.state.engine import reading, writing
from tests.state.test_audit import disarm, fill


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audit.json"


@pytest.fixture
def watched(engine: Engine, file: Path) -> Engine:
    """An engine whose log's end is remembered."""
    return engine.execution_options(**{witness.OPTION: str(file)})


def gone(watched: Engine) -> int | None:
    """Return the number of the remembered line that the log has no more."""
    with reading(watched) as connection:
        assert audit.broken(connection) is None, "the chain alone sees nothing"
        head = witness.missing(connection, witness.file_of(watched))
    return head.seq if head else None


def cut(watched: Engine, count: int) -> None:
    """Remove the last lines, as only the database's own administrator can."""
    with writing(watched) as connection:
        disarm(connection)
        last = connection.execute(select(func.max(tables.audit.c.seq))).scalar_one()
        connection.execute(delete(tables.audit).where(tables.audit.c.seq > last - count))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_A60_lines_cut_from_the_end_show(count: int, watched: Engine) -> None:
    fill(watched, 3)
    assert gone(watched) is None
    cut(watched, count)
    assert gone(watched) == 3


def test_A60_lines_written_after_the_cut_do_not_hide_it(watched: Engine, file: Path) -> None:
    fill(watched, 3)
    before = witness.remembered(file)
    cut(watched, 1)
    fill(watched, 2)
    assert gone(watched) == 3
    assert witness.remembered(file) == before, "what is gone stays remembered"


def test_A60_log_that_was_written_anew_shows(watched: Engine) -> None:
    """All lines are replaced by others, chained as they should be."""
    fill(watched, 3)
    cut(watched, 3)
    with writing(watched) as connection:
        for _ in range(5):
            audit.record(connection, "ola", "package.published", "demo/b")
    assert gone(watched) == 3


def test_rolled_back_line_is_not_remembered(watched: Engine, file: Path) -> None:
    fill(watched, 1)

    def deed() -> None:
        with writing(watched) as connection:
            audit.record(connection, "kari", "x", "y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    with writing(watched):
        pass
    head = witness.remembered(file)
    assert head is not None
    assert head.seq == 1
    assert gone(watched) is None


def test_many_writers_remember_a_line_that_is_there(watched: Engine) -> None:
    threads = [threading.Thread(target=fill, args=(watched, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gone(watched) is None


@pytest.mark.parametrize("kept", [b"", b"{", b"[]", b"3", b'{"seq": 1}', b'{"a": 1, "b": 2, "c": 3}'])
def test_unreadable_memory_remembers_nothing(kept: bytes, watched: Engine, file: Path) -> None:
    fill(watched, 1)
    file.write_bytes(kept)
    assert gone(watched) is None
    fill(watched, 1)
    head = witness.remembered(file)
    assert head is not None
    assert head.seq == 2


def test_memory_that_cannot_be_kept_stops_nothing(engine: Engine, tmp_path: Path) -> None:
    lost = engine.execution_options(**{witness.OPTION: str(tmp_path / "none" / "audit.json")})
    fill(lost, 2)
    assert gone(lost) is None
    assert list(tmp_path.glob(".*")) == []


def test_engine_without_a_place_remembers_nothing(engine: Engine) -> None:
    assert witness.file_of(engine) is None
    fill(engine, 1)
    assert gone(engine) is None
