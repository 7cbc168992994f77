"""The power goes: what was not synced is lost. Each sync is recorded, and replayed up to any moment."""

import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.registry.here import Here, connect
from tests.registry.making import whole


class Disk:
    """What is on the disk for certain: contents and listings as they were when they were last synced."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.synced: list[tuple[int, bytes | dict[str, int]]] = []
        self._real = os.fsync
        monkeypatch.setattr(os, "fsync", self.fsync)

    def fsync(self, descriptor: int) -> None:
        """Sync for real and note what lasts from now on."""
        self._real(descriptor)
        seen, place = os.fstat(descriptor), Path(f"/proc/self/fd/{descriptor}")
        if stat.S_ISDIR(seen.st_mode):
            self.synced.append((seen.st_ino, {one.name: one.inode() for one in os.scandir(place)}))
        else:
            self.synced.append((seen.st_ino, place.read_bytes()))

    def replay(self, root: int, place: Path, until: int | None = None) -> Path:
        """Lay out a folder as it is found after a power cut; a name whose content was not synced is empty."""
        known = dict(self.synced[:until])
        place.mkdir()
        listing = known.get(root, {})
        assert isinstance(listing, dict)
        for name, inode in listing.items():
            content = known.get(inode, b"")
            if isinstance(content, dict):
                self.replay(inode, place / name, until)
            else:
                (place / name).write_bytes(content)
        return place


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def starting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Here]:
    """Start on what is left of a bucket, with a state that knows nothing."""

    def start(bucket: Path) -> Here:
        monkeypatch.setenv("STABBUR_HOME", str(bucket.parent / f"start-{bucket.name}"))
        address = {"buckets": {"local": {"address": str(bucket)}}}
        return connect(settings.Settings.model_validate(address))

    return start


def broken(bucket: Path) -> list[str]:
    """Return each file that a mark names and that is not there as it was published."""
    found = []
    for mark in [*bucket.glob("*/*/v*/datapackage.json"), *bucket.glob("*/*/s*/story.json")]:
        for about in json.loads(mark.read_bytes())["files"].values():
            file = mark.parent / about["path"]
            digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
            found += [] if f"sha256:{digest}" == about["hash"] else [str(file)]
    return found


def test_F07_what_is_acknowledged_is_there_after_a_power_cut(
    home: Path, disk: Disk, folders: list[Path], tmp_path: Path, starting: Callable[[Path], Here]
) -> None:
    """The very first publication, so that every folder on the way is new."""
    there = connect()
    (tmp_path / "side.html").write_text("<title>Side</title>")
    there.publish(folders[0], owner="demo", access="public")
    there.publish(folders[1], owner="demo")
    there.publish_story(tmp_path / "side.html", "demo/side")
    there.withdraw("demo/folketall", 1, "feil tall")
    left = disk.replay(home.stat().st_ino, tmp_path / "left")
    after = starting(left / "private/bucket")
    assert [(one.number, one.withdrawn) for one in after.versions("demo/folketall")] == [
        (2, None),
        (1, "feil tall"),
    ]
    assert after.open("demo/folketall").access == "public"
    assert after.open_story("demo/side").file("index.html").exists()
    whole(after)


def test_F07_at_no_moment_is_a_version_seen_without_its_files(
    home: Path, disk: Disk, folders: list[Path], tmp_path: Path
) -> None:
    there = connect()
    for folder in folders[:2]:
        there.publish(folder, owner="demo")
    seen = []
    for until in range(len(disk.synced) + 1):
        left = disk.replay(home.stat().st_ino, tmp_path / f"left-{until}", until)
        assert broken(left / "private/bucket") == [], f"after {until} of {len(disk.synced)} syncs"
        seen.append(len(list(left.glob("private/bucket/demo/folketall/v*/datapackage.json"))))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 2)
