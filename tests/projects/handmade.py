"""A project written by hand, as small as one can be: what builds it is looked at, not what starts it."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from stabbur.projects.environment import vendor
from stabbur.projects.project import Project

TOML = """[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = {needs}

[dependency-groups]
dev = {dev}

[build-system]
requires = ["uv_build>=0.9"]
build-backend = "uv_build"
{sources}"""
IGNORED = ".venv*/\nvendor/\n"


def written(
    folder: Path,
    name: str = "folketall",
    *,
    needs: Sequence[str] = (),
    dev: Sequence[str] = ("ipykernel",),
    git: bool = True,
) -> Project:
    """Write a project into a folder that is made, with a repository of its own if wished."""
    root = folder / name
    project = Project(root, name)
    (root / "src" / project.package).mkdir(parents=True)
    (root / "src" / project.package / "__init__.py").touch()
    (root / "notebooks").mkdir()
    (root / "stabbur.toml").touch()
    (root / ".gitignore").write_text(IGNORED)
    needing(project, needs=needs, dev=dev)
    if git:
        committed(root, "Begin", init=True)
    return project


def needing(project: Project, *, needs: Sequence[str] = (), dev: Sequence[str] = ("ipykernel",)) -> None:
    """Say what a project needs; `stabbur` among it is this one's own wheel."""
    wheel = vendor.vendored(project) if "stabbur" in needs else ""
    sources = f'\n[tool.uv.sources]\nstabbur = {{ path = "vendor/{wheel}" }}\n' if wheel else ""
    listed = {"needs": json.dumps(list(needs)), "dev": json.dumps(list(dev))}
    text = TOML.format(name=project.name, sources=sources, **listed)
    (project.root / "pyproject.toml").write_text(text)


def committed(root: Path, message: str, *, init: bool = False) -> None:
    """Commit all that stands in a folder, past every hook."""
    if init:
        asked(root, "init", "-q", "-b", "main")
    asked(root, "add", "-A")
    who = ("-c", "user.name=Kari", "-c", "user.email=kari@example.org")
    asked(root, *who, "commit", "-q", "--no-verify", "--allow-empty", "-m", message)


def asked(root: Path, *words: str) -> str:
    """Return what git said."""
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


def environment(project: Project) -> Path:
    """Make what looks like an environment, with nothing that starts."""
    project.programs.mkdir(parents=True)
    (project.environment / "pyvenv.cfg").touch()
    project.python.touch(mode=0o755)
    return project.environment


def versions(project: Project) -> set[str]:
    """Return what is installed in a project's environment, each with its version."""
    return {one.name for one in project.environment.glob("lib/python*/site-packages/*.dist-info")}
