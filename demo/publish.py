"""Publish the data packages of this project; running it again publishes nothing new."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    runpy.run_module("folketall.publish", run_name="__main__")
