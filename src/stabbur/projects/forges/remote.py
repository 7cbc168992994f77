"""Share a project: look first whether all is allowed, then make its repository, push, protect; or nothing at all."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shlex import quote

from stabbur import seams
from stabbur.errors import BadInput, Conflict, NotFound, StabburError, Unavailable
from stabbur.projects.forges.addresses import checked_address, checked_owner
from stabbur.projects.forges.base import Account, Forge, Repository, Visibility, Wanted
from stabbur.projects.forges.credentials import token
from stabbur.projects.forges.pushing import push
from stabbur.projects.git.command import answer, git, repository
from stabbur.projects.git.identity import identity
from stabbur.projects.names import checked
from stabbur.projects.undoing import Undo
from stabbur.secrets import Secret, mask
from stabbur.settings import Settings
from stabbur.settings import load as load_settings
from stabbur.state.clock import now

BRANCH = "main"
OWN_REFS = "refs/stabbur/"
CLOCKS_APART = timedelta(minutes=10)  # by which a forge's clock may differ from ours
LONGEST_DESCRIPTION = 255
LOOKS = 3
PAUSE = 0.5


@dataclass(frozen=True)
class RemoteWish:
    """Where somebody wants a project to be shared; what is empty stands in the settings or is the usual."""

    kind: str = ""
    """`github`, `gitlab`, `forgejo` or what is installed; empty: `forge.kind` of the settings."""
    owner: str = ""
    visibility: Visibility = "private"
    token_from: str = ""
    """A file, `secret:NAME`, or empty: what git's own credential helpers keep."""
    address: str = ""


@dataclass(frozen=True)
class Plan:
    """What will be made and has been looked into; `notes` are for people to read."""

    forge: Forge
    url: str
    token: Secret
    token_page: str
    wanted: Wanted
    account: Account
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remote:
    """A repository that was made and pushed to; where its branch is not `protected`, a note says why."""

    page: str
    url: str
    notes: tuple[str, ...] = ()
    along: bool = True
    """Whether the forge took what Stabbur keeps beside the branches, so that each push may bring it."""
    protected: bool = True


def prepare(
    wish: RemoteWish,
    name: str,
    *,
    description: str = "",
    workflows: bool = True,
    settings: Settings | None = None,
) -> Plan:
    """Look whether a repository could be made, pushed to and protected; nothing is made.

    Raises
    ------
    BadInput
        The forge can't have such a repository, or an address or a name can't be one.
    Conflict
        The name is taken; the hint has its address.
    NotAllowed
        The token has ended or lacks a scope, or its owner lacks a right or a second factor; the hint
        names the page where to mend it.
    NotFound
        There is no token, no such owner, or no such kind of forge.
    Unavailable
        The forge does not answer.
    """
    settings = settings or load_settings()
    kind = wish.kind or settings.forge.kind
    if not kind:
        raise BadInput(
            "which forge is not said",
            hint="--github or --gitlab, or forge.kind in the settings: stabbur seams lists what is installed",
            code="forge-unsaid",
        )
    forge_class: type[Forge] = seams.load("forges", kind)
    ours = settings.forge if settings.forge.kind in ("", kind) else type(settings.forge)()
    given = wish.address or ours.address or forge_class.address
    if not given:
        raise BadInput(
            f"where the {forge_class.title} is, is not said",
            hint="forge.address in the settings, such as https://git.example.no",
            code="forge-address",
        )
    address = checked_address(given)
    owner = wish.owner or ours.owner
    wanted = Wanted(
        checked_owner(owner) if owner else "", checked(name), description, wish.visibility, workflows
    )
    page = f"{address}/{forge_class.token_page}"
    secret = token(wish.token_from, address, program=forge_class.program, page=page, settings=settings)
    forge = forge_class.open(address, secret)
    account = forge.account(wanted)
    _refuse_taken(forge, account.owner, name)
    url = f"{address}/{checked_owner(account.owner)}/{name}.git"
    return Plan(
        forge, url, secret, page, wanted, account, (*account.notes, *_unknown(forge, address, account))
    )


def create(plan: Plan, root: Path, undo: Undo) -> Remote:
    """Make the repository, push the project's `main` to it and protect that.

    Whatever fails here or later, `undo` deletes the repository again, if it is the one that was made.

    Raises
    ------
    Conflict
        The name was taken meanwhile, or the project has an `origin` already.
    NotAllowed
        The forge refuses one of the steps.
    Unavailable
        The forge or the network fails on the way.
    """
    _refuse_elsewhere(root)
    made = _Making(plan)
    _refuse_taken(plan.forge, plan.account.owner, plan.wanted.name)
    undo.add(made.take_back, by_hand=f"delete {plan.url.removesuffix('.git')}, if it is there")
    there = made.make()
    undo.make(
        lambda: git(root, "remote", "add", "--", "origin", plan.url),
        lambda _: git(root, "remote", "remove", "origin"),
        by_hand=f"git -C {quote(str(root))} remote remove origin",
    )
    _pushed(plan, root, f"refs/heads/{BRANCH}")
    kept = _kept_along(plan, root)
    note = plan.forge.protect(there, BRANCH, reviewed=plan.account.shared)
    return Remote(
        there.page, plan.url, tuple(one for one in (kept, note) if one), along=not kept, protected=not note
    )


def _unknown(forge: Forge, address: str, account: Account) -> list[str]:
    """Return the note for a person whom git does not know, so that no commit would be theirs on the forge."""
    if identity(Path.cwd()).given:
        return []
    return [
        f"git does not know you, and no commit will be of '{account.name}' on {forge.title}: git config --global "
        f"user.name NAME, and user.email with an address of {address}/{forge.mail_page}"
    ]


class _Making:
    """A repository that is asked for, by which one of ours is told from somebody else's."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.there: Repository | None = None
        self.asked: datetime | None = None

    def make(self) -> Repository:
        """Make it; when no answer comes, look whether it was made all the same."""
        self.asked = now()
        try:
            self.there = self.plan.forge.create(self.plan.wanted, self.plan.account)
        except Unavailable:
            found = self._looked_for()
            if found is None:
                raise
            self.there = found
        except StabburError:
            self.asked = None  # it was refused: whatever has that name is not ours
            raise
        return self.there

    def take_back(self) -> None:
        """Delete what was made, and nothing else; what can't be told apart is left."""
        found = self._looked_for() if self.asked else None
        if found is not None:
            self.plan.forge.delete(found)

    def _looked_for(self) -> Repository | None:
        """Return what was made by us; Conflict when something has the name that may be another's."""
        owner, name = self.plan.account.owner, self.plan.wanted.name
        for left in reversed(range(LOOKS)):
            found = self.plan.forge.find(owner, name)
            if found is not None:
                break
            # a forge of many machines may not know at once what another of them has made
            time.sleep(PAUSE if left else 0)
        else:
            return None
        if not self._ours(found):
            raise Conflict(
                f"whether '{owner}/{name}' was made just now or by somebody else can't be told",
                hint=f"look at {found.page}",
                code="forge-unclear",
            )
        return found

    def _ours(self, found: Repository) -> bool:
        if self.there is not None:
            return found.id == self.there.id
        # the name was free a moment before it was asked for
        since = self.asked is not None and abs(found.created - self.asked) < CLOCKS_APART
        return since and found.empty and found.description == self.plan.wanted.description


def _pushed(plan: Plan, root: Path, refs: str) -> None:
    push(root, plan.url, refs, user=plan.forge.git_user, token=plan.token, page=plan.token_page)


def _kept_along(plan: Plan, root: Path) -> str:
    """Push what Stabbur keeps beside the branches, such as the base of a template; return a note if that is refused."""
    if not answer(root, "for-each-ref", "--count=1", OWN_REFS):
        return ""
    try:
        _pushed(plan, root, f"{OWN_REFS}*")
    except Unavailable:
        raise
    except StabburError as error:  # a forge may take branches and tags alone
        return f"'{OWN_REFS}' stays on this machine, and with it what 'stabbur template update' begins from: {error}"
    return ""


def _refuse_taken(forge: Forge, owner: str, name: str) -> None:
    there = forge.find(owner, name)
    if there is not None:
        raise Conflict(
            f"'{there.owner}/{there.name}' is taken on {forge.title}",
            hint=f"give another name; that one is at {there.page}",
            code="forge-taken",
            page=there.page,
        )


def _refuse_elsewhere(root: Path) -> None:
    """Raise when a folder is no repository of its own, or is shared already."""
    if repository(root) != root.resolve():
        raise NotFound(
            f"'{root}' is no repository of its own that could be shared",
            hint=f"push the repository that it lies in: git -C {quote(str(root))} push",
            code="remote-inside",
        )
    before = answer(root, "remote", "get-url", "origin")
    if before is not None:
        raise Conflict(
            f"'{root}' is shared already, at '{mask(before)}'",
            hint=f"git -C {quote(str(root))} push",
            code="remote-there",
        )
