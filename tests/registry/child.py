"""A process that publishes the folders it is given, one after the other, and says so after each.

It begins at once (`go`), when it is told to (`wait`), or waits to be told before each folder (`step`).
"""

import json
import sys
from pathlib import Path

from stabbur.registry import connect


def main() -> None:
    how, *folders = sys.argv[1:]
    waits = {"go": 0, "wait": 1, "step": len(folders)}[how]
    registry = connect()
    print("ready", flush=True)
    for turn, folder in enumerate(folders):
        if turn < waits:
            sys.stdin.readline()
        done = registry.publish(Path(folder), owner="demo")
        print(json.dumps([folder, done.version, done.created]), flush=True)


if __name__ == "__main__":
    main()
