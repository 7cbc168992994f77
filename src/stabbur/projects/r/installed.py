"""What R has on this machine: its version, its libraries, and the packages in them."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from stabbur.errors import Unavailable
from stabbur.projects.project import Project
from stabbur.projects.r.dependencies import LIBRARY
from stabbur.projects.running import run

DEBIAN = "apt-get install r-base-core r-cran-irkernel r-cran-jsonlite r-cran-bit64"
FIELDS = ("Package", "Version", "Priority", "Depends", "Imports", "LinkingTo", "Repository", "LibPath")
REMOTE = ("RemoteType", "RemoteHost", "RemoteUsername", "RemoteRepo", "RemoteRef", "RemoteSha")
BETWEEN, AFTER = "\x1f", "\x1e"
# written so that nothing of the cloned project runs: neither its .Rprofile nor its .Renviron is read
CODE = """
words <- commandArgs(TRUE); .libPaths(words[1]); fields <- strsplit(words[2], ",")[[1]]
found <- installed.packages(fields = fields, noCache = TRUE)[, fields, drop = FALSE]
found[is.na(found)] <- ""
rows <- c(
  paste(R.version$major, R.version$minor, sep = "."), paste(.libPaths(), collapse = "\\x1f"),
  apply(gsub("[\\x1e\\x1f[:space:]]+", " ", found), 1, paste, collapse = "\\x1f")
)
cat(enc2utf8(rows), sep = "\\x1e")
"""


@dataclass(frozen=True)
class Package:
    """An installed package, as its DESCRIPTION says."""

    name: str
    version: str
    priority: str
    requirements: tuple[str, ...]
    repository: str
    remote: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> bool:
        """Whether it comes with every R."""
        return self.priority == "base"


@dataclass(frozen=True)
class Installed:
    """R's version, the folders it looks for packages in, and what lies there; the first folder wins."""

    version: str
    libraries: tuple[Path, ...]
    packages: dict[str, Package]


def library(project: Project) -> Path:
    """Return the folder of the packages that are the project's own."""
    return project.root / LIBRARY


def program(name: str = "R") -> Path:
    """Return R's program.

    Raises
    ------
    Unavailable
        R is not installed.
    """
    found = shutil.which(name)
    if found is None:
        raise Unavailable(
            "this project needs R, and there is no R here", hint=DEBIAN, code="program-missing", program=name
        )
    return Path(found)


def read(project: Project) -> Installed:
    """Return what R has for a project: its own library, and below it those of the machine.

    Raises
    ------
    Unavailable
        R is not installed.
    """
    library(project).mkdir(exist_ok=True)
    words: list[str | Path] = [
        program("Rscript"),
        "--no-init-file",
        "-e",
        CODE,
        library(project),
        ",".join((*FIELDS, *REMOTE)),
    ]
    said = run(words, folder=Path(project.root.anchor), environ={"R_DEFAULT_PACKAGES": "utils"}, hint=DEBIAN)
    version, libraries, *rows = said.strip(AFTER).split(AFTER)
    found: dict[str, Package] = {}
    for row in rows:
        one = package(dict(zip((*FIELDS, *REMOTE), row.split(BETWEEN), strict=True)))
        found.setdefault(one.name, one)
    return Installed(version, tuple(map(Path, libraries.split(BETWEEN))), found)


def package(about: dict[str, str]) -> Package:
    """Return a package by the fields of its DESCRIPTION."""
    needs = ",".join(about[name] for name in ("Depends", "Imports", "LinkingTo"))
    names = {part.split("(")[0].strip() for part in needs.split(",")}
    remote = {name: about[name].strip() for name in REMOTE if about[name].strip()}
    return Package(
        name=about["Package"].strip(),
        version=about["Version"].strip(),
        priority=about["Priority"].strip(),
        requirements=tuple(sorted(names - {""})),
        repository=about["Repository"].strip(),
        remote=remote,
    )


def lacking(have: Installed) -> list[str]:
    """Return the packages that every R project needs and this machine lacks."""
    return [name for name in ("IRkernel", "bit64", "jsonlite") if name not in have.packages]


def advice(name: str) -> str:
    """Return how a package is had: from Debian, or into the project's own library."""
    return (
        f"apt-get install r-cran-{name.lower()}, or in the project: Rscript -e 'install.packages(\"{name}\")'"
    )
