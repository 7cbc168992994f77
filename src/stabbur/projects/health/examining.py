"""Look at a project with every check, and mend what can be mended where that is wished."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from stabbur.errors import StabburError
from stabbur.projects.health import files, git_settings, in_r, packages
from stabbur.projects.health.finding import Finding
from stabbur.projects.project import Project
from stabbur.secrets import mask
from stabbur.settings import Settings

Check = Callable[[Project, Settings], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    # what is mended by an earlier one is well when a later one looks
    packages.lock,
    files.hook,
    packages.environment,
    packages.python,
    packages.vulnerable,
    files.kernel,
    in_r.r,
    files.tracked,
    files.template,
    files.disk,
    git_settings.person,
    git_settings.line_ends,
    git_settings.pulling,
    git_settings.first_branch,
    git_settings.helpers,
    git_settings.addresses,
)


# what takes seconds, so that whoever waits is told of it
SLOW: dict[Check, str] = {
    packages.lock: "whether the lock fits pyproject.toml",
    packages.vulnerable: "known holes of the locked packages",
    files.kernel: "the kernel, which is started once",
    files.tracked: "the files that git has",
}


def examine(
    project: Project,
    known: Settings,
    *,
    mend: bool = False,
    checks: tuple[Check, ...] = CHECKS,
    report: Callable[[str], object] = str,
) -> Iterator[Finding]:
    """Yield the findings of all checks; one that fails is itself a finding.

    With `mend` each finding that can be mended is, and says what stood there before and what does now.
    `report` is told what is looked at or mended when that takes seconds.
    """
    for check in checks:
        try:
            if check in SLOW:
                report(f"looking at {SLOW[check]}")
            for found in check(project, known):
                if mend and found.mend:
                    report(f"mending {found.check}: {found.mend.before}")
                yield mended(found) if mend and found.mend else found
        except StabburError as error:
            yield Finding(check.__name__, "problem", mask(str(error)), error.hint or "stabbur report")
        except Exception as error:  # noqa: BLE001 (a broken project is what this looks for)
            told = f"the check failed: {type(error).__name__}"
            yield Finding(check.__name__, "problem", told, "stabbur report")


def mended(found: Finding) -> Finding:
    """Mend a finding, and return what changed, or why it could not be."""
    if found.mend is None:
        return found
    try:
        found.mend.make()
    except StabburError as error:
        told = f"{found.found}; it could not be mended: {mask(str(error))}"
        return replace(found, status="problem", found=told, cure=error.hint or found.cure)
    return replace(found, status="mended", found=f"{found.mend.before} → {found.mend.after}", cure="")
