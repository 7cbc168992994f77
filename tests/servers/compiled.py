"""What Python has compiled of packages, kept beside them in uv's cache: environments made later need not do it again."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

UV = Path(sys.executable).parent / "uv"
INSTALLED = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/*.dist-info/RECORD"


def keep(environment: Path) -> None:
    """Keep what was compiled in an environment of this very Python, where its files are those of uv's cache.

    uv links all that lies beside a package in its cache into an environment, and Python takes nothing that
    was compiled of a source of another time or size.
    """
    for listed in environment.glob(INSTALLED):
        if (source := _in_cache(listed)) is None:
            continue
        for made in _compiled(listed):
            target = source / made
            if target.exists():
                continue
            # another process may do it meanwhile, and the cache may lie on another disk
            with contextlib.suppress(OSError):
                target.parent.mkdir(exist_ok=True)
                os.link(listed.parent.parent / made, target)


@cache
def _wheels() -> tuple[Path, ...]:
    said = subprocess.run([UV, "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    return (*Path(said).glob("wheels-v*/pypi"), *Path(said).glob("wheels-v*/index/*"))


def _in_cache(listed: Path) -> Path | None:
    """Return the package in uv's cache that an installed one is linked to, if any."""
    info = listed.parent.name
    name, _, version = info.removesuffix(".dist-info").partition("-")
    for place in _wheels():
        for one in (place / name.lower().replace("_", "-").replace(".", "-")).glob(f"{version}-*"):
            with contextlib.suppress(OSError):
                if os.path.samefile(one / info / "METADATA", listed.with_name("METADATA")):
                    return one
    return None


def _compiled(listed: Path) -> Iterator[str]:
    """Yield what Python has compiled of a package, seen from where it is installed."""
    ending = f".{sys.implementation.cache_tag}.pyc"
    for row in listed.read_text(encoding="utf-8").splitlines():
        path = row.partition(",")[0]
        if path.endswith(".py") and not path.startswith(("/", "..")):
            folder, _, file = path.rpartition("/")
            made = f"{folder}/__pycache__/{file.removesuffix('.py')}{ending}".lstrip("/")
            if (listed.parent.parent / made).exists():
                yield made
