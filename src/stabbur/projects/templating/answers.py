"""What a template is rendered from: the answers of a project, kept in its .copier-answers.yml."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

import stabbur
from stabbur.errors import BadInput, NotFound
from stabbur.projects import plain
from stabbur.projects.names import checked, package_name
from stabbur.projects.templating.shipped import FOLDER, FORGES, mark, named

FILE = ".copier-answers.yml"
LARGEST = 1_000_000  # bytes; what init writes has a thousandth of it
KINDS: dict[str, tuple[str, ...]] = {
    "language": ("nb", "en"),
    "licence": ("MIT", "Apache-2.0", "none"),
    "forge": ("", *FORGES),
}
TEXTS = ("name", "template", "mark")
PLAIN = (
    str,
    int,
    float,
    bool,
    date,
    type(None),
)  # YAML takes much for a number or a date that was meant as text


def completed(template: str, given: Mapping[str, Any], folder: Path = FOLDER) -> dict[str, Any]:
    """Return all answers: what was given, and for the rest what most projects want.

    Raises
    ------
    BadInput
        The name can't be a project's, or an answer is none of those that there are.
    """
    name = checked(str(given.get("name", "")))
    title = " ".join(str(given.get("title") or "").split()) or name.replace("-", " ").capitalize()
    found: dict[str, Any] = {
        "package": package_name(name),
        "title": title,
        "description": title,
        "owner": "",
        "author_name": "",
        "author_email": "",
        "year": datetime.now(UTC).year,
        "licence": "MIT",
        "data_licence": "CC-BY-4.0",
        "language": "nb",
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "forge": "",
        "strip_outputs": True,
        "stabbur_wheel": "",
        "stabbur_version": stabbur.__version__,
    }
    # a line break would end a comment or a heading, and begin something else
    lines = {key: " ".join(one.split()) if isinstance(one, str) else one for key, one in given.items()}
    found |= {key: value for key, value in lines.items() if value not in (None, "")}
    for key, values in KINDS.items():
        if found[key] not in values:
            listed = ", ".join(f"'{one}'" for one in values if one)
            raise BadInput(
                f"'{key}' of the project's answers is '{found[key]}': it must be {listed}",
                hint=f"give one of {listed}",
                code="answer-unknown",
                key=key,
            )
    # these follow from the rest, whatever a file that somebody sent says
    found |= {
        "package": package_name(name),
        "template": template,
        "mark": mark(template, found["forge"], folder),
    }
    return found | {"dependencies": list(named(template, folder).dependencies)}


def text(answers: Mapping[str, Any]) -> str:
    """Return the answers as the file that a project keeps them in."""
    kept = {key: answers[key] for key in sorted(answers) if key != "dependencies"}
    head = "# What this project was made from; stabbur template update reads it.\n"
    return head + yaml.safe_dump(kept, allow_unicode=True, sort_keys=True, width=1000)


def read(root: Path) -> dict[str, Any]:
    """Return the answers of a project.

    Raises
    ------
    NotFound
        The project keeps none.
    BadInput
        Its file of answers can't be read.
    """
    try:
        return parsed(plain.text(root / FILE, largest=LARGEST), str(root / FILE))
    except FileNotFoundError:
        raise NotFound(
            f"'{root}' was not made from a template: it has no {FILE}",
            hint=f"take {FILE} from the commit that has it: git log -- {FILE}",
            code="answers-missing",
            path=str(root),
        ) from None
    except UnicodeDecodeError as error:
        raise unreadable(str(root / FILE), str(error)) from None


def parsed(content: str, place: str) -> dict[str, Any]:
    """Return the answers that a text holds; BadInput where it holds none."""
    try:
        found = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise unreadable(place, str(error)) from None
    if not isinstance(found, dict) or not {"name", "template", "mark"} <= found.keys():
        raise unreadable(place, "it lacks name, template or mark")
    for key, value in found.items():
        if not isinstance(key, str):
            raise unreadable(place, f"'{key}' is no name of an answer")
        if not isinstance(value, str) and (key in TEXTS or not isinstance(value, PLAIN)):
            raise unreadable(place, f"'{key}' must be text")
    return dict(found)


def unreadable(place: str, reason: str) -> BadInput:
    """Return the error for answers that can't be read."""
    return BadInput(
        f"'{place}' does not tell what the project was made from: {' '.join(reason.split())}",
        hint=f"take it from the last commit: git checkout -- {FILE}",
        code="answers-bad",
        path=place,
    )
