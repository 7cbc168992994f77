"""Look at all that a new project needs before anything of it is made, so that little is left to fail half way."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any, TypedDict

from stabbur import settings as all_settings
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.projects import names
from stabbur.projects.beginning.halfway import Mark
from stabbur.projects.environment import uv, vendor
from stabbur.projects.forges import remote
from stabbur.projects.forges.remote import RemoteWish
from stabbur.projects.git import command
from stabbur.projects.git.identity import Identity, identity
from stabbur.projects.origin import copying
from stabbur.projects.origin.copying import Origin
from stabbur.projects.project import Project
from stabbur.projects.sharing import Shared, looked_at
from stabbur.projects.templating import answers, shipped

TEMPLATE = "package"


class Wishes(TypedDict, total=False):
    """What somebody may ask of a new project; what is left out is as most want it."""

    template: str | None
    origin: str | None
    history: bool
    settings: str | None
    secrets: str | None
    remote: RemoteWish | None
    kernel: bool
    verify: bool


@dataclass(frozen=True)
class Plan:
    """A project that can be made: every part of what was asked for has been looked at."""

    project: Project
    template: str
    answers: Mapping[str, Any]
    origin: Origin | None
    shared: Shared
    remote: remote.Plan | None
    outer: Path | None
    """The repository that the project becomes a folder of, when it is made inside one."""
    identity: Identity
    kernel: bool
    verify: bool


def plan(name: str, folder: Path, wishes: Wishes) -> Plan:
    """Return what will be made; nothing is made by that, neither here nor on a forge.

    Raises
    ------
    BadInput
        The name, an address or a setting can't be right.
    Conflict
        The folder or the name on the forge is taken.
    NotFound, NotAllowed, MissingExtra, Unavailable
        Something that it needs is not there, or may not be used.
    """
    parent = folder.resolve()
    project = Project(parent / _name(name), name)
    template = shipped.named(wishes.get("template") or TEMPLATE).name
    _place(project, parent)
    uv.program()
    command.git(parent, "--version")
    settings = all_settings.load(parent)
    shared = looked_at(wishes.get("settings"), wishes.get("secrets"), parent)
    wish, outer = wishes.get("remote"), _outer(project, parent)
    _refuse_inside(outer, wish, history=wishes.get("history", False))
    origin = _origin(name, wishes)
    who = identity(parent)
    found = {
        "name": name,
        "owner": settings.owner or "",
        "author_name": who.name if who.given else "",
        "author_email": who.email if who.given else "",
        "forge": _forge(wish, settings),
        "stabbur_wheel": wheel.name if (wheel := vendor.wheel()) else "",
    }
    title = answers.completed(template, found)["title"]
    # the forge last: what is wrong here is told without asking it
    workflows = origin is None or origin.workflows  # a template brings one for the forge that is asked for
    planned = (
        remote.prepare(wish, name, description=title, workflows=workflows, settings=settings)
        if wish
        else None
    )
    kernel, verify = wishes.get("kernel", True), wishes.get("verify", True)
    return Plan(project, template, found, origin, shared, planned, outer, who, kernel, verify)


def _name(name: str) -> str:
    if names.installed(names.checked(name)):
        raise BadInput(
            f"'{name}' is the name of a package that is installed here, and the two would hide each other",
            hint=f"stabbur init {name}-data",
            code="project-name",
            name=name,
        )
    return name


def _origin(name: str, wishes: Wishes) -> Origin | None:
    given, template, history = wishes.get("origin"), wishes.get("template"), wishes.get("history", False)
    if given and template:
        raise BadInput(
            f"'{name}' can't start from the template '{template}' and from '{given}'",
            hint="leave one of them out",
            code="origin-template",
            name=name,
        )
    if history and not given:
        raise BadInput(
            "there is no history to keep", hint="say with --from what to start from", code="origin-history"
        )
    return copying.look(given, history=history) if given else None


def _place(project: Project, parent: Path) -> None:
    if not parent.is_dir():
        raise NotFound(
            f"there is no folder '{parent}' to make '{project.name}' in",
            hint=f"mkdir -p {quote(str(parent))}",
            code="folder-unknown",
            path=str(parent),
        )
    if os.path.lexists(project.root):
        Mark(project.root).refuse()
    if not os.access(parent, os.W_OK | os.X_OK):
        raise NotAllowed(
            f"'{parent}' may not be written to, so that '{project.name}' can't be made in it",
            code="folder-readonly",
            path=str(parent),
        )


def _outer(project: Project, parent: Path) -> Path | None:
    found = command.repository(parent)
    # what a repository ignores is not a part of it
    ignored = command.answer(parent, "check-ignore", "--quiet", "--", project.name) is not None
    return None if found is None or ignored else found


def _refuse_inside(outer: Path | None, wish: RemoteWish | None, *, history: bool) -> None:
    if outer and wish:
        raise BadInput(
            f"a project inside the repository '{outer}' is shared with that, not by itself",
            hint=f"leave the forge out, and push it: git -C {quote(str(outer))} push",
            code="remote-inside",
            path=str(outer),
        )
    if outer and history:
        raise BadInput(
            f"a project inside the repository '{outer}' can't have a history of its own",
            hint="leave --history out, or stand outside the repository",
            code="origin-history",
            path=str(outer),
        )


def _forge(wish: RemoteWish | None, settings: all_settings.Settings) -> str:
    kind = (wish.kind or settings.forge.kind) if wish else ""
    return kind if kind in shipped.FORGES else ""
