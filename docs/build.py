"""Build the documentation into site/; a broken link or an undocumented name ends it with an error."""

import sys
from pathlib import Path

from sphinx.cmd.build import build_main

DOCS = Path(__file__).resolve().parent


def main() -> int:
    """Run Sphinx over this folder and return its exit code."""
    options = ["-W", "--keep-going", "-q", "-b", "html"]
    return build_main([*options, str(DOCS), str(DOCS.parent / "site")])


if __name__ == "__main__":
    sys.exit(main())
