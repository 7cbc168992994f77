"""What Stabbur asks of a file format. One file per format; options are a frozen dataclass beside it."""

from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


class Format(Protocol):
    """A way to write a table into one file."""

    options: type[Any]
    """The dataclass of what `read_file` may be told about this format."""

    def read(self, path: Path, options: Any) -> pa.Table:
        """Return the file's table; the path is a local file, not compressed from outside."""

    def write(self, table: pa.Table, path: Path) -> None:
        """Write the table into a new file; a format without a writer raises BadInput."""
