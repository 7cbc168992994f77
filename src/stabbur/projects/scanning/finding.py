"""What the look before a commit finds, and what to do about each kind of it."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

KINDS = {
    "secret": "what opens a door: passwords, tokens, keys",
    "personal": "a national identity number, or a column that points at persons",
    "data": "a file of data",
    "large": "a file that every clone would fetch for ever",
    "output": "what a notebook printed",
    "conflict": "the marks of a merge that is not settled",
}
MOST_ALIKE = 3  # of one kind in one file are shown line by line
ALLOW = "[tool.stabbur.scan] allow = [{entry}] in pyproject.toml"


@dataclass(frozen=True)
class Finding:
    """One thing that should not be committed: never with the secret itself.

    Attributes
    ----------
    path
        The file, as git names it.
    place
        Where in the file, such as `line 4` or `cell 3, line 1`; empty when it is the file as a whole.
    kind
        One of `KINDS`.
    found
        What it is.
    cure
        What to do about it, with commands to paste.
    """

    path: str
    place: str
    kind: str
    found: str
    cure: str = ""


def folded(found: Iterable[Finding]) -> list[dict[str, str]]:
    """Return a line for each finding; of many of one kind in one file the first few and how many more there are.

    Examples
    --------
    >>> from stabbur.projects.scanning.finding import Finding, folded
    >>> folded([Finding("a.csv", f"line {at}", "personal", "a number") for at in range(1, 8)])[-1]
    {'file': 'a.csv', 'place': 'and 4 more', 'found': 'personal: a number'}
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.path, one.kind, one.found), []).append(one)
    lines = []
    for (path, kind, what), some in groups.items():
        shown = some if len(some) <= MOST_ALIKE + 1 else some[:MOST_ALIKE]
        places = [one.place for one in shown]
        places += [f"and {len(some) - len(shown)} more"] if len(some) > len(shown) else []
        lines += [{"file": path, "place": place, "found": f"{kind}: {what}"} for place in places]
    return lines


def cure(kind: str, path: str, remove: str) -> str:
    """Return what to do about a finding; `remove` is the command that takes the file out of git.

    Examples
    --------
    >>> from stabbur.projects.scanning.finding import cure
    >>> print(cure("personal", "notes.md", "git restore --staged --"))
    git restore --staged -- notes.md and take the number out; if it is none: # stabbur: allow personal on the line
    """
    name = shlex.quote(path)
    entry = f'"{path}"' if '"' not in path and "\n" not in path else "its path"
    out = f"{remove} {name}" if remove else f"move {name} elsewhere"
    allow = ALLOW.format(entry=entry)
    if kind == "secret":
        return (
            f"{out}, take the value out, keep it with: stabbur secrets set NAME, and change it where it"
            " has left this machine; if it is none: # stabbur: allow secret on the line"
        )
    if kind == "personal":
        return f"{out} and take the number out; if it is none: # stabbur: allow personal on the line"
    if kind == "output":
        return (
            f"stabbur build, then git add --renormalize {name}; to keep what a notebook prints:"
            f" -filter for it in .gitattributes, or {allow}"
        )
    if kind == "conflict":
        kept = ALLOW.format(entry=entry.replace('"', '"conflict:', 1))
        return (
            f"choose between the lines marked <<<<<<< and >>>>>>> in {name}, take the marks away, then git add"
            f" {name}; if they belong there: {kept}"
        )
    if kind == "large":
        return f"{out}; publish it, or keep it in a bucket; if it is to lie in git: {allow}"
    return f"{out}; data belong in data/, which git leaves alone, or in a bucket; if it is to lie in git: {allow}"


def advice(found: Iterable[Finding]) -> Iterator[str]:
    """Yield what to do about findings, once for each kind; of several files FILE stands for each."""
    kinds: dict[str, dict[str, str]] = {}
    for one in found:
        kinds.setdefault(one.kind, {})[one.path] = one.cure
    for kind, cures in kinds.items():
        path, told = next(iter(cures.items()))
        yield f"{kind}: {told if len(cures) == 1 else told.replace(shlex.quote(path), 'FILE').replace(path, 'FILE')}"
