"""A process that publishes the folders it is given, one after the other, and says so after each.

It begins at once (`go`), when it is told to (`wait`), or waits to be told before each folder (`step`). As `fork`
it has all modules loaded, and for each line of folders makes a child of its own that publishes them: to be killed.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stabbur.catalogue.tantivy import index
from stabbur.packages import package
from stabbur.registry import connect

WARM = (index, package)  # what publishing would load only when it gets there


def publish(folders: Sequence[str], waits: int = 0) -> None:
    """Publish folders; wait for a line before each of the first."""
    registry = connect()
    print("ready", flush=True)
    for turn, folder in enumerate(folders):
        if turn < waits:
            sys.stdin.readline()
        done = registry.publish(Path(folder), owner="demo")
        print(json.dumps([folder, done.version, done.created]), flush=True)


def fork() -> None:
    """Let a child publish each line of folders, and say when it has ended."""
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            publish(json.loads(line))
            os._exit(0)
        print(f"child {child}", flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


def main() -> None:
    how, *folders = sys.argv[1:]
    if how == "fork":
        fork()
    else:
        publish(folders, {"go": 0, "wait": 1, "step": len(folders)}[how])


if __name__ == "__main__":
    main()
