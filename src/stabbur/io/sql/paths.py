"""Where the file of an embedded database is."""

from pathlib import Path

from stabbur.errors import BadInput, NotFound
from stabbur.io.sql.base import Target


def database_file(target: Target, kind: str) -> Path:
    """Return the path of a database in a file; one that is only read must be there."""
    text = target.address.removeprefix(f"{kind}:///").removeprefix(f"{kind}:")
    if not text:
        raise BadInput(f"a {kind} source needs a path as its address", code="address-unknown")
    path = Path(text).expanduser()
    if not target.write and not path.is_file():
        raise NotFound(f"there is no file '{path}'", code="file-unknown", path=str(path))
    if not path.parent.is_dir():
        raise NotFound(f"there is no folder '{path.parent}'", code="folder-unknown", path=str(path.parent))
    return path
