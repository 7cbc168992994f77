"""What a project may be called: one name for its folder, its package, its kernel and its repository."""

import keyword
import re
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec

from stabbur.errors import BadInput

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SHORTEST, LONGEST = 3, 63
FOLDED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "_": "-", " ": "-", ".": "-", "/": "-", "\\": "-"}
)
# beside the modules that Python lists: its tests, what it had once, and what pip and a build look for
OF_PYTHON = ("test", "python", "pip", "setuptools", "distutils", "imp", "asyncore", "asynchat", "smtpd")
OF_PYTEST = ("conftest", "pytest", "pluggy", "iniconfig")
OF_PROJECTS = (
    "stabbur",
    "src",
    "tests",
    "lib",
    "build",
    "dist",
    "env",
    "venv",
    "vendor",
    "docs",
    "notebooks",
)
# kernels that notebooks of others name: one of ours in their place would start for all of them
OF_JUPYTER = ("python2", "python3", "ir")
SHADOWING = {*sys.stdlib_module_names, *OF_PYTHON, *OF_PYTEST, *OF_PROJECTS, *OF_JUPYTER}


def checked(name: str) -> str:
    """Return the name; BadInput with a name that would do when it can't be one.

    Examples
    --------
    >>> from stabbur.projects.names import checked
    >>> checked("folketall-2021")
    'folketall-2021'
    """
    if not NAME.fullmatch(name):
        told = "lower-case letters, digits and single -, the first a letter"
    elif not SHORTEST <= len(name) <= LONGEST:
        told = f"{SHORTEST} to {LONGEST} characters, and it has {len(name)}"
    elif taken(package_name(name)):
        told = "no word that Python, its tests or a build use themselves, since the code is imported by it"
    else:
        return name
    near = suggested(name) or (suggested(f"{name}-data") if name.strip() else "")
    hint = f"stabbur init {near}" if near else "such as folketall-2021"
    raise BadInput(
        f"'{name}' can't be a project's name: it takes {told}", hint=hint, code="project-name", name=name
    )


def package_name(name: str) -> str:
    """Return the name by which the project's code is imported."""
    return name.replace("-", "_")


def taken(package: str) -> bool:
    """Tell whether a package of that name would hide one that Python or Stabbur needs."""
    return keyword.iskeyword(package) or package in SHADOWING


def installed(name: str) -> bool:
    """Tell whether a package that Stabbur is installed with has that name, or is imported by it."""
    try:
        distribution(name)
    except PackageNotFoundError:
        found = find_spec(package_name(name))
    else:
        return True
    # a project that is worked on lies elsewhere, and may have the name in another folder, too
    return bool(found and found.origin and found.origin.startswith(sysconfig.get_path("purelib")))


def suggested(name: str) -> str:
    """Return the nearest name that would do, or nothing."""
    folded = re.sub(r"[^a-z0-9-]", "", name.strip().lower().translate(FOLDED))
    # a number that stands first goes last: a year, most often
    after = folded.lstrip("-0123456789")
    before = folded.removesuffix(after)
    parts = [one for one in [*after.split("-"), *before.split("-")] if one]
    near = "-".join(parts)[:LONGEST].rstrip("-")
    fits = NAME.fullmatch(near) and len(near) >= SHORTEST and not taken(package_name(near))
    return near if fits else ""
