"""Whether a path is a file with an end: a pipe waits for ever, and a device never ends."""

import os
import stat

from stabbur.errors import BadInput


def need_regular(path: "str | os.PathLike[str]") -> None:
    """Refuse a path that is there and, links followed, is neither a file nor a folder; a missing one passes."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):  # whoever opens it says why it cannot be read
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        shown = str(path)[:200]
        raise BadInput(
            f"'{shown}' is no file but a pipe, a socket or a device",
            hint="copy what it gives into a file first",
            code="file-kind",
            path=shown,
        )
