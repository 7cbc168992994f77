"""A notebook of a project as a person names it: by a path, or by the name that it has in notebooks/."""

from pathlib import Path

from stabbur.errors import BadInput, NotFound
from stabbur.projects.project import Project


def named(project: Project, notebook: Path, folder: Path) -> Path:
    """Return the notebook that is meant: seen from a folder, from the project, or from its notebooks/.

    Raises
    ------
    NotFound
        There is none; the message names those that there are.
    BadInput
        It lies outside of the project.
    """
    places = [folder / notebook, project.root / notebook, project.root / "notebooks" / notebook]
    file = next((place.resolve() for place in places if place.is_file()), None)
    if file is None:
        names = sorted(str(one.relative_to(project.root)) for one in project.root.glob("notebooks/*.ipynb"))
        raise NotFound(
            f"there is no notebook '{notebook}': there are {', '.join(names) or 'none'}",
            hint="a path is seen from the folder that you stand in",
            code="notebook-missing",
            path=str(notebook),
        )
    if not file.is_relative_to(project.root):
        raise BadInput(
            f"'{file}' lies outside of the project '{project.root}'",
            hint="go into its own project, or copy it to notebooks/",
            code="notebook-outside",
            path=str(file),
        )
    return file
