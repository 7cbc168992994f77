"""What Stabbur asks of a store. One file per kind of store, made from its address: `LocalStore("/data")`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One object in a listing; `size` in bytes, `modified` by the store's clock."""

    key: str
    size: int
    modified: datetime


class Store(Protocol):
    """Objects under keys such as `owner/name/v1/datapackage.json`.

    What `put` has returned from is kept, whatever happens to the machine after it. A failure is
    `Unavailable`; its code `storage-unsynced` says that the object may or may not be there.
    """

    def put(self, key: str, data: bytes | Path, *, if_absent: bool = False) -> bool:
        """Write an object whole or not at all; False when `if_absent` found one there already."""

    def read(self, key: str) -> bytes:
        """Return an object's content; NotFound when it is not there."""

    def path(self, key: str, folder: Path) -> Path:
        """Return a local file with the content: the store's own, or a copy at `folder / key`."""

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what lies under a prefix, by key; a hint only, it may be late."""

    def size(self, key: str) -> int | None:
        """Return the bytes of an object, None when it is not there."""

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is no mistake."""
