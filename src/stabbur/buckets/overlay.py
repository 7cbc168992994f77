"""A store as a test run sees it: what the run writes lies apart, what it reads is both, and nothing is deleted."""

from collections.abc import Iterator
from pathlib import Path

from stabbur.buckets.base import Entry, Store


class Overlay:
    """Two stores as one: `apart` takes what is written, and `base` stays as it is."""

    def __init__(self, base: Store, apart: Store) -> None:
        self.base = base
        self.apart = apart

    def put(self, key: str, data: bytes | Path, *, if_absent: bool = False) -> bool:
        """Write an object apart; False when `if_absent` found one there already."""
        if if_absent and self.apart.size(key) is None and self.base.size(key) is not None:
            return False
        return self.apart.put(key, data, if_absent=if_absent)

    def read(self, key: str) -> bytes:
        """Return an object's content; NotFound when it is in neither."""
        return self._of(key).read(key)

    def path(self, key: str, folder: Path) -> Path:
        """Return a local file with the content."""
        return self._of(key).path(key, folder)

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what lies under a prefix in either, by key."""
        found = {entry.key: entry for store in (self.base, self.apart) for entry in store.list(prefix)}
        yield from (found[key] for key in sorted(found))

    def size(self, key: str) -> int | None:
        """Return the bytes of an object, None when it is in neither."""
        return self._of(key).size(key)

    def delete(self, key: str) -> None:
        """Remove an object that was written apart; one of the base stays, and is seen."""
        self.apart.delete(key)

    def _of(self, key: str) -> Store:
        return self.base if self.apart.size(key) is None else self.apart
