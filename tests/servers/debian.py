"""What tests need of Debian: Chromium, buildah, curl, R and its packages; run as a script it installs them where it may."""

import os
import shutil
import subprocess
import sys

R = {"IRkernel": "r-cran-irkernel", "bit64": "r-cran-bit64", "jsonlite": "r-cran-jsonlite"}


def chromium() -> str | None:
    """Return the browser's path, or None when it is not installed; without windows it asks for a third of the work."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


def missing() -> list[str]:
    """Return the names of Debian's packages that are not there."""
    programs = {"buildah": "buildah", "curl": "curl", "r-base-core": "Rscript"}
    wanted = {"chromium-headless-shell": chromium()} | {
        name: shutil.which(word) for name, word in programs.items()
    }
    there = in_r()
    return [name for name, found in wanted.items() if not found] + [
        R[name] for name in R if name not in there
    ]


def in_r() -> list[str]:
    """Return those of R's packages that R finds, wherever they come from."""
    program = shutil.which("Rscript")
    if program is None:
        return []
    code = "cat(Filter(function(name) nzchar(system.file(package = name)), commandArgs(TRUE)))"
    done = subprocess.run([program, "-e", code, *R], capture_output=True, text=True, check=False)
    return done.stdout.split()


def install() -> None:
    """Install Debian's packages as root or through sudo without a password; say so where that is refused."""
    wanted = missing()
    if not wanted:
        return
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq"]
    if os.geteuid() != 0:
        apt = ["sudo", "-n", *apt]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
        done = subprocess.run([*apt, *step], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            names = " and ".join(wanted)
            sys.exit(f"missing and could not be installed: {names}. apt-get install it, then make test")


if __name__ == "__main__":
    install()
