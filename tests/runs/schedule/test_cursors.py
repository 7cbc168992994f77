"""How far somebody has read stays where it was put."""

from sqlalchemy import Engine

from stabbur.runs.schedule import cursors
from stabbur.state.engine import reading, writing


def test_moves_from_nothing_and_on(engine: Engine) -> None:
    for seq in (5, 9):
        with writing(engine) as connection:
            assert cursors.lock(connection, "a") == (0 if seq == 5 else 5)
            cursors.move(connection, "a", seq)
    with reading(engine) as connection:
        assert (cursors.read(connection, "a"), cursors.read(connection, "b")) == (9, 0)
