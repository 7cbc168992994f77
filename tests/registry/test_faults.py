"""Faults of disk and clock, for real where this machine lets us; else the test's name says where it is injected."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stabbur.buckets import local
from stabbur.errors import Unavailable
from stabbur.registry.here import Here
from tests.registry.making import whole


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
