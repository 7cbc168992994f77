"""stabbur catalogue check, repair, rebuild: exit 1 only for a version with a missing or changed file."""

from stabbur.registry.here import connect
from tests.cli.conftest import Run
from tests.registry.making import package, stored


def test_all_whole(run: Run) -> None:
    assert run("catalogue", "check", "--json").rows == []
    connect().publish(package(1), owner="demo")
    done = run("catalogue", "check")
    assert (done.code, done.out) == (0, "")
    assert "1 versions, all whole" in done.err
    assert run("catalogue", "rebuild", "--json").rows == [{"documents": 1}]


def test_leftovers_and_lost_index_are_notes(run: Run) -> None:
    registry = connect()
    registry.publish(package(1), owner="demo")
    registry.desk.store.put("demo/folketall/v2/kommuner-000000000000.parquet", b"cut")
    registry.desk.store.put(".incoming/0", b"cut")
    (registry.desk.index / "current").unlink()
    done = run("catalogue", "check", "--json")
    assert done.code == 0
    assert [row["kind"] for row in done.rows] == ["leftover", "leftover", "index-missing"]
    assert run("catalogue", "repair", "--json").rows == []
    assert registry.desk.store.size(".incoming/0") is None


def test_damaged_version_is_named(run: Run) -> None:
    registry = connect()
    registry.publish(package(1), owner="demo")
    file = stored(registry)
    data = bytearray(file.read_bytes())
    data[50] ^= 1
    file.write_bytes(data)
    assert run("catalogue", "check", "--quick").code == 0, "sizes are right"
    for command in ("check", "repair"):
        done = run("catalogue", command, "--json")
        assert done.code == 1
        assert [(row["level"], row["subject"]) for row in done.rows] == [
            ("problem", "demo/folketall version 1")
        ]
        assert done.rows[0]["path"].endswith(file.name)
