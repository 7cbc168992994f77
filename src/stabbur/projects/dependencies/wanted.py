"""What a person asks for: a package of the index, a repository of git, or another project."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from stabbur.errors import BadInput, meant
from stabbur.projects.dependencies import names
from stabbur.projects.git.command import answer, git
from stabbur.projects.project import Project, find, named
from stabbur.secrets import printable
from stabbur.settings import places

GIT = re.compile(
    r"(?:(?P<name>[A-Za-z0-9][\w.-]*(?:\[[\w, -]+\])?)\s*@\s*)?"
    # no user but of ssh, and neither host nor version that git would read as an option of its own
    r"git\+(?P<address>(?:https://|ssh://(?:[A-Za-z0-9][\w.-]*@)?)[A-Za-z0-9][\w.-]*(?::\d+)?/[^@#\s]+|file:///[^@#\s]+)"
    r"(?:@(?P<ref>[^#\s-][^#\s]*))?(?:#subdirectory=(?P<inside>(?!.*\.\.)\w[\w./-]*))?"
)


@dataclass(frozen=True)
class Wanted:
    """A need as pyproject.toml is to say it, with the source that uv gets it from."""

    name: str
    text: str
    source: dict[str, str | bool] | None = None

    @property
    def open(self) -> bool:
        """Whether a lowest version is still to be written, the one that was locked."""
        if self.source is not None:
            return False
        found = Requirement(self.text)
        return not found.specifier and not found.marker

    @property
    def own(self) -> bool:
        """Whether it is another project on this machine."""
        return self.source is not None and "path" in self.source

    def at_least(self, version: str) -> "Wanted":
        """Return the need with its lowest version."""
        return Wanted(self.name, f"{self.text}>={version}")


def read(text: str, project: Project) -> Wanted:
    """Return what a text asks for.

    Raises
    ------
    BadInput
        It is none of the three, or asks for the project itself.
    NotFound
        A path leads to no project.
    """
    text = text.strip()
    if "git+" in text:
        found = _git(text)
    elif text.startswith((".", "/", "~")) or ("/" in text and "://" not in text):
        found = _project(text, project)
    else:
        found = _package(text)
    if found.name == canonicalize_name(project.name):
        raise BadInput(f"'{text}' is this project itself", hint="name another package", code="package-itself")
    return found


def _package(text: str) -> Wanted:
    try:
        found = Requirement(text)
    except InvalidRequirement:
        raise BadInput(
            f"'{_shown(text)}' is no name of a package",
            hint=meant(re.split(r"[<>=!~;\[ ]", text)[0], names.known())
            or "such as pandas, 'pandas>=3' or 'pandas[excel]'",
            code="package-name",
            package=_shown(text),
        ) from None
    if found.url:
        raise BadInput(
            f"'{_shown(text)}' is neither of an index nor of git",
            hint="give the package of an index, git+https://…, or the path of another project",
            code="package-name",
            package=_shown(text),
        )
    name = canonicalize_name(found.name)
    found.name = name
    return Wanted(name, str(found))


def _shown(text: str) -> str:
    # an address may hold a password, or a token that looks like a name
    return printable(re.sub(r"://.*", "://…", text, flags=re.DOTALL))


def _git(text: str) -> Wanted:
    given = GIT.fullmatch(text)
    if given is None:
        raise BadInput(
            f"'{printable(text.partition('git+')[0])}git+…' is no address of a repository that can be taken",
            hint="git+https://git.example.no/group/project@v1, with neither user nor password in it",
            code="package-git",
        )
    address, inside = given["address"], given["inside"] or ""
    source: dict[str, str | bool] = {"git": address}
    source |= {"rev": given["ref"]} if given["ref"] else {}
    source |= {"subdirectory": inside} if inside else {}
    name = given["name"] or _name_in(address, given["ref"], inside)
    try:
        asked = Requirement(name)
    except InvalidRequirement:
        raise BadInput(
            f"'{_shown(name)}' is no name that a package can have",
            hint="letters, digits and -, as its pyproject.toml has to give it",
            code="package-name",
            package=_shown(name),
        ) from None
    asked.name = canonicalize_name(asked.name)
    return Wanted(asked.name, str(asked), source)


def _name_in(address: str, ref: str | None, inside: str) -> str:
    """Return the name that the pyproject.toml of a repository gives."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "clone")
        git(Path(made), "init", "--quiet", folder)
        git(folder, "fetch", "--quiet", "--depth", "1", "--no-tags", "--", address, ref or "HEAD")
        file = Path(inside, "pyproject.toml").as_posix()
        text, copy = answer(folder, "show", f"FETCH_HEAD:{file}"), folder / "pyproject.toml"
        why = f"there is no '{file}' in it"
        if text is not None:
            copy.write_text(text, encoding="utf-8")
            try:
                return named(copy)
            except BadInput as error:
                # in the repository, and not in the place on this machine that it was read in
                why = str(error).replace(f"'{copy}'", f"its '{file}'")
    raise BadInput(
        f"'git+{address}' is no package of Python: {why}",
        hint="look at the address, the version after @ and the folder after #subdirectory=",
        code="package-git",
    )


def _project(text: str, project: Project) -> Wanted:
    try:
        path = Path(os.path.expanduser(text)).resolve()
        there = (path / places.FILE).is_file()
    except (
        OSError,
        RuntimeError,
        ValueError,
    ):  # too long, of nobody known, or with a character that no path has
        there = False
    if not there:
        raise BadInput(
            f"'{printable(text)}' is no project: there is no {places.FILE} in it",
            hint="give the folder of a project, as seen from here",
            code="package-path",
            path=text,
        )
    other = find(path)
    name = canonicalize_name(other.name)
    # as seen from the project, so that a clone of the repository with both finds it
    source: dict[str, str | bool] = {
        "path": Path(os.path.relpath(path, project.root)).as_posix(),
        "editable": True,
    }
    return Wanted(name, name, source)
