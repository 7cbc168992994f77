"""The graphics processors of this machine: which there are, which runs hold, and which a new run is shown."""

import os
import re
from pathlib import Path

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers.base import ENDED
from stabbur.state.disk import failing
from stabbur.state.locks import exclusive

DEVICES = Path("/dev")
DEVICE = re.compile(r"nvidia(\d+)")
SHOWN = "CUDA_VISIBLE_DEVICES"
FILE = "graphics"
"""In a run's folder: the devices that it holds until it ends."""


def there() -> list[str]:
    """Return the numbers of the NVIDIA devices that this process may use."""
    found = [one[1] for name in os.listdir(DEVICES) if (one := DEVICE.fullmatch(name))]
    shown = os.environ.get(SHOWN)
    mine = set(re.findall(r"\d+", shown)) if shown is not None and "-" not in shown else set(found)
    return sorted(mine.intersection(found), key=int)


def taken(folder: Path, count: int) -> list[str]:
    """Take so many devices for the run of a folder, and return them; none where this machine has none to give.

    Raises
    ------
    Unavailable
        It needs more than this machine has, or than other runs leave.
    """
    devices = there() if count else []
    if not devices:
        return []
    if count > len(devices):
        raise Unavailable(
            f"it needs {count} graphics processors, and this machine has {len(devices)}",
            hint="ask for fewer, with gpu of its pipeline, or run it on another machine",
            code="gpu-missing",
        )
    with exclusive(settings.home() / "locks" / FILE):
        held = _held(folder)
        free = [one for one in devices if one not in held]
        if count > len(free):
            raise Unavailable(
                f"it needs {count} graphics processors, and {len(free)} of {len(devices)} are free",
                hint="let such pipelines wait for one another: stabbur pipelines groups gpu 1, and group = gpu",
                code="gpu-taken",
            )
        with failing("write", folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / FILE).write_text(",".join(free[:count]), encoding="ascii")
    return free[:count]


def _held(own: Path) -> set[str]:
    """Return what runs hold that have not ended."""
    found: set[str] = set()
    for file in (settings.private() / "runs").glob(f"*/{FILE}"):
        if file.parent != own and folders.seen(file.parent).state != ENDED:
            found.update(file.read_text(encoding="ascii").split(","))
    return found
