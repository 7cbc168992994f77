"""Build Stabbur's wheel into the environment, from where `stabbur init` hands it on; quick when nothing changed."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(sys.prefix) / "share" / "stabbur"
STAMP = FOLDER / ".stamp"


def mark() -> str:
    """Return a hash over everything that goes into the wheel."""
    digest = hashlib.sha256()
    inside = [one for place in ("src", "docs/handbook", "docs/how-to") for one in (ROOT / place).rglob("*")]
    for file in sorted([ROOT / "pyproject.toml", ROOT / "README.md", *inside]):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Build unless the last wheel was built of the same files; the one before is replaced by it."""
    wanted = mark()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted and any(FOLDER.glob("*.whl")):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix=".new-") as new:  # two may build at the same time
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", new]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        made = next(Path(new).glob("*.whl"))
        for old in FOLDER.glob("*.whl"):
            if old.name != made.name:
                old.unlink(missing_ok=True)
        made.replace(FOLDER / made.name)
    STAMP.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
