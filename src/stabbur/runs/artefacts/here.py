"""Build a project's artefacts at the prompt, from its working tree, and keep its executables by version."""

from typing import Any

from stabbur import settings
from stabbur.projects.git.command import answer
from stabbur.projects.project import Project
from stabbur.runs.artefacts import building, versions
from stabbur.runs.artefacts.values import Report

FOLDER = ("build", "artefacts")


def made_here(project: Project, *, report: Report = building.silent) -> dict[str, Any]:
    """Build the artefacts of a project into its build/artefacts/, and return what came of it, as JSON has it.

    Raises
    ------
    BadInput
        A pattern of the settings leads out of the project.
    Unavailable
        The folder or the bucket can't be written.
    """
    known = settings.load(project.root)
    place = project.root.joinpath(*FOLDER)
    commit = answer(project.root, "rev-parse", "HEAD") or ""
    changed = answer(project.root, "status", "--porcelain", "--", ".") if commit else ""
    if changed:
        report("the working tree is built, and differs from what is committed")
    result = building.build(project, known, place, commit="" if changed else commit, report=report)
    kept = versions.keep(result, place, known)
    for one in kept:
        report(f"executable '{one.of}' is version {one.number}{'' if one.new else ', as before'}")
    report(f"artefacts of '{project.name}': {result.told()}: {place}")
    return {
        "parts": result.described()["parts"],
        "failed": [f"{part.kind}: {part.of}" for part in result.failed],
        "versions": {one.of: one.number for one in kept},
        "artefacts": str(place),
    }
