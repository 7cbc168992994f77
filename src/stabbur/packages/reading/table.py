"""A table of a package as Arrow: from Parquet when it is there, else from its text files."""

from pathlib import Path

import pyarrow as pa

from stabbur.packages.reading.opening import Opened, open_descriptor
from stabbur.packages.reading.source import find_resource, read_frame
from stabbur.packages.tables.categories import as_categories


def read_table(source: str | Path, resource: str | None = None, *, strict: bool = False) -> pa.Table:
    """Return one table of a package.

    Parameters
    ----------
    source
        The package's folder, its `datapackage.json` or an address of it.
    resource
        The table's name; the only one when left out.
    strict
        Read the text file and refuse any value that does not fit its type; otherwise such a value
        becomes null, counted in one `DataWarning`, and no row is lost.
    """
    return table_of(open_descriptor(source), resource, strict=strict)


def table_of(package: Opened, resource: str | None = None, *, strict: bool = False) -> pa.Table:
    """Return one table of a package that is open."""
    found = find_resource(package, resource)
    schema = found.get("schema")
    frame = read_frame(package, found, strict=strict)
    return as_categories(frame, schema if isinstance(schema, dict) else {})
