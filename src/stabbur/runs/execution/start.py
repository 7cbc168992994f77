"""What a shim starts: `python -I -S start.py FOLDER` hands over to the entry's own program, at once where it can.

It takes only what Python has, and little of that: whatever is loaded here, each run waits for.
"""

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself takes a tenth of the time that all of this has
    from typing import Any

SEEN = "stabbur-seen.json"
INSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.py")
Job = dict[str, "Any"]


def main(folder: str) -> None:
    """Become the program of a run."""
    with open(f"{folder}/job.json", "rb") as file:
        job: Job = json.loads(file.read())
    root = str(job["project"])
    words = None if job.get("commit") or not settled(root) else direct(job, folder)
    if words is None or job.get("purpose") == "build":
        inside = "artefacts.inside" if job.get("purpose") == "build" else "execution.preparing"
        words = [str(job["python"]), "-I", "-m", f"stabbur.runs.{inside}", folder]
    become(words, root if os.path.isdir(root) else folder, environ(job, folder, f"{root}/.venv"))


def become(words: list[str], cwd: str, variables: dict[str, str]) -> None:
    """Put a program in the place of this process."""
    os.chdir(cwd)
    os.execvpe(words[0], words, variables)  # noqa: S606 (a list, no shell)


def direct(job: Job, folder: str) -> list[str] | None:
    """Return the program of an entry for which nothing has to be worked out; None of any other."""
    root, entry = str(job["project"]), str(job["entry"])
    file = f"{root}/{entry}"
    suffix = os.path.splitext(entry)[1].lower()
    if suffix == ".ipynb" and os.path.exists(file):
        return notebook(job, folder)
    if job.get("parameters"):
        return None
    if suffix == ".py" and os.path.exists(file):
        return [f"{root}/.venv/bin/python", file]
    if ":" in entry and not os.path.exists(file):
        return [f"{root}/.venv/bin/python", INSIDE, folder]
    return None


def notebook(job: Job, folder: str) -> list[str]:
    """Return what runs a notebook: this Stabbur's Python, and the project's own as its kernel."""
    return [str(job["python"]), "-I", "-m", "stabbur.runs.execution.notebook", folder]


def environ(job: Job, folder: str, environment: str, *sources: str) -> dict[str, str]:
    """Return the variables of an entry: which run it is, what it is for, and the programs of its environment."""
    given = {key: value for key, value in os.environ.items() if key not in ("PYTHONHOME", "PYTHONPATH")}
    told = {
        "STABBUR_HOME": job.get("home"),
        "STABBUR_RUN_FOLDER": folder,
        "STABBUR_PARAMETERS": json.dumps(job.get("parameters") or {}),
        "PYTHONUNBUFFERED": "1",  # its log is read while it runs
    }
    own = {
        "PYTHONPATH": os.pathsep.join(sources),
        "VIRTUAL_ENV": environment,
        "PATH": os.pathsep.join([f"{environment}/bin", given.get("PATH", os.defpath)]),
    }
    first = {key: str(value) for key, value in told.items() if value}
    return first | given | {key: value for key, value in own.items() if value}


def settled(root: str) -> bool:
    """Tell whether all that an environment is made of is as it was when somebody looked at it last."""
    try:
        with open(f"{root}/.venv/{SEEN}", "rb") as file:
            seen = json.loads(file.read())
        return bool(seen) and all(stamp(path) == was for path, was in seen.items())
    except (OSError, ValueError, AttributeError):
        return False


def stamp(path: str) -> list[int]:
    """Return what changes when a file is written or replaced; nothing where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return []
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


if __name__ == "__main__":
    main(sys.argv[1])
