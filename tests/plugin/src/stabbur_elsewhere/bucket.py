"""A store that keeps its objects in the memory of the process."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from stabbur.buckets.base import Entry
from stabbur.buckets.keys import check_key
from stabbur.errors import NotFound


class MemoryStore:
    """Objects in a dictionary; gone when the process ends."""

    def __init__(self, address: str = "") -> None:
        self._objects: dict[str, bytes] = {}

    def put(self, key: str, data: bytes | Path, *, if_absent: bool = False) -> bool:
        """Keep an object."""
        check_key(key)
        if if_absent and key in self._objects:
            return False
        self._objects[key] = data.read_bytes() if isinstance(data, Path) else data
        return True

    def read(self, key: str) -> bytes:
        """Return an object's content."""
        check_key(key)
        if key not in self._objects:
            raise NotFound(f"no '{key}' in the bucket", code="object-missing")
        return self._objects[key]

    def path(self, key: str, folder: Path) -> Path:
        """Return a copy in a folder."""
        content = self.read(key)
        file = folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what lies under a prefix."""
        now = datetime.now(UTC)
        for key in sorted(self._objects):
            if key.startswith(prefix):
                yield Entry(key, len(self._objects[key]), now)

    def size(self, key: str) -> int | None:
        """Return the bytes of an object."""
        check_key(key)
        return len(self._objects[key]) if key in self._objects else None

    def delete(self, key: str) -> None:
        """Remove an object."""
        check_key(key)
        self._objects.pop(key, None)
