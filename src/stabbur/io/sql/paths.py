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
