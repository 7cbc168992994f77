"""What a test run would have written: one line each, in the order of writing."""

from dataclasses import asdict, dataclass
from pathlib import Path

from stabbur.io.moved import append, lines

LOG = "written.jsonl"


@dataclass(frozen=True)
class Written:
    """One writing: `target` as its code named it, `file` in the test place what it would have written."""

    kind: str
    """`file`, `table` of a database, or another channel such as `topic`."""
    target: str
    mode: str
    rows: int
    bytes: int
    columns: dict[str, str]
    file: str
    sink: str = ""
    """Of a table: what tells its database from others."""
    table: str = ""


def note(place: Path, one: Written) -> None:
    """Add one writing to the list."""
    place.mkdir(parents=True, exist_ok=True)
    append(place / LOG, asdict(one))


def listed(place: Path) -> list[Written]:
    """Return everything that a test run would have written, in order; a line that was cut off is passed over."""
    return lines(
        place / LOG, lambda told: Written(**{key: told[key] for key in Written.__dataclass_fields__})
    )
