"""What git stores of a uv.lock: one that names no package index, whoever wrote it with plain uv."""

import sys

from stabbur.projects.environment.locking import neutral


def stored(raw: bytes) -> bytes:
    """Return a lock as git is to hold it; what is no text comes back as it is."""
    try:
        return neutral(raw.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return raw


if __name__ == "__main__":
    sys.stdout.buffer.write(stored(sys.stdin.buffer.read()))
