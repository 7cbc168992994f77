"""The hub's log, `private/log/hub.log`: what happened, never what was sent.

No query, header, cookie, body or error text is written: any of them may hold a secret or a person's data.
"""

import logging

from stabbur.secrets import log

NAME = "stabbur.hub"
FILE = "hub.log"  # a file of its own: a long-lived hub and short commands must not rename each other's


def failed(message: str, error: BaseException | None = None, **values: object) -> None:
    """Write one line about a request or a task that failed; of an error its kind and where it came from."""
    about = {"error": type(error).__name__, "frames": log.frames(error)} if error else {}
    logger = log.start(name=NAME, kept_in=FILE)
    logger.log(logging.ERROR if error else logging.INFO, message, extra=about | values)
