"""A build inside of a run: what the shim starts for the purpose `build`, from a checkout of the commit that is built."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.project import Project, named
from stabbur.runs.artefacts import building, versions
from stabbur.runs.execution import checkout, environments, told
from stabbur.runs.execution.start import Job
from stabbur.settings.places import TEST_PLACE
from stabbur.settings.reading import load
from stabbur.settings.runs import Artefacts

FOLDER = "artefacts"


def main(folder: Path) -> int:
    """Build what the job in a folder names into the folder's artefacts/; 0 where every part is well."""
    job: Job = json.loads((folder / "job.json").read_bytes())
    try:
        origin = Path(str(job["project"]))
        project = Project(origin, named(origin / "pyproject.toml"))
        known = load(origin)
        commit = str(job.get("commit") or "")
        built = project
        if commit:
            commit = checkout.known(project, commit)
            root = checkout.checkout(project, commit, folder)
            known = known.model_copy(update={"artefacts": declared(root)})
            kept = environments.where(project, root)
            built = environments.AtCommit(root, named(root / "pyproject.toml"), project, kept)
        with testing(folder / "test"):
            result = building.build(built, known, folder / FOLDER, commit=commit, report=say)
        for one in versions.keep(replace(result, project=project.name), folder / FOLDER, known):
            say(f"executable '{one.of}' is version {one.number}{'' if one.new else ', as before'}")
    except StabburError as error:
        told.refused(folder, error)
        return error.exit_code
    finally:
        shutil.rmtree(folder / "work", ignore_errors=True)
    if result.failed:
        told.because(folder, result.told())
        return 1
    return 0


@contextmanager
def testing(place: Path) -> Iterator[None]:
    """Let what a build runs publish and write to a place of its own; what is built goes where it belongs."""
    # tests and stories run code that may publish: what they do is looked at by nobody before it counts
    os.environ[TEST_PLACE] = str(place)
    try:
        yield
    finally:
        del os.environ[TEST_PLACE]


def declared(root: Path) -> Artefacts:
    """Return what a commit's own stabbur.toml says is built; its other settings are those of the project as it is.

    So a branch that anybody may push has no say about sources, secrets and where packages come from.
    """
    return load(root).artefacts


def say(line: str) -> None:
    """Tell a step in the run's log."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
