"""The templates that Stabbur ships: folders of files laid over each other, and the mark that tells two apart."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stabbur.errors import BadInput, NotFound, meant

FOLDER = Path(__file__).parents[1] / "templates"
ABOUT = "template.toml"
PART = re.compile(r"[A-Za-z0-9_][\w-]*", re.ASCII)
FORGES = ("github", "gitlab")
# caches that Python or a desktop leave in any folder are no part of a template
PASSED_OVER = ("__pycache__", ".DS_Store")


@dataclass(frozen=True)
class Template:
    """A template: its name, what it is for, and what the environment of its projects holds."""

    name: str
    title: str
    dependencies: tuple[str, ...] = ()


def templates(folder: Path = FOLDER) -> list[Template]:
    """Return the templates in the order that a person should read them.

    Examples
    --------
    >>> from stabbur.projects.templating.shipped import templates
    >>> templates()[0].name
    'package'
    """
    found = []
    for file in folder.glob(f"*/{ABOUT}"):
        about = tomllib.loads(file.read_text(encoding="utf-8"))
        needs = tuple(about.get("dependencies", ()))
        found.append((about["place"], Template(file.parent.name, about["title"], needs)))
    return [template for _, template in sorted(found, key=lambda one: one[0])]


def named(name: str, folder: Path = FOLDER) -> Template:
    """Return the template of that name; NotFound with the nearest one when there is none."""
    known = {one.name: one for one in templates(folder)}
    if name not in known:
        raise NotFound(
            f"there is no template '{name}': there are {', '.join(known)}",
            hint=meant(name, known) or "stabbur template list",
            code="template-unknown",
            name=name,
        )
    return known[name]


def layers(name: str, forge: str, folder: Path = FOLDER) -> list[Path]:
    """Return the folders that make up a template, what is shared first; a later one wins.

    Raises
    ------
    BadInput
        A part of it is no plain name: it may lead to any file of this machine.
    """
    file = folder / name / ABOUT
    parts = tomllib.loads(file.read_text(encoding="utf-8")).get("parts", []) if file.is_file() else []
    # what a cloned project brings in vendor/ is a template of strangers
    plain = isinstance(parts, list) and all(isinstance(one, str) and PART.fullmatch(one) for one in parts)
    if not plain:
        raise BadInput(
            f"'{parts}' of the template is not read: parts must be names of folders",
            hint="use a template that Stabbur ships: stabbur template list",
            code="template-unsafe",
            path=str(file),
        )
    forges = [folder / "forges" / forge] if forge in FORGES else []
    wanted = [folder / "shared", *forges, *(folder / "parts" / part for part in parts), folder / name]
    return [layer for layer in wanted if layer.is_dir()]


def files(layer: Path) -> Iterator[Path]:
    """Yield the files of a layer in the order of their paths, links among them."""
    for path in sorted(layer.rglob("*")):
        if not any(part in PASSED_OVER for part in path.relative_to(layer).parts) and not path.is_dir():
            yield path


def mark(name: str, forge: str, folder: Path = FOLDER) -> str:
    """Return a short text that is another one as soon as any file of the template is."""
    seen = hashlib.sha256()
    for layer in layers(name, forge, folder):
        for file in files(layer):
            path = file.relative_to(folder).as_posix()
            seen.update(f"{path}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return seen.hexdigest()[:12]
