"""An executable notebook: with the lock that it was written for and the project's own code, run by papermill alone."""

import json
import re
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from stabbur.packages.regular import need_regular
from stabbur.projects.environment.uv import uv
from stabbur.projects.notebooks.stripping import stripped
from stabbur.projects.project import Project
from stabbur.runs.artefacts import scripts
from stabbur.settings import Settings

LOCK = "requirements.txt"
NOTEBOOK = "notebook.ipynb"
KERNEL = {"python": "python3", "r": "ir"}  # what the kernels of ipykernel and IRkernel are called
LOCAL = re.compile(r"^(?P<path>\.{0,2}/?[^\s;@#]+\.whl)(?P<rest>(?:\s.*)?)$")
README = """# Executable notebook

`{notebook}` runs in an environment of exactly `requirements.txt`, which is locked with hashes:

    uv venv environment
    uv pip sync --require-hashes --python environment requirements.txt
    environment/bin/python -m ipykernel install --prefix environment
    JUPYTER_PATH="$PWD/environment/share/jupyter" uvx papermill {notebook} out.ipynb

Papermill is not in the lock and does not come into that environment: it stands beside, and starts its kernel.
"""


def environment(project: Project, settings: Settings, place: Path) -> None:
    """Write a lock with hashes of all that a project needs, its own code and wheels beside it.

    Raises
    ------
    StabburError
        The project's code can't be packed, or a wheel that it names is not there.
    """
    words = ("export", "--frozen", "--all-groups", "--no-emit-project", "--no-header", "--no-annotate")
    lines = []
    for line in uv(project.root, *words, settings=settings).splitlines():
        found = LOCAL.match(line)
        lines.append(_beside(project, place, found) if found else line)
    if (project.root / "src").is_dir():
        with tempfile.TemporaryDirectory(dir=place) as made:
            uv(project.root, "build", "--wheel", "--offline", "--out-dir", made, settings=settings)
            for wheel in sorted(Path(made).glob("*.whl")):
                lines.append(f"./code/{wheel.name} \\\n    --hash=sha256:{_taken(wheel, place)}")
    (place / LOCK).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _beside(project: Project, place: Path, found: re.Match[str]) -> str:
    """Copy a wheel of the project, and return its line in the lock."""
    file = (project.root / found["path"]).resolve()
    if not file.is_relative_to(project.root.resolve()):
        return found[0]  # not this project's: whoever runs it must have it, too
    need_regular(file)
    _taken(file, place)
    return f"./code/{file.name}{found['rest']}"


def _taken(wheel: Path, place: Path) -> str:
    (place / "code").mkdir(exist_ok=True)
    shutil.copyfile(wheel, place / "code" / wheel.name)
    return sha256(wheel.read_bytes()).hexdigest()


def executable(raw: bytes) -> bytes:
    """Return a notebook that runs anywhere: without outputs, and with the kernel that its lock brings."""
    found: dict[str, Any] = json.loads(stripped(raw))
    language = scripts.language(found)
    kernel = KERNEL.get(language, language)
    found["metadata"]["kernelspec"] = {"display_name": kernel, "language": language, "name": kernel}
    return (json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def packed(notebook: Path, shared: Path, place: Path) -> None:
    """Write an executable notebook into a folder, with the lock and code of its project."""
    shutil.copytree(shared, place, dirs_exist_ok=True)
    (place / NOTEBOOK).write_bytes(executable(notebook.read_bytes()))
    (place / "README.md").write_text(README.format(notebook=NOTEBOOK), encoding="utf-8")
