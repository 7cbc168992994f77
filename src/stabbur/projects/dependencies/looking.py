"""Resolve what a project needs, and look at each new release before anything of it is installed."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from stabbur.errors import BadInput, Unavailable
from stabbur.projects.dependencies import advisories, age, names
from stabbur.projects.dependencies.changes import Release, new, releases
from stabbur.projects.environment import locking
from stabbur.projects.project import Project
from stabbur.settings import Settings

CHECKS = ("name", "age", "advisories")  # whose finding a person may take all the same
ROUNDS = 6  # an older release may draw in another one that is too young


def resolved(
    project: Project,
    settings: Settings,
    before: Sequence[Release],
    *,
    named: Collection[str] = (),
    accept: Collection[str] = (),
    upgrade: Sequence[str] | None = None,
    report: Callable[[str], None] = lambda line: None,
) -> list[Release]:
    """Write the lock and return the releases that are new in it.

    What nobody named is taken in the newest release that is old enough; a named one that is too young is
    refused, since it is the person who knows why.
    """
    older: dict[str, datetime] = {}
    latest = age.oldest_day(settings)
    for _ in range(ROUNDS):
        fresh = _fresh(project, settings, before, upgrade, older)
        for one in fresh:
            names.ruled(one.name, settings, named=False)
        young = [] if "age" in accept else age.young(fresh, settings)
        for one in young:
            if one.name in named or one.name in older:
                raise age.refused(one, settings)
            older[one.name] = latest
            report(
                f"{one.name} {one.version} is {age.told(one)} old: looking for one that has been there longer"
            )
        if not young:
            break
    else:
        raise age.refused(young[0], settings)
    undated = [one.name for one in fresh if not one.uploaded]
    if undated and settings.packages.youngest_days and "age" not in accept:
        report(f"warning: the index does not tell how old these are: {', '.join(undated)}")
    _without_holes(fresh, settings, accept, report)
    return fresh


def _fresh(
    project: Project,
    settings: Settings,
    before: Sequence[Release],
    upgrade: Sequence[str] | None,
    older: dict[str, datetime],
) -> list[Release]:
    try:
        return new(before, releases(locking.resolve(project, settings, upgrade=upgrade, older=older)))
    except BadInput as error:
        if not older:
            raise
        raise BadInput(
            f"{', '.join(older)}: no release that fits is {settings.packages.youngest_days} days old: {error}",
            hint="take the younger one all the same with --accept age",
            code="package-young",
        ) from None


def _without_holes(
    fresh: Sequence[Release], settings: Settings, accept: Collection[str], report: Callable[[str], None]
) -> None:
    try:
        holes = advisories.found(fresh, settings)
    except Unavailable as error:
        report(f"warning: known vulnerabilities were not looked for: {error}")
        return
    for one in holes:
        if "advisories" not in accept:
            raise advisories.refused(one)
        report(f"warning: {one.name} {one.version} has a known vulnerability: {one.id}")
