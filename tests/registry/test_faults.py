"""Faults of disk and clock, for real where this machine lets us; else the test's name says where it is injected."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stabbur import settings
from stabbur.buckets import local
from stabbur.errors import StabburError, Unavailable
from stabbur.registry.here import Here, connect
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.registry.making import stored, whole


class Failing:
    """Count the calls of the system that the store makes and let one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, number: int = errno.EIO) -> None:
        self.calls, self.at, self.number = 0, at, number
        for name in ("fsync", "link", "replace"):
            monkeypatch.setattr(os, name, self.counted(getattr(os, name)))
        monkeypatch.setattr(local, "copy", self.counted(local.copy))

    def counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: object, **named: object) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(self.number, os.strerror(self.number))
            return call(*given, **named)

        return counting


def failure(registry: Here, folder: Path) -> Unavailable | None:
    """Publish and return how it failed, None when it did not."""
    try:
        registry.publish(folder, owner="demo")
    except Unavailable as error:
        return error
    return None


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_F03_error_injected_in_the_store_at_each_call(
    number: int, registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish(folders[0], owner="demo")
    at, failed = 0, 0
    for folder in folders[1:]:
        at += 5  # another place each time; each package takes about sixty calls
        with monkeypatch.context() as patch:
            failing = Failing(patch, at, number)
            error = failure(registry, folder)
        if error is not None:
            failed += 1
            assert error.code in ("storage-failed", "storage-full", "storage-unsynced")
            assert error.hint
        assert registry.publish(folder, owner="demo").version >= 2
        if failing.calls < at:
            break
    assert failed >= 5
    whole(registry)


def test_F04_disk_full_by_a_limit_on_a_child(registry: Here, folders: list[Path]) -> None:
    """The kernel refuses each file that grows over 700 bytes."""
    registry.publish(folders[0], owner="demo")
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from stabbur.registry import connect\nfrom stabbur.errors import StabburError\n"
        "there = connect()\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))\n"
        "try:\n    there.publish(Path(sys.argv[1]), owner='demo')\n"
        "except StabburError as error:\n    print(error.code, error)\n"
        "print(there.open('demo/folketall').number, len(there.packages()))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(folders[1])], capture_output=True, text=True, timeout=120, check=True
    ).stdout
    assert told.startswith("storage-failed cannot write"), told
    assert told.endswith("1 1\n"), "reading still works"
    assert registry.publish(folders[1], owner="demo").version == 2
    whole(registry)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 256 kB, where mounts are allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounts are refused here; the limit on a child and the injected ENOSPC hold")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.only_as("root")
def test_F04_disk_full(home: Path, small_disk: Path, folders: list[Path]) -> None:
    known = settings.Settings.model_validate({"buckets": {"local": {"address": str(small_disk)}}})
    registry = connect(known)
    registry.publish(folders[0], owner="demo")
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(b"x" * 1_000_000)
    with pytest.raises(Unavailable, match="no space left on device") as caught:
        registry.publish(folders[1], owner="demo")
    assert (caught.value.code, caught.value.status) == ("storage-full", 503)
    assert "free some space" in caught.value.hint
    assert registry.open("demo/folketall").file("kommuner.parquet").exists(), "reading still works"
    ballast.unlink()
    assert registry.publish(folders[1], owner="demo").version == 2
    assert registry.check(deep=True).problems == ()


@pytest.mark.only_as("root")
def test_F05_read_only_disk(home: Path, small_disk: Path, folders: list[Path]) -> None:
    known = settings.Settings.model_validate({"buckets": {"local": {"address": str(small_disk)}}})
    registry = connect(known)
    registry.publish(folders[0], owner="demo")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(Unavailable, match="read-only file system") as caught:
        registry.publish(folders[1], owner="demo")
    assert caught.value.code == "storage-read-only"
    assert registry.open("demo/folketall").file("kommuner.parquet").exists(), "reading still works"
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert registry.publish(folders[1], owner="demo").version == 2


def test_F05_read_only_bucket_injected_in_the_store(
    registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root writes through any mode of a folder, so the call that fails is injected."""
    registry.publish(folders[0], owner="demo")
    with monkeypatch.context() as patch:
        Failing(patch, 1, errno.EROFS)
        with pytest.raises(Unavailable, match="read-only file system") as caught:
            registry.publish(folders[1], owner="demo")
        assert caught.value.code == "storage-read-only"
        assert "writable" in caught.value.hint
    assert registry.open("demo/folketall").number == 1
    assert registry.publish(folders[1], owner="demo").version == 2
    whole(registry)


@pytest.mark.only_as("user")  # root may write into a read-only folder: the read-only disk is its test
def test_F05_read_only_folder(registry: Here, folders: list[Path]) -> None:
    registry.publish(folders[0], owner="demo")
    bucket = stored(registry).parents[3]
    for place in [bucket, *(p for p in bucket.rglob("*") if p.is_dir())]:
        place.chmod(0o555)
    try:
        with pytest.raises(Unavailable, match="cannot write"):
            registry.publish(folders[1], owner="demo")
        assert registry.open("demo/folketall").number == 1
    finally:
        for place in [bucket, *(p for p in bucket.rglob("*") if p.is_dir())]:
            place.chmod(0o755)


def test_F06_fsync_fails_injected_in_the_store(
    registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(Unavailable) as caught:
            registry.publish(folders[0], owner="demo")
        assert caught.value.code in ("storage-failed", "storage-unsynced")
        assert registry.packages() == [], "what may be lost is not acknowledged"
        with pytest.raises(Unavailable):
            registry.publish(folders[0], owner="demo")
    assert registry.publish(folders[0], owner="demo").version == 1
    whole(registry)


def test_F06_mark_written_but_not_synced_is_made_to_last_by_the_next(
    registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        keep = local.LocalStore._keep

        def fails(self: local.LocalStore, target: Path, key: str, *, new: bool) -> bool:
            if key.endswith("datapackage.json"):
                raise Unavailable("may not last", code="storage-unsynced")
            return keep(self, target, key, new=new)

        patch.setattr(local.LocalStore, "_keep", fails)
        with pytest.raises(Unavailable):
            registry.publish(folders[0], owner="demo")
    synced: list[str] = []
    sync = local.sync

    def noting(place: Path) -> None:
        synced.append(place.name)
        sync(place)

    monkeypatch.setattr(local, "sync", noting)
    assert registry.publish(folders[0], owner="demo").version == 1
    assert "datapackage.json" in synced
    whole(registry)


def test_F07_what_is_acknowledged_is_synced(
    registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replay after a power cut: a file counts if it was synced, its name if its folder was synced after."""
    synced: list[tuple[str, int]] = []
    real = os.fsync

    def noting(descriptor: int) -> None:
        real(descriptor)
        seen = os.fstat(descriptor)
        synced.append((os.readlink(f"/proc/self/fd/{descriptor}"), seen.st_ino))

    monkeypatch.setattr(os, "fsync", noting)
    registry.publish(folders[0], owner="demo")
    version = stored(registry).parent
    inodes = [inode for _, inode in synced]
    for file in version.iterdir():
        at = inodes.index(file.stat().st_ino)
        for folder in (version, *version.parents[:3]):
            assert folder.stat().st_ino in inodes[at + 1 :], f"{folder} was not synced after {file.name}"
    mark = inodes.index((version / "datapackage.json").stat().st_ino)
    others = [inodes.index(f.stat().st_ino) for f in version.iterdir() if f.name != "datapackage.json"]
    assert max(others) < mark, "the mark comes last"


def test_F08_flipped_byte_is_found_and_never_served(registry: Here, folders: list[Path]) -> None:
    registry.publish(folders[0], owner="demo")
    file = stored(registry)
    one = registry.open("demo/folketall")
    one.file("kommuner.parquet")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    report = registry.check(deep=True)
    assert [(p.kind, p.subject) for p in report.problems] == [("file-changed", "demo/folketall version 1")]
    assert report.problems[0].path.endswith(file.name)
    with pytest.raises(StabburError, match="is not what was published") as caught:
        one.file("kommuner.parquet")
    assert caught.value.code == "version-damaged"
    assert registry.publish(folders[1], owner="demo").version == 2, "a damaged version stops no new one"


@pytest.mark.parametrize("name", ["datapackage.json", "kommuner-*.csv.gz", "lineage-*.json"])
def test_F08_missing_or_cut_file_is_named(name: str, registry: Here, folders: list[Path]) -> None:
    registry.publish(folders[0], owner="demo")
    file = next(stored(registry).parent.glob(name))
    kept = file.read_bytes()
    file.write_bytes(kept[:-1])
    assert [p.path.rpartition("/")[2] for p in registry.check().problems] == [file.name]
    file.unlink()
    assert [(p.kind, p.path.rpartition("/")[2]) for p in connect().check().problems] == [
        ("file-missing", file.name)
    ]


@pytest.mark.parametrize("seconds", ["86400", "-3600", "-86400"])
def test_F23_clock_is_changed_between_versions(
    seconds: str, registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish(folders[0], owner="demo")
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("STABBUR_CLOCK", seconds)
    assert registry.publish(folders[1], owner="demo").version == 2
    monkeypatch.setenv("STABBUR_CLOCK", "0")
    assert registry.publish(folders[2], owner="demo").version == 3
    assert registry.open("demo/folketall").number == 3
    with reading(registry.desk.engine) as connection:
        assert [r.details["version"] for r in audit.read(connection)] == [3, 2, 1], "the order is kept"
    whole(registry)
