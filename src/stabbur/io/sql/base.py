"""What Stabbur asks of a database. One file per kind of database; values are bound, never written into SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol, Self

import pyarrow as pa

Mode = Literal["append", "replace"]


@dataclass(frozen=True)
class Target:
    """Where a database is and who signs in; opened for reading only unless `write` is set."""

    address: str
    user: str = ""
    password: str | None = field(default=None, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)
    write: bool = False


class Database(Protocol):
    """One open connection."""

    style: ClassVar[Literal["question", "numbered"]]
    """How a bound value is marked in its SQL: `?` or `$1`."""

    @classmethod
    def open(cls, target: Target) -> Self:
        """Connect; Unavailable when nobody answers."""

    def tables(self) -> list[str]:
        """Return the names of tables and views, with their schema where it is not the usual one."""

    def read(self, query: str, values: Sequence[Any], rows_per_batch: int) -> pa.RecordBatchReader:
        """Run one query with its values bound, and yield the result in batches."""

    def write(self, name: str, table: pa.Table, mode: Mode) -> int:
        """Add rows to a table or replace it, whole or not at all, and return their number."""

    def close(self) -> None:
        """Let go of the connection; closing twice is no mistake."""
