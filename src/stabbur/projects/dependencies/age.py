"""How old a release is: what was laid into the index yesterday nobody has looked at yet."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from stabbur.errors import BadInput
from stabbur.projects.dependencies.changes import Release
from stabbur.settings import Settings


def young(releases: Iterable[Release], settings: Settings) -> list[Release]:
    """Return the releases that are younger than the settings take; one of unknown age is not among them."""
    latest = oldest_day(settings)
    if not settings.packages.youngest_days:
        return []
    return [one for one in releases if one.uploaded and one.uploaded > latest]


def oldest_day(settings: Settings) -> datetime:
    """Return the time before which a release must have been there."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=settings.packages.youngest_days)


def told(release: Release) -> str:
    """Return how long a release has been in the index, in words."""
    days = (datetime.now(UTC) - release.uploaded).days if release.uploaded else 0
    return "1 day" if days == 1 else f"{max(days, 0)} days"


def refused(release: Release, settings: Settings) -> BadInput:
    """Return the error for a release that is too young."""
    return BadInput(
        f"'{release.name}' {release.version} is {told(release)} old, "
        f"and packages.youngest_days takes none under {settings.packages.youngest_days}",
        hint=f"stabbur add '{release.name}<{release.version}', or take it all the same with --accept age",
        code="package-young",
        package=release.name,
        version=release.version,
    )
