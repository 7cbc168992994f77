"""Work out what an entry needs before it runs: its commit, its environment, its values; then become its program."""

import json
import sys
from pathlib import Path
from typing import Any

from stabbur import settings as all_settings
from stabbur.errors import NotFound, StabburError
from stabbur.projects.project import Project, named
from stabbur.runs.execution import checkout, environments, start, told
from stabbur.runs.execution.commands import Command, command
from stabbur.runs.parameters import entry as entries
from stabbur.runs.parameters.checking import check
from stabbur.runs.parameters.entry import Entry, look


def main(folder: Path) -> int:
    """Become the program of a run; return an exit code only where that can't be."""
    job: start.Job = json.loads((folder / "job.json").read_bytes())
    try:
        made, variables, root = prepare(job, folder)
    except StabburError as error:
        told.refused(folder, error)
        return error.exit_code
    start.become(made.words, str(root), variables | made.environ)
    return 1


def prepare(job: start.Job, folder: Path) -> tuple[Command, dict[str, str], Path]:
    """Return what runs the entry of a job, with its variables and the folder where it runs.

    Raises
    ------
    StabburError
        The commit, the entry or the environment is not to be had; the message says which.
    """
    origin = Path(job["project"])
    if not (origin / "pyproject.toml").is_file():
        raise NotFound(
            f"the project '{origin}' is not there any more: it has no pyproject.toml",
            hint="bring it back, or run what is there now",
            code="project-missing",
            path=str(origin),
        )
    project = Project(origin, named(origin / "pyproject.toml"))
    settings, root, commit = all_settings.load(origin), origin, None
    if job.get("commit"):
        commit = checkout.known(project, str(job["commit"]))
        root = checkout.checkout(project, commit, folder)
        environment = environments.of_commit(project, root, settings, say)
    else:
        environment = environments.of_tree(project, settings, say)
    name = str(job["entry"])
    entry = _entry(name, root, origin, commit)
    values = check(entry.parameters, job.get("parameters") or {}, of=name)
    # a commit's own code comes before what is installed, which may be that of the folder as it is now
    sources = [str(root / "src")] if job.get("commit") and (root / "src").is_dir() else []
    variables = start.environ(job, str(folder), str(environment), *sources)
    made = command(entry, values, job, folder, root, variables["PATH"])
    prepared = {
        "root": str(root),
        "environment": str(environment),
        "values": _typed(entry, values, root),
        "kernel": made.kernel,
        "environ": made.environ,
        "commit": commit,
        "script": (root / entry.path).relative_to(folder / "work").as_posix() if commit else None,
    }
    told.put(folder / "prepared.json", json.dumps(prepared, ensure_ascii=False))
    return made, variables, root


def _entry(name: str, root: Path, origin: Path, commit: str | None) -> Entry:
    """Return the entry as the run has it; of one that lies in the folder alone the error says so."""
    try:
        return look(name, lambda path: (root / path).read_bytes() if (root / path).is_file() else None)
    except NotFound:
        if not commit or not (origin / name).is_file():
            raise
        raise checkout.has_not(name, commit) from None


def say(line: str) -> None:
    """Tell a step in the run's log."""
    print(line, flush=True)


def _typed(entry: Entry, values: dict[str, Any], root: Path) -> dict[str, list[Any]]:
    """Return each value with its type, and the lines of a script between which its name is a parameter."""
    kinds = {one.name: "" if one.text else one.type for one in entry.parameters}
    lines = range(0)
    if entry.kind == "python" and values:
        lines = entries.cell_lines((root / entry.path).read_text(encoding="utf-8", errors="replace"))
    return {name: [kinds[name], one, [lines.start, lines.stop]] for name, one in values.items()}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
