"""Files of a version that are cut, flipped or gone: found by a check, named, and never served."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from stabbur.cli.main import stabbur
from stabbur.errors import Damaged, StabburError
from stabbur.registry import opened, reading
from stabbur.registry.here import Here, connect
from stabbur.registry.opened import OpenVersion
from tests.registry.making import stored, whole

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[:-1],
    "emptied": lambda data: b"",
    "flipped": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
    ),
    "grown": lambda data: data + b"\n",
}
FILES = [
    "datapackage.json",
    "kommuner-*.csv.gz",
    "kommuner-*.parquet",
    "lineage-*.json",
    "diff-*.json",
    "preview-*.json",
]


def serve(one: OpenVersion, name: str) -> None:
    """Ask a version for a file in every way."""
    for path, about in one.descriptor["files"].items():
        if about["path"] == name:
            for way in (path, name):
                with pytest.raises(StabburError, match="this version is damaged"):
                    one.file(way)
    one.folder()


@pytest.mark.parametrize("how", DAMAGE)
def test_F08_damaged_file_is_found_and_never_served(
    how: str, registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish(folders[0], owner="demo")
    before = registry.open("demo/folketall")
    before.folder()
    for name in FILES:
        file = next(stored(registry).parent.glob(name))
        kept = file.read_bytes()
        file.write_bytes(DAMAGE[how](kept))
        report = registry.check(deep=True)
        assert [(p.kind, p.subject) for p in report.problems] == [
            ("file-changed", "demo/folketall version 1")
        ]
        assert report.problems[0].path == f"demo/folketall/v1/{file.name}"
        with pytest.raises(StabburError, match="this version is damaged") as caught:
            serve(before, file.name)  # whoever has it open notices
        assert caught.value.code == "version-damaged"
        monkeypatch.setattr(opened, "CHECKED", {})
        monkeypatch.setattr(reading, "MARKS", {})
        with pytest.raises(StabburError, match="this version is damaged"):
            serve(connect().open("demo/folketall"), file.name)  # so does a process that comes anew
        registry.repair()
        assert [p.kind for p in registry.check(deep=True).problems] == ["file-changed"], (
            "and nothing hides it"
        )
        file.write_bytes(kept)
    whole(connect())


@pytest.mark.parametrize("name", ["datapackage.json", "kommuner-*.parquet"])
def test_F08_damaged_version_stops_no_new_one(
    name: str, registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish(folders[0], owner="demo")
    next(stored(registry).parent.glob(name)).write_bytes(b"{}")
    monkeypatch.setattr(reading, "MARKS", {})
    done = registry.publish(folders[1], owner="demo")
    assert done.version == 2
    assert done.diff is not None
    assert done.diff["summary"].startswith("version 1 could not be read: 'demo/folketall/v1/")
    assert registry.open("demo/folketall").sibling("diff") == done.diff


@pytest.mark.parametrize("name", FILES)
def test_F08_missing_file_is_named(name: str, registry: Here, folders: list[Path]) -> None:
    registry.publish(folders[0], owner="demo")
    file = next(stored(registry).parent.glob(name))
    file.unlink()
    for deep in (False, True):
        assert [(p.kind, p.path.rpartition("/")[2]) for p in connect().check(deep=deep).problems] == [
            ("file-missing", file.name)
        ]
    with pytest.raises(StabburError, match="is missing: this version is damaged"):
        connect().open("demo/folketall", 1).folder()


def test_F08_file_that_was_read_before_is_looked_at_again(registry: Here, folders: list[Path]) -> None:
    """The hash of a file is remembered by its size, time and inode: any change of those asks for a new look."""
    registry.publish(folders[0], owner="demo")
    one = registry.open("demo/folketall")
    file = one.file("kommuner.parquet")
    file.write_bytes(DAMAGE["flipped"](file.read_bytes()))
    with pytest.raises(StabburError, match="is not what was published"):
        one.file("kommuner.parquet")


def test_damage_is_an_error_of_its_own_and_its_cure_is_a_command(registry: Here, folders: list[Path]) -> None:
    registry.publish(folders[0], owner="demo")
    version = registry.open("demo/folketall")
    next(stored(registry).parent.glob("kommuner-*.parquet")).unlink()
    with pytest.raises(Damaged) as caught:
        version.folder()
    assert caught.value.status == 502
    words = caught.value.hint.split()
    assert CliRunner().invoke(stabbur, [*words[1:], "--help"]).exit_code == 0, caught.value.hint
