"""Forgejo, and Gitea from which it comes, over REST (version 1); each has an address of its own."""

from typing import Any, ClassVar, Self
from urllib.parse import quote

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError, Unavailable
from stabbur.projects.forges.alike import Alike, path
from stabbur.projects.forges.asking import Answer, Rest
from stabbur.projects.forges.base import Account, Repository, Status, Wanted
from stabbur.secrets import Secret

TOKENS = "user/settings/applications"
NEEDED = "write:user, write:repository, and write:organization for an organisation"


class Forgejo(Alike):
    """One Forgejo."""

    title: ClassVar[str] = "Forgejo"
    address: ClassVar[str] = ""
    git_user: ClassVar[str] = "stabbur"
    token_page: ClassVar[str] = TOKENS
    mail_page: ClassVar[str] = "user/settings/account"
    program: ClassVar[str] = ""

    def __init__(self, address: str, rest: Rest) -> None:
        self.at, self.rest = address, rest

    @classmethod
    def open(cls, address: str, token: Secret) -> Self:
        """Return the Forgejo at an address."""
        return cls(address, Rest(cls.title, f"{address}/api/v1", token, {}, page=f"{address}/{TOKENS}"))

    def account(self, wanted: Wanted) -> Account:
        """Look at whose the token is, and at the organisation's rules."""
        if wanted.visibility == "internal":
            raise BadInput(
                f"an internal repository can't be made on {self.title}, which knows private and public",
                hint="--private, in an organisation whose members are to see it",
                code="forge-visibility",
            )
        name = self.rest.read(self._asked("/user"), lambda told: str(told["login"]))
        if wanted.owner.casefold() in ("", name.casefold()):
            return Account(name, name)
        found = self._asked(f"/orgs/{quote(wanted.owner, safe='')}")
        if found.status == 404:
            raise NotFound(
                f"'{name}' sees no organisation '{wanted.owner}' on {self.title}",
                hint=f"look at {self.at}/user/settings/organization, or leave the owner out for one of your own",
                code="forge-owner-unknown",
                owner=wanted.owner,
            )
        owner = self.rest.read(found, lambda told: str(told.get("name") or told["username"]))
        rights = self._asked(f"/users/{quote(name, safe='')}/orgs/{quote(owner, safe='')}/permissions")
        if not rights["can_create_repository"]:
            raise NotAllowed(
                f"'{name}' may not make repositories in '{owner}' on {self.title}",
                hint=f"ask an owner: {self.at}/org/{owner}/teams",
                code="forge-owner-closed",
                owner=owner,
            )
        return Account(name, owner, shared=True)

    def find(self, owner: str, name: str) -> Repository | None:
        """Return a repository, or None when the token sees none of that name."""
        answer = self._asked(path(owner, name))
        return None if answer.status == 404 else self.rest.read(answer, self._repository)

    def create(self, wanted: Wanted, account: Account) -> Repository:
        """Make an empty repository."""
        place = f"/orgs/{quote(account.owner, safe='')}/repos" if account.shared else "/user/repos"
        body = {
            "name": wanted.name,
            "description": wanted.description,
            "private": wanted.visibility == "private",
            "auto_init": False,
            "default_branch": "main",
        }
        answer = self.rest.send("POST", place, body)
        if answer.status == 201:
            return self.rest.read(answer, self._repository)
        if answer.status == 409:
            raise self._taken(account, wanted)
        raise self._refused(answer, f"make '{account.owner}/{wanted.name}'")

    def protect(self, repository: Repository, branch: str, *, reviewed: bool) -> str:
        """Protect a branch."""
        body = {
            "rule_name": branch,
            "enable_push": not reviewed,
            "required_approvals": 1 if reviewed else 0,
            "dismiss_stale_approvals": reviewed,
        }
        answer = self.rest.send("POST", f"{path(repository.owner, repository.name)}/branch_protections", body)
        if answer.status != 201:
            raise self._refused(answer, f"protect '{branch}'")
        return ""

    def mark(self, owner: str, name: str, status: Status) -> None:
        """Set the status of a commit; of one that it lacks it says that it has failed itself."""
        body = {"state": status.state, "context": status.context}
        place, commit = path(owner, name), quote(status.commit, safe="")
        try:
            self._mark(f"{place}/statuses/{commit}", body, status)
        except Unavailable:
            if self._asked(f"{place}/git/commits/{commit}").status == 404:
                raise self._untaken(status, "it has no such commit") from None
            raise

    def delete(self, repository: Repository) -> None:
        """Delete a repository."""
        answer = self.rest.send("DELETE", path(repository.owner, repository.name))
        if answer.status not in (204, 404):
            raise self._undeleted(answer, repository, "settings")

    def _repository(self, told: Any) -> Repository:
        owner, name = str(told["owner"]["login"]), str(told["name"])
        return self._there(told, owner, name, empty=bool(told["empty"]))

    def _refused(self, answer: Answer, what: str) -> StabburError:
        """Return the error of an answer, with the page where to mend it."""
        scope = "scope" in answer.said.lower()
        hint = f"look at what the token may do at {self.rest.page}"
        if scope:
            hint = f"a token keeps its scopes: make a new one with {NEEDED} at {self.rest.page}"
        elif "two-factor" in answer.said.lower() or "2fa" in answer.said.lower():
            hint = f"turn it on at {self.at}/user/settings/security"
        return NotAllowed(
            f"{self.title} does not {what}: {answer.said}",
            hint=hint,
            code="token-scope" if scope else "forge-refused",
            status=answer.status,
        )
