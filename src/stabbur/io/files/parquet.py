"""Parquet, written with zstd; types and categories are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stabbur.errors import BadInput
from stabbur.io.progress import opened, rows_read


@dataclass(frozen=True)
class ParquetOptions:
    """How to read Parquet; `columns` leaves the others unread."""

    columns: list[str] | None = None


class Parquet:
    """Parquet through pyarrow, which keeps every Arrow type."""

    options = ParquetOptions

    def read(self, path: Path, options: ParquetOptions) -> pa.Table:
        """Return the table, or only the columns that are asked for."""
        try:
            with opened(path) as raw, pq.ParquetFile(raw, pre_buffer=False) as file:
                return pa.concat_tables(_groups(file, options.columns))
        except MemoryError:  # Arrow's own is one of its exceptions, too
            raise
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise BadInput(
                f"'{path.name}' is not a whole Parquet file: {error}", code="file-broken"
            ) from error

    def write(self, table: pa.Table, path: Path) -> None:
        """Write all rows, compressed."""
        try:
            pq.write_table(table, path, compression="zstd")
        except pa.ArrowNotImplementedError as error:
            raise BadInput(f"Parquet cannot hold this table: {error}", code="type-unwritable") from error


def _groups(file: pq.ParquetFile, columns: list[str] | None) -> Iterator[pa.Table]:
    """Yield the row groups one by one, so that the bar moves; a file without any still has columns."""
    for number in range(file.num_row_groups):
        group = file.read_row_group(number, columns=columns)
        rows_read(group.num_rows)
        yield group
    if not file.num_row_groups:
        yield file.read(columns=columns)
