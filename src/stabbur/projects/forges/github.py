"""GitHub, and GitHub Enterprise Server at an address of its own, over REST (API version 2022-11-28)."""

import re
from datetime import timedelta
from typing import Any, ClassVar, Self
from urllib.parse import quote, urlsplit

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.projects.forges.alike import Alike, path
from stabbur.projects.forges.asking import Answer, Rest, moment
from stabbur.projects.forges.base import Account, Repository, Status, Wanted
from stabbur.projects.forges.ending import ending
from stabbur.secrets import Secret

DATA_RESIDENCY = (
    ".ghe.com"  # enterprises whose data stays in a region have an address each, and api.… beside it
)
NEW_TOKEN = "settings/tokens/new?description=stabbur&scopes=repo,workflow,delete_repo"  # noqa: S105 (a page)
PERSONAL = ("ghp_", "github_pat_")
FINE = "what a fine-grained token may do is seen when it is tried; it needs Administration, Contents and Workflows"


class GitHub(Alike):
    """One GitHub."""

    title: ClassVar[str] = "GitHub"
    address: ClassVar[str] = "https://github.com"
    git_user: ClassVar[str] = "x-access-token"
    token_page: ClassVar[str] = NEW_TOKEN
    mail_page: ClassVar[str] = "settings/emails"
    program: ClassVar[str] = "gh"

    def __init__(self, address: str, rest: Rest, *, personal: bool = True) -> None:
        self.at, self.rest, self.personal = address, rest, personal

    @classmethod
    def open(cls, address: str, token: Secret) -> Self:
        """Return the GitHub at an address."""
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        rest = Rest(cls.title, api(address), token, headers, page=f"{address}/{NEW_TOKEN}")
        return cls(address, rest, personal=token.reveal().startswith(PERSONAL))

    def account(self, wanted: Wanted) -> Account:
        """Look at the token's scopes and end, and at the organisation's rules."""
        me = self._asked("/user")
        notes = self._scopes(me, wanted)
        ends = moment(me.headers.get("github-authentication-token-expiration"))
        notes += ending(ends, self.title, self.rest.page, personal=self.personal)
        name = self.rest.read(me, lambda told: str(told["login"]))
        if wanted.owner.casefold() in ("", name.casefold()):
            if wanted.visibility == "internal":
                raise self._no_internal(name)
            return Account(name, name, notes=tuple(notes))
        organisation = self._organisation(wanted.owner, name)
        owner = self.rest.read(organisation, lambda told: str(told["login"]))
        if organisation["two_factor_requirement_enabled"] and me["two_factor_authentication"] is False:
            raise NotAllowed(
                f"'{owner}' lets in only who signs in with two factors, and '{name}' does not",
                hint=f"turn it on at {self.at}/settings/security",
                code="two-factor-missing",
                owner=owner,
            )
        self._membership(organisation, owner, name, wanted)
        return Account(name, owner, shared=True, notes=tuple(notes))

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
            "private": wanted.visibility != "public",
            "auto_init": False,
        }
        answer = self.rest.send(
            "POST", place, body | ({"visibility": wanted.visibility} if account.shared else {})
        )
        if answer.status == 201:
            return self.rest.read(answer, self._repository)
        if answer.status == 422 and "already exists" in answer.said:
            raise self._taken(account, wanted)
        if answer.status == 422 and wanted.visibility == "internal":
            raise self._no_internal(account.owner)
        raise self._refused(answer, f"make '{account.owner}/{wanted.name}'")

    def protect(self, repository: Repository, branch: str, *, reviewed: bool) -> str:
        """Protect a branch, for whoever owns the repository too."""
        reviews = {"required_approving_review_count": 1, "dismiss_stale_reviews": True} if reviewed else None
        body = {
            "required_status_checks": None,
            "enforce_admins": True,
            "required_pull_request_reviews": reviews,
            "restrictions": None,
            "allow_force_pushes": False,
            "allow_deletions": False,
        }
        answer = self.rest.send(
            "PUT", f"{path(repository.owner, repository.name)}/branches/{branch}/protection", body
        )
        if answer.status == 200:
            return ""
        if answer.status == 403 and "upgrade" in answer.said.lower():
            return f"'{branch}' is not protected: {self.title} sells that for private repositories ({answer.said})"
        raise self._refused(answer, f"protect '{branch}'")

    def mark(self, owner: str, name: str, status: Status) -> None:
        """Set the status of a commit."""
        body = {"state": status.state, "context": status.context}
        self._mark(f"{path(owner, name)}/statuses/{quote(status.commit, safe='')}", body, status)

    def delete(self, repository: Repository) -> None:
        """Delete a repository."""
        answer = self.rest.send("DELETE", path(repository.owner, repository.name))
        if answer.status not in (204, 404):
            raise self._undeleted(answer, repository, "settings")

    def _repository(self, told: Any) -> Repository:
        owner, name = str(told["owner"]["login"]), str(told["name"])
        created = moment(told["created_at"])
        # the size is counted now and then: something may have been pushed though it is still 0
        pushed = moment(told.get("pushed_at"))
        never = pushed is None or created is None or pushed - created < timedelta(seconds=5)
        return self._there(told, owner, name, empty=never and not told.get("size"))

    def _scopes(self, me: Answer, wanted: Wanted) -> list[str]:
        """Return notes on what the token may do; NotAllowed when a scope is missing."""
        if "x-oauth-scopes" not in me.headers:
            return [FINE]
        held = {scope.strip() for scope in me.headers["x-oauth-scopes"].split(",")}
        needed = ["repo"] if wanted.visibility != "public" or "public_repo" not in held else []
        missing = [one for one in [*needed, *(["workflow"] if wanted.workflows else [])] if one not in held]
        if missing:
            raise NotAllowed(
                f"the token for {self.title} lacks the scope {' and '.join(missing)}",
                hint=f"add it to the token at {self.at}/settings/tokens, or make a new one at {self.rest.page}",
                code="token-scope",
                missing=missing,
            )
        return [] if "delete_repo" in held else [
            f"the token has no scope delete_repo: what is made on {self.title} is deleted by hand if a step fails"
        ]  # fmt: skip

    def _organisation(self, owner: str, name: str) -> Answer:
        answer = self._asked(f"/orgs/{quote(owner, safe='')}")
        if answer.status == 200:
            return answer
        raise NotFound(
            f"'{name}' sees no organisation '{owner}' on {self.title}",
            hint=f"look at {self.at}/settings/organizations, or leave the owner out for one of your own",
            code="forge-owner-unknown",
            owner=owner,
        )

    def _membership(self, organisation: Answer, owner: str, name: str, wanted: Wanted) -> None:
        mine = self.rest.get(f"/user/memberships/orgs/{quote(owner, safe='')}")
        if mine.status == 403 and mine.headers.get("x-github-sso"):
            raise self._refused(mine, "answer for the token")
        # a token without read:org gets 403, a fine-grained one may get 404: making it shows whether it may
        untold = mine.status == 403 or (mine.status == 404 and "x-oauth-scopes" not in mine.headers)
        state = mine["state"] if mine.status == 200 else None if untold else "missing"
        if state not in (None, "active"):
            page = f"{self.at}/orgs/{owner}/" + ("invitation" if state == "pending" else "people")
            raise NotAllowed(
                f"'{name}' is no member of '{owner}' on {self.title}"
                + (" yet" if state == "pending" else ""),
                hint=f"accept the invitation at {page}" if state == "pending" else f"ask one of {page}",
                code="forge-owner-closed",
                owner=owner,
            )
        allowed = organisation[f"members_can_create_{wanted.visibility}_repositories"]
        if mine["role"] != "admin" and allowed is False:
            raise NotAllowed(
                f"members of '{owner}' may not make {wanted.visibility} repositories on {self.title}",
                hint=f"ask an owner to allow it at {self.at}/organizations/{owner}/settings/member_privileges",
                code="forge-owner-closed",
                owner=owner,
            )

    def _refused(self, answer: Answer, what: str) -> StabburError:
        """Return the error of an answer, with the page where to mend it."""
        sso = re.search(r"(?:^|[;\s])url=(\S+)", answer.headers.get("x-github-sso", ""))
        hint = f"look at what the token may do at {self.at}/settings/tokens"
        # what a server sends is shown as an address to open only when it is one of its own
        if sso and urlsplit(sso[1])[:2] == urlsplit(self.at)[:2]:
            hint = f"let the token in through the organisation's own sign-in: {sso[1]}"
        elif "two-factor" in answer.said.lower():
            hint = f"turn it on at {self.at}/settings/security"
        return NotAllowed(
            f"{self.title} does not {what}: {answer.said}",
            hint=hint,
            code="forge-refused",
            status=answer.status,
        )

    def _no_internal(self, owner: str) -> BadInput:
        return BadInput(
            f"'{owner}' can't have an internal repository: {self.title} has them in organisations of enterprises alone",
            hint="--private, or name an organisation of an enterprise as owner",
            code="forge-visibility",
            owner=owner,
        )


def api(address: str) -> str:
    """Return where the REST interface of the GitHub at an address is."""
    host = urlsplit(address).netloc
    if host == "github.com" or host.endswith(DATA_RESIDENCY):
        return address.replace("://", "://api.", 1)
    return f"{address}/api/v3"
