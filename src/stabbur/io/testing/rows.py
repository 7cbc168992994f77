"""The rows that a test run would have written, kept beside its list."""

import uuid
from pathlib import Path

import pyarrow as pa
from pyarrow import feather

from stabbur.io.testing.written import Written

ROWS = "rows"


def keep_rows(place: Path, table: pa.Table) -> tuple[str, int]:
    """Keep rows in a file of their own; return its path in the test place and its size."""
    file = place / ROWS / f"{uuid.uuid4().hex}.arrow"
    file.parent.mkdir(parents=True, exist_ok=True)
    feather.write_feather(table, file)
    return file.relative_to(place).as_posix(), file.stat().st_size


def rows_of(place: Path, one: Written) -> pa.Table:
    """Return the rows that were kept of a writing."""
    return feather.read_table(place / one.file)


def columns_of(table: pa.Table) -> dict[str, str]:
    """Return the names of the columns with their types."""
    return {field.name: str(field.type) for field in table.schema}
