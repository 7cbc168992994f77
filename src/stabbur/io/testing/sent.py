"""What a test run would have sent elsewhere, such as to a topic: kept apart, and not sent."""

import pyarrow as pa

from stabbur import settings
from stabbur.io.testing.rows import columns_of, keep_rows
from stabbur.io.testing.written import Written, note


def held_back(kind: str, target: str, table: pa.Table) -> bool:
    """Keep rows that are about to be sent, if this is a test run, and tell whether it is.

    Whatever sends rows asks this before it opens a connection, and sends nothing when the answer is True.

    Examples
    --------
    >>> import pyarrow as pa
    >>> held_back("topic", "broker/folketall", pa.table({"n": [1]}))
    False
    """
    place = settings.place_of_test()
    if place is None:
        return False
    file, size = keep_rows(place, table)
    note(place, Written(kind, target, "append", table.num_rows, size, columns_of(table), file))
    return True
