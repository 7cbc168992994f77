"""A kernel inside of a project's environment: for a second clone, whose name another one has on this machine."""

from pathlib import Path

from stabbur.projects.kernels import specs
from stabbur.projects.project import Project


def folder(project: Project) -> Path:
    """Return the folder of kernels that only this project's own JupyterLab looks into."""
    return project.environment / "share" / "jupyter"


def install(project: Project) -> None:
    """Write a kernel that nobody else sees, so that it is in nobody's way."""
    specs.put(folder(project), project, project.name, specs.argv(project), language="python")
