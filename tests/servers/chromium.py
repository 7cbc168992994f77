"""Find Debian's Chromium for the browser tests; run as a script it installs it, curl and R where it may."""

import os
import shutil
import subprocess
import sys


def path() -> str | None:
    """Return the browser's path, or None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def install() -> None:
    """Install Debian's package as root or through sudo without a password; say so where that is refused."""
    wanted = {"chromium": path(), "curl": shutil.which("curl"), "r-base-core": shutil.which("Rscript")}
    missing = [name for name, there in wanted.items() if not there]
    if not missing:
        return
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq"]
    if os.geteuid() != 0:
        apt = ["sudo", "-n", *apt]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run([*apt, *step], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            names = " and ".join(missing)
            sys.exit(f"missing and could not be installed: {names}. apt-get install it, then make test")


if __name__ == "__main__":
    install()
