"""`stabbur catalogue check`: 1 only for a version with a lost or changed file; what can be mended is a note, and is mended."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, update

from stabbur.accounts import actor
from stabbur.cli.main import stabbur
from stabbur.registry.here import Here, connect
from stabbur.registry.keeping.indexing import open_index
from stabbur.registry.publishing.withdrawing import withdraw
from stabbur.state import engine
from stabbur.state.engine import writing
from stabbur.state.tables import publication, version
from tests.registry.making import package, stored


def catalogue(*words: str) -> tuple[int, list[dict[str, Any]]]:
    """Run a command of `stabbur catalogue`; return its exit code and rows."""
    done: Result = CliRunner().invoke(stabbur, ["catalogue", *words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def put(key: str) -> Callable[[Here], None]:
    def make(registry: Here) -> None:
        registry.desk.store.put(key, b"x")

    return make


def forget(registry: Here, *, below: int) -> None:
    """Lose the rows of the versions below a number; with the last of them the publication."""
    with writing(registry.desk.engine) as connection:
        connection.execute(delete(version).where(version.c.number < below))
        if below > 2:
            connection.execute(delete(publication))


def forget_the_last(registry: Here) -> None:
    with writing(registry.desk.engine) as connection:
        connection.execute(delete(version).where(version.c.number == 2))


def withdraw_in_the_bucket(registry: Here) -> None:
    told = json.dumps({"reason": "feil tall", "at": "2026-01-01T00:00:00Z", "actor": "kari"})
    registry.desk.store.put("demo/folketall/v1/withdrawn.json", told.encode())


def withdraw_in_the_state(registry: Here) -> None:
    with writing(registry.desk.engine) as connection:
        connection.execute(update(version).where(version.c.number == 1).values(withdrawn="feil tall"))


def change_mirror(registry: Here) -> None:
    registry.desk.store.put("demo/folketall/package.json", b'{"access": "public"}')


def lose_mirror(registry: Here) -> None:
    registry.desk.store.delete("demo/folketall/package.json")


def lose_index(registry: Here) -> None:
    (registry.desk.index / "current").unlink()


def fall_behind(registry: Here) -> None:
    """Withdraw as a process does that dies before the index follows."""
    withdraw(registry.desk, "package", "demo/folketall", 1, "feil tall", actor.local())


def go_stale(registry: Here) -> None:
    """Take a document out of the index while the state believes that it has followed."""
    index = open_index(registry.desk)
    index.delete([("package", "demo/folketall")])
    index.close()


LEFT: dict[str, tuple[Callable[[Here], None], str, set[str]]] = {
    "file without a mark": (put("demo/folketall/v3/a-0123456789ab.csv"), "leftover", {"publish", "repair"}),
    "file beside a mark": (put("demo/folketall/v2/a-0123456789ab.csv"), "leftover", {"publish", "repair"}),
    "file of a cut draft": (
        put("demo/folketall/draft-0123456789ab/a.css"),
        "leftover",
        {"publish", "repair"},
    ),
    "half-written object": (put(".incoming/0123"), "leftover", {"publish", "repair"}),
    "other package's file": (put("demo/annet/v1/a-0123456789ab.csv"), "leftover", {"repair"}),
    "row of the last version": (forget_the_last, "state-row-missing", {"publish", "repair"}),
    "row of an old version": (lambda r: forget(r, below=2), "state-row-missing", {"repair"}),
    "every row": (lambda r: forget(r, below=3), "state-row-missing", {"publish", "start", "repair"}),
    "withdrawn in the bucket": (withdraw_in_the_bucket, "withdrawal-differs", {"repair"}),
    "withdrawn in the state": (withdraw_in_the_state, "withdrawal-differs", {"repair"}),
    "mirror differs": (change_mirror, "mirror-differs", {"repair"}),
    "mirror lost": (lose_mirror, "mirror-differs", {"repair"}),
    "index lost": (lose_index, "index-missing", {"publish", "repair"}),
    "index behind": (fall_behind, "index-behind", {"publish", "repair"}),
    "index stale": (go_stale, "index-stale", {"repair"}),
}


def mend(how: str) -> None:
    """Do what mends, in a process that comes anew."""
    engine._engine.cache_clear()
    there = connect()
    if how == "publish":
        assert there.publish(package(3), owner="demo").version == 3
    if how == "repair":
        assert catalogue("repair")[0] == 0


@pytest.mark.parametrize(("left", "how"), [(left, how) for left in LEFT for how in sorted(LEFT[left][2])])
def test_leftover_is_a_note_and_is_mended(left: str, how: str, registry: Here) -> None:
    for value in (1, 2):
        registry.publish(package(value), owner="demo")
    make, kind, _ = LEFT[left]
    make(registry)
    if left != "every row":  # a start mends that one, and a check starts
        code, rows = catalogue("check")
        assert code == 0, rows
        assert {(row["level"], row["kind"]) for row in rows} == {("note", kind)}
        assert all(row["message"] for row in rows)
    mend(how)
    assert catalogue("check") == (0, [])


@pytest.mark.parametrize(
    ("name", "harm", "kind"),
    [
        ("kommuner-*.parquet", lambda file: file.unlink(), "file-missing"),
        ("kommuner-*.csv.gz", lambda file: file.write_bytes(b"x"), "file-changed"),
        ("datapackage.json", lambda file: file.unlink(), "file-missing"),
        ("datapackage.json", lambda file: file.write_bytes(b"{}"), "file-changed"),
    ],
)
def test_lost_or_changed_file_is_a_problem_and_is_named(
    name: str, harm: Callable[[Path], object], kind: str, registry: Here
) -> None:
    for value in (1, 2):
        registry.publish(package(value), owner="demo")
    file = next(stored(registry).parent.glob(name))
    harm(file)
    code, rows = catalogue("check")
    assert code == 1
    told = [row for row in rows if row["level"] == "problem"]
    assert [(row["kind"], row["subject"], row["path"]) for row in told] == [
        (kind, "demo/folketall version 1", f"demo/folketall/v1/{file.name}")
    ]
    assert catalogue("repair")[0] == 1, "what is lost cannot be mended, and is not hidden"
    assert catalogue("check")[0] == 1


OUT = b'{"files": {"a": {"path": "../../../etc/passwd", "hash": "sha256:0", "bytes": 1}}}'
DEEP = b'{"files": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "mark", [b"", b"{", b"[]", b"3", b'{"files": 3}', b'{"files": {"a": 1}}', b"\xff", OUT, DEEP]
)
def test_mark_that_is_none_is_a_problem_also_without_a_row(mark: bytes, registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    registry.desk.store.put("demo/annet/v1/datapackage.json", mark)
    code, rows = catalogue("check")
    assert code == 1
    assert {(row["kind"], row["path"]) for row in rows} == {
        ("file-changed", "demo/annet/v1/datapackage.json"),
        ("state-row-missing", "demo/annet/v1/datapackage.json"),
    }
    assert catalogue("repair")[0] == 1
    assert registry.open("demo/folketall").number == 1, "the others are served"


def test_changed_byte_is_found_unless_asked_to_be_quick(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    file = stored(registry)
    data = bytearray(file.read_bytes())
    data[10] ^= 1
    file.write_bytes(data)
    assert catalogue("check", "--quick")[0] == 0
    assert catalogue("check")[0] == 1


def test_empty_bucket_is_whole(registry: Here) -> None:
    assert catalogue("check") == (0, [])
    assert registry.check().versions == 0
