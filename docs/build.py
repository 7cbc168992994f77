"""Build the documentation into site/; a broken link or an undocumented name ends it with an error."""

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent


def main() -> int:
    """Run Sphinx over this folder and return its exit code."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS)]
    return subprocess.run([*command, str(DOCS.parent / "site")], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
