"""Faults, for real where this machine lets us: kill, full and read-only disk, lost syncs, changed bytes, clocks."""

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.buckets import local
from stabbur.errors import StabburError, Unavailable
from stabbur.registry.here import Here, connect
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.registry.conftest import Child
from tests.registry.making import stored, whole

STEPS = [f"publish.{step}.{when}" for step in range(1, 8) for when in ("before", "after")]
LOOPS = int(os.environ.get("STABBUR_LOOPS", "20"))
OLD = ("demo/folketall", 1)


@pytest.mark.parametrize("step", STEPS)
def test_F01_killed_at_each_step_and_done_again(
    step: str, registry: Here, folders: list[Path], repository: Path
) -> None:
    registry.publish(folders[0], owner="demo")
    child = Child([folders[1]], STABBUR_FAIL=f"{step}:kill")
    acknowledged = child.told()
    assert child.process.returncode == -signal.SIGKILL, child.errors
    assert acknowledged == []
    seen = [one.number for one in connect().versions("demo/folketall")]
    assert seen[-1] == 1
    again = connect().publish(folders[1], owner="demo")
    assert again.version == 2
    assert connect().check(deep=True).notes == (), "the next publish mends what the cut one left"
    whole(connect())


def test_F02_killed_at_random_times(registry: Here, folders: list[Path], repository: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    acknowledged: dict[str, int] = {}
    for turn in range(LOOPS):
        some = [folders[(turn * 2 + step) % len(folders)] for step in range(2)]
        child = Child(some, wait=True)
        child.go()
        time.sleep(chance.uniform(0, 0.5))
        child.process.kill()
        acknowledged |= {folder: number for folder, number, _ in child.told()}
    there = connect()
    for folder, number in acknowledged.items():
        told = there.open("demo/folketall", number).descriptor["resources"][0]["logicalHash"]
        assert told in (Path(folder) / "datapackage.json").read_text(), f"{folder} is lost (seed {seed})"
    whole(there)


class Failing:
    """Count the calls of the system that the store makes and let one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, number: int = errno.EIO) -> None:
        self.calls, self.at, self.number = 0, at, number
        for name in ("fsync", "link", "replace"):
            monkeypatch.setattr(local.os, name, self.counted(getattr(os, name)))
        monkeypatch.setattr(local, "copy", self.counted(local.copy))

    def counted(self, call):  # type: ignore[no-untyped-def]
        def counting(*given, **named):  # type: ignore[no-untyped-def]
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


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root may write into a read-only folder; the injected test holds"
)
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
        patch.setattr(local.os, "fsync", fails)
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
    monkeypatch.setattr(local, "sync", lambda place: (synced.append(place.name), sync(place))[1])
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

    monkeypatch.setattr(local.os, "fsync", noting)
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


@pytest.mark.parametrize("equal", [True, False])
def test_F16_two_at_once(equal: bool, registry: Here, folders: list[Path], repository: Path) -> None:
    """Each publishes ten: of the same content they make one version each time, of other content two."""
    ours, theirs = (folders[:10], folders[:10]) if equal else (folders[:10], folders[10:20])
    children = [Child(ours, wait=True), Child(theirs, wait=True)]
    for child in children:
        child.go()
    told = [child.told() for child in children]
    assert [len(one) for one in told] == [10, 10], [child.errors for child in children]
    made = sorted(number for one in told for _, number, created in one if created)
    assert made == list(range(1, len(made) + 1)), "no number twice, none left out"
    if not equal:
        assert len(made) == 20
    else:
        assert 10 <= len(made) <= 20
    assert registry.check(deep=True).problems == ()
    assert [n for n in registry.repair().notes if n.kind != "index-behind"] == []


def test_F16_same_number_wanted_in_the_same_moment(
    registry: Here, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both look, then both write their mark: a barrier stands right before it."""
    for turn in range(10):
        barrier = threading.Barrier(2)
        first: set[int] = set()

        def meet(name: str, barrier: threading.Barrier = barrier, first: set[int] = first) -> None:
            if name == "publish.4.before" and threading.get_ident() not in first:
                first.add(threading.get_ident())
                barrier.wait(30)

        monkeypatch.setattr("stabbur.registry.publishing.failpoint", meet)
        same = turn % 2 == 0
        wanted = [folders[turn * 2], folders[turn * 2 + (0 if same else 1)]]
        done: list[tuple[int, bool]] = []

        def publish(folder: Path, done: list[tuple[int, bool]] = done) -> None:
            told = connect().publish(folder, owner="demo")
            done.append((told.version, told.created))

        threads = [threading.Thread(target=publish, args=(folder,)) for folder in wanted]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        numbers = sorted(number for number, _ in done)
        assert len(done) == 2
        assert (numbers[0] == numbers[1]) == same
        assert sum(created for _, created in done) == (1 if same else 2)
    whole(connect())


def test_F17_same_request_twice_is_one_version(registry: Here, folders: list[Path]) -> None:
    first = registry.publish(folders[0], owner="demo", key="run-17")
    registry.publish(folders[1], owner="demo")
    again = registry.publish(folders[0], owner="demo", key="run-17")
    assert (again.version, again.created) == (first.version, False)
    with pytest.raises(StabburError, match="has published other content") as caught:
        registry.publish(folders[2], owner="demo", key="run-17")
    assert caught.value.code == "key-used"
    whole(registry)


def test_F17_request_is_known_after_the_state_was_lost(
    registry: Here, folders: list[Path], home: Path, repository: Path
) -> None:
    child = Child([folders[0]], STABBUR_FAIL="publish.4.after:kill")
    assert child.told() == []
    registry.publish(folders[1], owner="demo", key="k")
    again = registry.publish(folders[1], owner="demo", key="k")
    assert (again.version, again.created) == (2, False)


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
