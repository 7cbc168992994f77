"""Run every benchmark of this folder, or those named: python -m benchmarks [packages search …]."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run each benchmark in a process of its own, so that none warms the next one's caches."""
    here = Path(__file__).parent
    names = sys.argv[1:] or sorted(f.stem for f in here.glob("*.py") if not f.stem.startswith("_"))
    failed = 0
    for name in names:
        print(f"== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
