"""A template rendered into the folder of a project, by Copier without its unsafe parts."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import copier
from copier.errors import CopierError
from jinja2 import TemplateError

from stabbur.errors import BadInput, StabburError
from stabbur.projects.templating import answers as kept
from stabbur.projects.templating import notebooks
from stabbur.projects.templating.shipped import ABOUT, FOLDER, Template, files, layers, named, templates

__all__ = ["Template", "render", "templates"]

SETTINGS = "_templates_suffix: .jinja\n_exclude: [copier.yml, /_parts]\n"


def render(template: str, folder: Path, answers: Mapping[str, Any], *, source: Path = FOLDER) -> None:
    """Write a template's files into an empty folder.

    Parameters
    ----------
    template
        The template's name.
    folder
        An empty folder, which becomes the root of the project.
    answers
        At least `name`; what is left out gets what most projects want.
    source
        The folder of templates: Stabbur's own when left out.

    Raises
    ------
    NotFound
        There is no template of that name.
    BadInput
        An answer is none of those that there are, the folder has files, or the template has a link or
        writes out of the folder.

    Examples
    --------
    >>> from pathlib import Path
    >>> from stabbur.projects.templating.rendering import render
    >>> Path("folketall").mkdir()
    >>> render("package", Path("folketall"), {"name": "folketall"})
    >>> Path("folketall/src/folketall/__init__.py").is_file()
    True
    """
    named(template, source)
    found = kept.completed(template, answers, source)
    need_empty(folder)
    with tempfile.TemporaryDirectory(prefix="stabbur-template-") as place:
        stage = Path(place) / "template"
        for layer in layers(template, found["forge"], source):
            laid(layer, stage)
        (stage / "copier.yml").write_text(SETTINGS, encoding="utf-8")
        made = Path(place) / "made"
        made.mkdir()
        copied(stage, made, found)
        (made / kept.FILE).write_text(kept.text(found), encoding="utf-8", newline="\n")
        notebooks.convert(made, found["name"])
        for entry in sorted(os.listdir(made)):
            shutil.move(made / entry, folder / entry)


def need_empty(folder: Path) -> None:
    """Refuse a folder with files: a template touches none that is there."""
    if any(folder.iterdir()):
        raise BadInput(
            f"'{folder}' is not empty, so no template is written there",
            hint="give another name",
            code="folder-taken",
            path=str(folder),
        )


def laid(layer: Path, stage: Path) -> None:
    """Copy a layer over those before it; a link is refused, since what it leads to is not the template's."""
    for file in files(layer):
        path = file.relative_to(layer)
        if file.is_symlink() or not file.is_file() or ".git" in path.parts:
            raise unsafe(path.as_posix(), "it is no file of its own")
        if str(path) in (ABOUT, "copier.yml", "copier.yaml"):
            continue
        target = stage / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def copied(stage: Path, made: Path, found: Mapping[str, Any]) -> None:
    """Let Copier render the files: no task, no extension, no question, no network."""
    try:
        copier.run_copy(
            str(stage),
            made,
            data=dict(found),
            settings=copier.Settings(),
            defaults=True,
            quiet=True,
            unsafe=False,
            skip_tasks=True,
        )
    except TemplateError as error:
        raise StabburError(
            f"template '{found['template']}' can't be rendered: {error}",
            hint="stabbur report",
            code="template-broken",
            name=found["template"],
        ) from error
    except (CopierError, ValueError) as error:
        raise unsafe(str(found["template"]), " ".join(str(error).split())) from error
    outside = [
        path for path in made.rglob("*") if path.is_symlink() or ".git" in path.relative_to(made).parts
    ]
    if outside:
        raise unsafe(outside[0].relative_to(made).as_posix(), "it is a link, or lies in .git")


def unsafe(path: str, reason: str) -> BadInput:
    """Return the error for a template that would reach out of the project."""
    return BadInput(
        f"'{path}' of the template is not written: {reason}",
        hint="use a template that Stabbur ships: stabbur template list",
        code="template-unsafe",
        path=path,
    )
