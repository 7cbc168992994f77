"""Where the file of an embedded database is."""

import os
from pathlib import Path

from stabbur.errors import BadInput, NotFound
from stabbur.io.place import at_home
from stabbur.io.sql.base import Target


def database_file(target: Target, kind: str) -> Path:
    """Return the path of a database in a file; one that is only read must be there."""
    text = target.address.removeprefix(f"{kind}:///").removeprefix(f"{kind}:")
    if "\0" in text or text != text.encode(errors="replace").decode():
        raise BadInput(f"{text[:80]!a} is no path", code="path-unsafe")
    if not text:
        raise BadInput(f"a {kind} source needs a path as its address", code="address-unknown")
    path = at_home(Path(text))
    # of os.path, which says no to a name that no disk could hold, where Path raises
    if not target.write and not os.path.isfile(path):
        raise NotFound(f"there is no file '{path}'", code="file-unknown", path=str(path))
    if not os.path.isdir(path.parent):
        raise NotFound(f"there is no folder '{path.parent}'", code="folder-unknown", path=str(path.parent))
    return path


def other_file(text: str) -> BadInput:
    """Return the error of a query that would make or read a file beside its database."""
    return BadInput(
        f"a query reaches no file but its database: {text}",
        hint="read that file by itself: sb.read_file('…'), or as a source of its own",
        code="query-refused",
    )
