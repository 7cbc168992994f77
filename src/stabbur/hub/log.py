"""The hub's log: one JSON object a line in `private/log/hub.log`, of what happened, never of what was sent.

No query, header, cookie, body or error text is written: any of them may hold a secret or a person's data.
"""

import json
import logging
import traceback
from logging.handlers import RotatingFileHandler

from stabbur import settings

LONGEST = 300  # characters of one value, so that a giant path can't fill the disk
NAME = "stabbur.hub"


def open_log() -> logging.Logger:
    """Return the hub's logger; it writes at most 4 files of 5 MB."""
    logger = logging.getLogger(NAME)
    folder = settings.private() / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = str(folder / "hub.log")
    if not any(getattr(handler, "baseFilename", "") == target for handler in logger.handlers):
        for old in logger.handlers[:]:
            logger.removeHandler(old)
            old.close()
        handler = RotatingFileHandler(target, maxBytes=5_000_000, backupCount=3, encoding="utf-8")
        handler.setFormatter(logging.Formatter('{"at":"%(asctime)s","level":"%(levelname)s",%(message)s}'))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


def line(**values: object) -> str:
    """Return values as the inside of one JSON object: control characters escaped, long texts cut."""
    cut = {key: value[:LONGEST] if isinstance(value, str) else value for key, value in values.items()}
    return json.dumps(cut, ensure_ascii=True)[1:-1]


def frames(error: BaseException) -> list[str]:
    """Return where an error came from, as `file:line function`; its text is left out on purpose."""
    found = traceback.extract_tb(error.__traceback__)
    return [
        f"{frame.filename.rsplit('/site-packages/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in found[-12:]
    ]
