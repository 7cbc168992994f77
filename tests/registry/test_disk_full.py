"""A disk that is full, without inodes, read-only, or a process without file handles: said, nothing half, reading works."""

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import NoRoom, Unavailable
from stabbur.registry.here import Here, connect
from tests.registry.making import whole
from tests.registry.test_faults import Failing

ATTEMPT = (
    "import sys; from pathlib import Path\n"
    "from stabbur.registry import connect\nfrom stabbur.errors import StabburError\n"
    "{before}\n"
    "try:\n    print(connect().publish(Path(sys.argv[1]), owner='demo').version)\n"
    "except StabburError as error:\n    print(error.status, error.code, error, '|', error.hint)\n"
    "import stabbur as sb\n"
    "print(sb.read_dp('demo/folketall', as_='polars').rows(), len(connect().packages()))\n"
)
READ = "[('0301', 1), ('1103', 144699)] 1"


def attempt(folder: Path, before: str = "") -> list[str]:
    """Publish and read in a process of its own; return how publishing ended and what was read."""
    command = [sys.executable, "-c", ATTEMPT.format(before=before), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def contents(folder: Path) -> dict[str, str]:
    """Return what lies in a folder of the user's."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def fill(place: Path, piece: bytes) -> None:
    """Write files until the disk takes no more."""
    for number in range(10**6):
        (place / str(number)).write_bytes(piece)


@pytest.fixture
def small_home(
    small_disk: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, folders: list[Path]
) -> Callable[[str], Path]:
    """Put all of STABBUR_HOME on a small disk, with one version published."""

    def made(options: str) -> Path:
        disk = small_disk(options)
        monkeypatch.setenv("STABBUR_HOME", str(disk / "home"))
        assert attempt(folders[0]) == ["1", READ]
        return disk

    return made


@pytest.mark.only_as("mounts")
@pytest.mark.parametrize("what", ["space", "inodes"])
def test_F04_disk_full(what: str, small_home: Callable[[str], Path], folders: list[Path]) -> None:
    """The whole of STABBUR_HOME is on the full disk, the state as well: 507, and reading still works."""
    disk = small_home("size=4m" if what == "space" else "size=4m,nr_inodes=100")
    before, ballast = contents(folders[1]), disk / "ballast"
    ballast.mkdir()
    with pytest.raises(OSError, match="No space left"):
        fill(ballast, b"x" * 100_000 if what == "space" else b"")
    told, read = attempt(folders[1])
    assert told.startswith("507 storage-full cannot write"), told
    assert "no space left on device | free some space" in told
    assert read == READ, "reading still works"
    assert contents(folders[1]) == before
    for file in ballast.iterdir():
        file.unlink()
    assert attempt(folders[1])[0] == "2"
    whole(connect())


@pytest.mark.only_as("mounts")
def test_F04_disk_full_while_publishing(
    home: Path, small_disk: Callable[[str], Path], folders: list[Path]
) -> None:
    disk = small_disk("size=256k")
    registry = connect(settings.Settings.model_validate({"buckets": {"local": {"address": str(disk)}}}))
    registry.publish(folders[0], owner="demo")
    with pytest.raises(OSError, match="No space left"):
        (disk / "ballast").write_bytes(b"x" * 1_000_000)
    with pytest.raises(NoRoom, match="no space left on device") as caught:
        registry.publish(folders[1], owner="demo")
    assert (caught.value.code, caught.value.status, caught.value.exit_code) == ("storage-full", 507, 6)
    assert registry.open("demo/folketall").file("kommuner.parquet").exists(), "reading still works"
    (disk / "ballast").unlink()
    assert registry.publish(folders[1], owner="demo").version == 2
    assert registry.check(deep=True).problems == ()


def test_F04_disk_full_by_a_limit_on_a_child(registry: Here, folders: list[Path]) -> None:
    """The kernel refuses each file that grows over 700 bytes."""
    registry.publish(folders[0], owner="demo")
    limit = (
        "import resource, signal; connect()\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))"
    )
    told, read = attempt(folders[1], limit)
    assert told.startswith("503 storage-failed cannot write"), told
    assert read == READ
    assert registry.publish(folders[1], owner="demo").version == 2
    whole(registry)


@pytest.mark.parametrize("handles", range(8, 16, 2))
def test_F04_no_file_handles(handles: int, registry: Here, folders: list[Path]) -> None:
    """From too few for anything to enough: published, or said what to do and nothing half."""
    registry.publish(folders[0], owner="demo")
    limit = f"""
import polars, resource, stabbur.packages.package, stabbur.catalogue.tantivy.index
there = connect()
there.publish(Path(sys.argv[1]), owner="demo", dry_run=True)  # polars starts its threads when first used
connect = lambda: there
resource.setrlimit(resource.RLIMIT_NOFILE, ({handles}, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))"""
    lift = "resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))"
    command = ATTEMPT.format(before=limit).replace("import stabbur as sb", f"{lift}\nimport stabbur as sb")
    done = subprocess.run(
        [sys.executable, "-c", command, str(folders[1])],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()[0]
    assert told == "2" or "too many open files" in told, told
    assert connect().publish(folders[1], owner="demo").version == 2
    whole(connect())


@pytest.mark.only_as("mounts")
def test_F05_read_only_home_is_read_mode(small_home: Callable[[str], Path], folders: list[Path]) -> None:
    disk = small_home("size=4m")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        told, read = attempt(folders[1])
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert told.startswith("503 storage-read-only cannot write"), told
    assert "read-only file system | make the folder writable" in told
    assert read == READ, "reading still works"
    assert attempt(folders[1])[0] == "2"
    whole(connect())


@pytest.mark.only_as("user")  # root may write into a read-only folder: the read-only disk is its test
def test_F05_read_only_folder_is_read_mode(registry: Here, folders: list[Path], home: Path) -> None:
    registry.publish(folders[0], owner="demo")
    registry.desk.engine.dispose()
    places = [home, *(place for place in home.rglob("*") if place.is_dir())]
    for place in places:
        place.chmod(0o555)
    try:
        told, read = attempt(folders[1])
    finally:
        for place in places:
            place.chmod(0o755)
    assert told.startswith("503 storage-read-only cannot write"), told
    assert read == READ, "reading still works"
    assert registry.publish(folders[1], owner="demo").version == 2
    whole(registry)


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


def test_F05_bucket_that_is_no_folder_is_refused(home: Path, folders: list[Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    address = {"buckets": {"local": {"address": str(tmp_path / "file")}}}
    with pytest.raises(Unavailable, match="cannot write"):
        connect(settings.Settings.model_validate(address)).publish(folders[0], owner="demo")
    assert (tmp_path / "file").read_text() == "x"
    assert os.listdir(tmp_path / "home") == ["private"]
