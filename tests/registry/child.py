"""A process that publishes the folders it is given, one after the other, and says so after each."""

import json
import sys
from pathlib import Path

from stabbur.registry import connect


def main() -> None:
    registry = connect()
    print("ready", flush=True)
    barrier = sys.argv[1]
    if barrier == "wait":
        sys.stdin.readline()
    for folder in sys.argv[2:]:
        done = registry.publish(Path(folder), owner="demo")
        print(json.dumps([folder, done.version, done.created]), flush=True)


if __name__ == "__main__":
    main()
