"""The programs that a repository's own settings give git for its files: in a folder that was copied, a stranger's."""

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

OWN = {
    "filter.stabbur-notebook.clean": Path(__file__).parents[1] / "notebooks" / "stripping.py",
    "filter.stabbur-lock.clean": Path(__file__).with_name("lock.py"),
}
ASKED = ("config", "--show-scope", "--null", "--get-regexp", r"^filter\.")
OF_REPOSITORY = ("local", "worktree")
PROGRAMS = ("clean", "smudge", "process")


def instead(listed: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return variables by which git runs no filter that only the repository itself names.

    `listed` is what git says when it is `ASKED`. A filter that the person or the machine has set up is
    run as they say, and Stabbur's own from where Stabbur is installed: what lies in .git came with the copy.
    """
    told = list(_told(listed))
    others = {key: value for scope, key, value in told if scope not in OF_REPOSITORY}
    given = {}
    for key in dict.fromkeys(key for scope, key, _ in told if scope in OF_REPOSITORY):
        name, _, what = key.rpartition(".")
        if key in OWN:
            given[key] = shlex.join([sys.executable, "-I", "-S", str(OWN[key])])
        elif f"{name}.clean" in OWN and what in PROGRAMS:
            given[key] = "cat" if what == "smudge" else ""
        elif what in PROGRAMS:
            given[key] = others.get(key, "")
            if not given[key]:
                given[f"{name}.required"] = others.get(f"{name}.required", "false")
    return _variables(given.items(), environ)


def _told(listed: str) -> Iterator[tuple[str, str, str]]:
    # scope NUL key LF value NUL, again and again
    parts = listed.split("\0")
    for scope, pair in zip(parts[::2], parts[1::2], strict=False):
        key, _, value = pair.partition("\n")
        yield scope, key, value


def _variables(given: Iterable[tuple[str, str]], environ: Mapping[str, str]) -> dict[str, str]:
    """Return settings as variables: git's -c can't name a filter that has a = in its name."""
    before = environ.get("GIT_CONFIG_COUNT", "")
    first = int(before) if before.isdigit() else 0
    made: dict[str, str] = {}
    for number, (key, value) in enumerate(given, start=first):
        made |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        made["GIT_CONFIG_COUNT"] = str(number + 1)
    return made
