"""Places where a test can make a process fail: `STABBUR_FAIL=publish.4.after:kill`, if STABBUR_TEST=1.

The action is `kill`, `raise` or `sleep=SECONDS`; `:3` after it waits for the third time.
"""

import os
import signal
import time
from collections import Counter

PASSED: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Do what STABBUR_FAIL asks for at this place; nothing unless STABBUR_TEST is 1."""
    if os.environ.get("STABBUR_TEST") != "1":
        return
    place, _, action = os.environ.get("STABBUR_FAIL", "").partition(":")
    if place != name:
        return
    action, _, turn = action.partition(":")
    PASSED[name] += 1
    if PASSED[name] != int(turn or 1):
        return
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action.startswith("sleep="):
        end = time.monotonic() + float(action.removeprefix("sleep="))
        while time.monotonic() < end:  # a signal just before a sleep begins is seen only after it
            time.sleep(0.05)
    else:
        raise OSError(f"failpoint '{name}'")
