"""Whether a name may be added: rules of the installation, and names that look like another one."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name

from stabbur.catalogue.distance import distance
from stabbur.errors import BadInput, NotAllowed
from stabbur.settings import Settings

ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "-": None})
PREFIXES = ("python-", "py-")


@cache
def known() -> frozenset[str]:
    """Return names that many use: Stabbur's own packages, and those that statistics and data science live on."""
    text = Path(__file__).with_name("known.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def ruled(name: str, settings: Settings, *, named: bool = True) -> None:
    """Refuse a name that the rules of the installation exclude; what is only drawn in needs no leave of its own."""
    packages = settings.packages
    denied = [rule for rule in packages.deny if fnmatchcase(name, _rule(rule))]
    if denied:
        raise NotAllowed(
            f"'{name}' is not let in here: packages.deny has '{denied[0]}'",
            hint="ask whoever keeps this installation",
            code="package-denied",
            package=name,
        )
    if named and packages.allow and not any(fnmatchcase(name, _rule(rule)) for rule in packages.allow):
        raise NotAllowed(
            f"'{name}' is not among the packages that packages.allow lets in",
            hint="ask whoever keeps this installation",
            code="package-denied",
            package=name,
        )


def distinct(name: str, own: Iterable[str]) -> None:
    """Refuse a name that looks like one that many use, or one that the project has.

    Raises
    ------
    BadInput
        It does; the hint has the name that it looks like.
    """
    trusted = known() | {canonicalize_name(one) for one in own}
    near = looks_like(name, trusted)
    if near:
        raise BadInput(
            f"'{name}' looks like '{near}', which is another package",
            hint=f"stabbur add {near}, or if the other one is meant: stabbur add {name} --accept name",
            code="package-alike",
            package=name,
            near=near,
        )


def looks_like(name: str, trusted: Iterable[str]) -> str:
    """Return the trusted name that another one could be taken for, or nothing.

    Examples
    --------
    >>> from stabbur.projects.dependencies.names import known, looks_like
    >>> looks_like("reqeusts", known())
    'requests'
    >>> looks_like("requests", known())
    ''
    """
    trusted = set(trusted)
    if name in trusted:
        return ""
    folded = _folded(name)
    near = [(_slips(name, folded, other), other) for other in trusted]
    return min((one for one in near if one[0] >= 0), default=(0, ""))[1]


def _slips(name: str, folded: str, other: str) -> int:
    """Return how far a name is from another; -1 when nobody takes one for the other."""
    if folded == _folded(other):
        return 0
    most = 0 if len(other) < 4 else 1 if len(other) < 9 else 2
    found = distance(name, other, most) if most else 1
    return found if found <= most else -1


def _folded(name: str) -> str:
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name.translate(ALIKE)


def _rule(rule: str) -> str:
    # a * stays: canonicalize_name leaves it
    return canonicalize_name(rule)
