"""A database whose query is its answer: the parts between commas."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

import pyarrow as pa

from stabbur.errors import NotAllowed
from stabbur.io.sql.base import Mode, Target


class Parts:
    """One row for each part of the query."""

    style: ClassVar[Literal["question", "numbered"]] = "question"

    @classmethod
    def open(cls, target: Target) -> Self:
        """Return the database."""
        return cls()

    def tables(self) -> list[str]:
        """Return nothing: there are no tables."""
        return []

    def read(self, query: str, values: Sequence[Any], rows_per_batch: int) -> pa.RecordBatchReader:
        """Return the parts of the query."""
        return pa.table({"part": query.split(",")}).to_reader()

    def write(self, name: str, table: pa.Table, mode: Mode) -> int:
        """Refuse."""
        raise NotAllowed(f"table '{name}' can't be written elsewhere")

    def close(self) -> None:
        """Do nothing."""
