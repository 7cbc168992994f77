"""Where Stabbur keeps things and where settings are written, in the order in which they count."""

import getpass
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

FILE = "stabbur.toml"
INSTALLATION = Path("/etc/stabbur") / FILE

# the nearest first: what a nearer level says holds
LEVELS = ("environment", "project", "person", "installation", "default")

TEST_PLACE = "STABBUR_TEST_PLACE"
MOST_ABOVE = 200  # processes: more than there ever are, should numbers be given anew while they are read

RESERVED = {
    "STABBUR_HOME": "folder of all that Stabbur keeps on this machine",
    "STABBUR_HUB_URL": "hub whose published things are read and written instead of this machine's",
    "STABBUR_HUB_TOKEN": "token for that hub",
    "STABBUR_RUN": "the run that this process belongs to",
    "STABBUR_RUN_FOLDER": "folder of that run: what it reads and writes is noted there",
    TEST_PLACE: "folder that a test run publishes and writes to instead of anything else",
    "STABBUR_PARAMETERS": "values of a run's parameters, as a JSON object",
    "STABBUR_SCHEDULED_AT": "time for which a run was scheduled",
    "STABBUR_INTERVAL_START": "beginning of the time that a scheduled run is for",
    "STABBUR_INTERVAL_END": "end of the time that a scheduled run is for",
    "STABBUR_PROJECT": "folder of the project whose checks run before a commit",
    "STABBUR_TEST": "1 in Stabbur's own tests: lets STABBUR_FAIL and STABBUR_CLOCK work",
    "STABBUR_FAIL": "a failpoint of Stabbur's own tests",
    "STABBUR_CLOCK": "seconds by which Stabbur's own tests move the clock",
    "STABBUR_TEST_REQUIRE": "servers that the tests may not skip",
    "STABBUR_SOAK": "1: the tests' long loops run whole",
    "STABBUR_SECRET_…": "a secret's value: STABBUR_SECRET_DVH_PASSWORD for `dvh/password`",
}


@dataclass(frozen=True)
class Origin:
    """The place that gave a value."""

    level: str
    file: Path | None = None
    line: int | None = None
    variable: str | None = None

    def __str__(self) -> str:
        if self.variable:
            return f"the environment variable {self.variable}"
        if self.file:
            return f"{self.file} line {self.line}" if self.line else str(self.file)
        return self.level


def home(environ: Mapping[str, str] | None = None) -> Path:
    """Return the one folder of all state on this machine: STABBUR_HOME or the platform's own."""
    given = (os.environ if environ is None else environ).get("STABBUR_HOME")
    return Path(given).expanduser().resolve() if given else Path(platformdirs.user_data_dir("stabbur"))


def private() -> Path:
    """Return the folder that only its owner may open (0700); made when missing."""
    folder = home() / "private"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def place_of_test() -> Path | None:
    """Return the folder that a test run writes to instead of anything else; None outside a test run."""
    # code that empties its environment, or gives a program another one, is in a test run all the same
    given = os.environ.get(TEST_PLACE) or _begun_with(TEST_PLACE)
    return Path(given).absolute() if given else None


@cache
def _begun_with(name: str) -> str:
    """Return a variable as this process, or the nearest above it that has one, was started with it.

    What code did to its own environment since, or left out of that of its children, counts for nothing. What
    left its parent belongs to what supervises the run, which is started with the variable too.
    """
    start, process = f"{name}=".encode(), "self"
    for _ in range(MOST_ABOVE):
        with suppress(OSError), open(f"/proc/{process}/environ", "rb") as file:  # not that of another person
            for one in file.read().split(b"\0"):
                if one.startswith(start) and one != start:
                    return os.fsdecode(one[len(start) :])
        try:
            with open(f"/proc/{process}/stat", "rb") as file:
                # the name of a program may hold blanks and brackets: what follows the last bracket counts
                process = file.read().rpartition(b")")[2].split()[1].decode()
        except (OSError, IndexError):  # a system that does not tell, or what was above is gone
            break
        if process == "0":
            break
    return ""


def local_person() -> str:
    """Return the slug of whoever runs this process."""
    slug = re.sub(r"[^a-z0-9]+", "-", getpass.getuser().lower()).strip("-")
    return slug or "local"


def files(folder: Path, environ: Mapping[str, str], installation: Path) -> list[tuple[str, Path]]:
    """Return the files that hold in a folder with their level, the nearest first."""
    person = home(environ) / FILE
    # a home set by hand is a machine of its own: tests and second installations see nothing of the first
    found = [] if environ.get("STABBUR_HOME") else [("installation", installation)]
    found.insert(0, ("person", person))
    project = project_file(folder)
    if project and project != person.resolve():
        found.insert(0, ("project", project))
    return [(level, file) for level, file in found if file.is_file()]


def project_file(folder: Path) -> Path | None:
    """Return the nearest stabbur.toml upwards; one that a stranger laid in an open folder is passed over."""
    start = folder.resolve()
    for place in (start, *start.parents):
        file = place / FILE
        if file.is_file() and not _strangers(file):
            return file
        # a repository ends here: a file above it is of another project, or of a stranger
        if (place / ".git").exists():
            return None
    return None


def _strangers(file: Path) -> bool:
    open_to_all = file.parent.stat().st_mode & 0o002
    return bool(open_to_all and file.stat().st_uid != os.getuid())
