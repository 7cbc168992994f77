"""Sweep from the prompt now and then: who never starts a worker has runs that are old, too."""

import time
from contextlib import suppress

from sqlalchemy import Engine

from stabbur.errors import StabburError
from stabbur.settings import Settings, private

SECONDS = 3600.0
MOST = 20
"""Runs of each purpose that one command takes: nobody waits for hundreds of folders to be removed."""


def sweep(engine: Engine, known: Settings) -> int:
    """Take away what is old, unless somebody did so at this prompt within the hour; return how many runs."""
    stamp = private() / "swept"
    # what can't be swept now is swept by the next command, and keeps nobody from this one
    with suppress(OSError, StabburError):
        if stamp.exists() and 0 <= time.time() - stamp.stat().st_mtime < SECONDS:
            return 0
        stamp.touch()
        from stabbur.runs.keeping import sweeping  # only once an hour: it loads what makes environments

        return sweeping.sweep(engine, known, most=MOST)
    return 0
