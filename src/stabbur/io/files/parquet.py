"""Parquet, written with zstd; types and categories are kept."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stabbur.errors import BadInput


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
            return pq.ParquetFile(path).read(columns=options.columns)
        except (pa.ArrowException, OSError) as error:
            raise BadInput(
                f"'{path.name}' is not a whole Parquet file: {error}", code="file-broken"
            ) from error

    def write(self, table: pa.Table, path: Path) -> None:
        """Write all rows, compressed."""
        try:
            pq.write_table(table, path, compression="zstd")
        except pa.ArrowNotImplementedError as error:
            raise BadInput(f"Parquet cannot hold this table: {error}", code="type-unwritable") from error
