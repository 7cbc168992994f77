"""Tell the user what was found in data, at the line of their own code that read it."""

import sys
from pathlib import Path
from warnings import warn

from stabbur.errors import DataWarning

HERE = str(Path(__file__).parents[1])


def notice(message: str, kind: type[DataWarning] = DataWarning) -> None:
    """Warn at the first line outside Stabbur."""
    level, frame = 1, sys._getframe(0)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(HERE):
        frame = frame.f_back
        level += 1
    warn(message, kind, stacklevel=level)
