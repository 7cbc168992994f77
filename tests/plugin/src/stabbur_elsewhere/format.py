"""A file format: the stream form of Arrow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class NoOptions:
    """Nothing can be chosen."""


class ArrowStream:
    """Read and write one table as an Arrow stream."""

    options: type[Any] = NoOptions

    def read(self, path: Path, options: Any) -> pa.Table:
        """Return the file's table."""
        with pa.ipc.open_stream(path.read_bytes()) as reader:
            return reader.read_all()

    def write(self, table: pa.Table, path: Path) -> None:
        """Write the table."""
        with pa.ipc.new_stream(str(path), table.schema) as writer:
            writer.write_table(table)
