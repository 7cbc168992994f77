"""Where a kernel's sockets lie when its run lies too deep for them, and their end with it. Standard library only."""

import contextlib
import os
import stat

from stabbur.runs.keeping import files

PREFIX = "stabbur-"  # of a folder of their own
NAME = "k"
FILE = "kernel.json"


def remove(folder: str) -> None:
    """Take away what a kernel that was killed left outside of a folder that names it."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        place, name = os.path.split(files.value(f"{folder}/{FILE}")["ip"])
        # the run may have written it: nothing but sockets goes, from nowhere but a folder made for them
        if name != NAME or not os.path.basename(place).startswith(PREFIX):
            return
        for one in os.listdir(place):
            if one.startswith(f"{NAME}-") and stat.S_ISSOCK(os.lstat(f"{place}/{one}").st_mode):
                os.unlink(f"{place}/{one}")
        os.rmdir(place)
