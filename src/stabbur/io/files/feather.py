"""Feather, which is Arrow's own file format; types and categories are kept."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import feather

from stabbur.errors import BadInput
from stabbur.io.progress import opened


@dataclass(frozen=True)
class FeatherOptions:
    """How to read Feather; `columns` leaves the others unread."""

    columns: list[str] | None = None


class Feather:
    """Feather version 2, compressed with zstd."""

    options = FeatherOptions

    def read(self, path: Path, options: FeatherOptions) -> pa.Table:
        """Return the table, or only the columns that are asked for."""
        try:
            with opened(path) as file:
                if file.read(4) == b"FEA1":  # its reader checks nothing, and a crafted file ends the process
                    raise BadInput(
                        f"'{path.name}' is Feather of version 1, which is not read",
                        hint="write it anew with pyarrow.feather.write_feather(table, path)",
                        code="format-old",
                    )
                file.seek(0)
                return feather.read_table(file, columns=options.columns, memory_map=False)
        except MemoryError:  # Arrow's own is one of its exceptions, too
            raise
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise BadInput(
                f"'{path.name}' is not a whole Feather file: {error}", code="file-broken"
            ) from error

    def write(self, table: pa.Table, path: Path) -> None:
        """Write all rows, compressed."""
        feather.write_feather(table, str(path), compression="zstd")
