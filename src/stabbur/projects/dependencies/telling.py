"""Tell what became of a need where no package came or went: pyproject.toml may have changed all the same."""

from collections.abc import Callable, Collection, Mapping, Sequence

from stabbur.projects.dependencies import declaring
from stabbur.projects.dependencies.changes import Change, needing
from stabbur.projects.dependencies.wanted import Wanted
from stabbur.projects.environment import locking
from stabbur.projects.project import Project

Report = Callable[[str], None]
FEW = 3  # names in a line


def added(
    asked: Sequence[Wanted],
    written: Sequence[Wanted],
    stood: Mapping[str, str],
    changes: Sequence[Change],
    report: Report,
) -> None:
    """Tell of each need that was asked for and installed nothing."""
    new, changed = {one.name for one in written}, {one.name for one in changes}
    for one in asked:
        if one.name not in new:
            report(f"pyproject.toml asks for '{stood[one.name]}' already, and that stays as it is")
        elif one.name not in changed and one.name in stood:
            report(f"'{one.name}' changed in pyproject.toml; what is installed fits it")
        elif one.name not in changed:
            report(f"'{one.name}' added to pyproject.toml; it was installed already")


def removed(project: Project, gone: Collection[str], report: Report) -> None:
    """Tell of each need that was taken out and is in the environment still, with whatever needs it."""
    lock = (project.root / locking.FILE).read_text(encoding="utf-8")
    own = declaring.declared(project.root / "pyproject.toml")
    for name in gone:
        users = needing(lock, name)
        if users is None:
            continue
        # first what the person knows, since it stands in pyproject.toml
        users = sorted(users, key=lambda one: (one not in own, one))
        more = f" and {len(users) - FEW} more" if len(users) > FEW else ""
        whom = f"{', '.join(users[:FEW])}{more} need{'s' if len(users) == 1 else ''} it"
        report(f"'{name}' taken out of pyproject.toml; it stays in the environment, since {whom}")
