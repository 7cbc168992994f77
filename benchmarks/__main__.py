"""Run every benchmark of this folder, or those named: python -m benchmarks [packages search …] [--full]."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run each benchmark in a process of its own, so that none warms the next one's caches."""
    here = Path(__file__).parent
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    names = [word for word in sys.argv[1:] if word not in options] or sorted(
        f.stem for f in here.glob("*.py") if not f.stem.startswith("_")
    )
    failed = 0
    for name in names:
        print(f"== {name}", flush=True)
        failed |= subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *options], check=False
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
