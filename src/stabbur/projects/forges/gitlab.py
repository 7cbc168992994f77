"""GitLab, that on the net or one of your own, over REST (version 4)."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from urllib.parse import quote

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.projects.forges.alike import Alike
from stabbur.projects.forges.asking import Answer, Rest, moment
from stabbur.projects.forges.base import Account, Repository, Status, Wanted
from stabbur.projects.forges.ending import ending
from stabbur.secrets import Secret

NEW_TOKEN = "-/user_settings/personal_access_tokens?name=stabbur&scopes=api"  # noqa: S105 (a page)
NOBODY, DEVELOPER, MAINTAINER, OWNER, ADMINISTRATOR = 0, 30, 40, 50, 60
MAY_MAKE = {
    "noone": ADMINISTRATOR + 1,
    "developer": DEVELOPER,
    "maintainer": MAINTAINER,
    "owner": OWNER,
    "administrator": ADMINISTRATOR,
}
STATES = {"pending": "running", "success": "success", "failure": "failed", "error": "canceled"}
OPENNESS = ("private", "internal", "public")


class GitLab(Alike):
    """One GitLab."""

    title: ClassVar[str] = "GitLab"
    address: ClassVar[str] = "https://gitlab.com"
    git_user: ClassVar[str] = "oauth2"
    token_page: ClassVar[str] = NEW_TOKEN
    mail_page: ClassVar[str] = "-/profile/emails"
    program: ClassVar[str] = "glab"

    def __init__(self, address: str, rest: Rest) -> None:
        self.at, self.rest = address, rest

    @classmethod
    def open(cls, address: str, token: Secret) -> Self:
        """Return the GitLab at an address."""
        return cls(address, Rest(cls.title, f"{address}/api/v4", token, {}, page=f"{address}/{NEW_TOKEN}"))

    def account(self, wanted: Wanted) -> Account:
        """Look at the token's scope and end, and at the group's rules."""
        me = self._asked("/user")
        name = self.rest.read(me, lambda told: str(told["username"]))
        notes = self._token()
        if wanted.visibility == "internal" and self.at == self.address:
            raise BadInput(
                f"an internal repository can't be made at '{self.at}', where everybody would count as a colleague",
                hint="--private or --public, or a GitLab of your own: forge.address in the settings",
                code="forge-visibility",
            )
        if wanted.owner.casefold() in ("", name.casefold()):
            if me["can_create_project"] is False or me["projects_limit"] == 0:
                raise self._closed(
                    name, f"'{name}' may not make projects of their own", f"{self.at}/-/profile"
                )
            return Account(name, name, notes=tuple(notes))
        group = self._group(wanted.owner, name)
        owner = self.rest.read(group, lambda told: str(told["full_path"]))
        self._rules(group, owner, me, wanted)
        return Account(name, owner, shared=True, notes=tuple(notes))

    def find(self, owner: str, name: str) -> Repository | None:
        """Return a repository, or None when the token sees none of that name."""
        answer = self._asked(f"/projects/{quote(f'{owner}/{name}', safe='')}")
        return None if answer.status == 404 else self.rest.read(answer, self._repository)

    def create(self, wanted: Wanted, account: Account) -> Repository:
        """Make an empty project."""
        body: dict[str, object] = {
            "name": wanted.name,
            "path": wanted.name,
            "description": wanted.description,
            "visibility": wanted.visibility,
            "initialize_with_readme": False,
        }
        if account.shared:
            body["namespace_id"] = self._group(account.owner, account.name)["id"]
        answer = self.rest.send("POST", "/projects", body)
        if answer.status == 201:
            return self.rest.read(answer, self._repository)
        if answer.status == 400 and "already been taken" in answer.said:
            raise self._taken(account, wanted)
        if answer.status == 400 and "visibility" in answer.said:
            raise self._too_open(account.owner, wanted, answer.said)
        raise self._refused(answer, f"make '{account.owner}/{wanted.name}'")

    def protect(self, repository: Repository, branch: str, *, reviewed: bool) -> str:
        """Protect a branch; the first push has usually done so by itself, but with other rules than ours."""
        path = f"/projects/{repository.id}/protected_branches"
        body = {
            "name": branch,
            "push_access_level": NOBODY if reviewed else MAINTAINER,
            "merge_access_level": DEVELOPER if reviewed else MAINTAINER,
            "allow_force_push": False,
        }
        there = self.rest.get(f"{path}/{quote(branch, safe='')}")
        if there.status == 200:
            if _as_wanted(there, body):
                return ""
            removed = self.rest.send("DELETE", f"{path}/{quote(branch, safe='')}")
            if removed.status not in (204, 404):
                raise self._refused(removed, f"let go of its own rules for '{branch}'")
        answer = self.rest.send("POST", path, body)
        if answer.status != 201:
            raise self._refused(answer, f"protect '{branch}'")
        return ""

    def mark(self, owner: str, name: str, status: Status) -> None:
        """Set the status of a commit; one that it has already is refused, and that is as good."""
        body = {"state": STATES[status.state], "name": status.context}
        project = quote(f"{owner}/{name}", safe="")
        try:
            self._mark(f"/projects/{project}/statuses/{quote(status.commit, safe='')}", body, status)
        except BadInput as error:
            if "cannot transition" not in str(error).lower():
                raise

    def delete(self, repository: Repository) -> None:
        """Delete a project, and at once where the GitLab only marks it to be deleted later."""
        path = f"/projects/{repository.id}"
        answer = self.rest.send("DELETE", path)
        marked = self.rest.get(path) if answer.status in (200, 202, 204) else answer
        if marked.status == 200 and (marked["marked_for_deletion_on"] or marked["marked_for_deletion_at"]):
            # it is called otherwise as soon as it is marked, and only the name of the moment is taken
            called = quote(str(marked["path_with_namespace"]), safe="")
            answer = self.rest.send("DELETE", f"{path}?permanently_remove=true&full_path={called}")
        if answer.status not in (200, 202, 204, 404):
            raise self._undeleted(answer, repository, "edit")

    def _repository(self, told: Any) -> Repository:
        owner, _, name = str(told["path_with_namespace"]).rpartition("/")
        return self._there(told, owner, name, empty=bool(told.get("empty_repo")))

    def _token(self) -> list[str]:
        """Return notes on the token; NotAllowed when it has ended or may not do what is needed."""
        told = self.rest.get("/personal_access_tokens/self", unheard_of=True)
        if told.status != 200:  # a token that a sign-in gave is of another kind and lasts hours
            return []
        notes = ending(moment(told["expires_at"]), self.title, self.rest.page)
        if "api" not in (told["scopes"] or []):
            raise NotAllowed(
                f"the token for {self.title} lacks the scope api",
                hint=f"a token keeps its scopes: make a new one at {self.rest.page}",
                code="token-scope",
                missing=["api"],
            )
        return notes

    def _group(self, owner: str, name: str) -> Answer:
        answer = self._asked(f"/groups/{quote(owner, safe='')}?with_projects=false")
        if answer.status == 200:
            return answer
        raise NotFound(
            f"'{name}' sees no group '{owner}' on {self.title}",
            hint=f"look at {self.at}/dashboard/groups, or leave the owner out for one of your own",
            code="forge-owner-unknown",
            owner=owner,
        )

    def _rules(self, group: Answer, owner: str, me: Answer, wanted: Wanted) -> None:
        """Raise what keeps a person from making a project in a group."""
        if group["require_two_factor_authentication"] and me["two_factor_enabled"] is False:
            raise NotAllowed(
                f"'{owner}' lets in only who signs in with two factors, and '{me['username']}' does not",
                hint=f"turn it on at {self.at}/-/profile/two_factor_auth",
                code="two-factor-missing",
                owner=owner,
            )
        widest = group["visibility"]
        if widest in OPENNESS and OPENNESS.index(wanted.visibility) > OPENNESS.index(widest):
            raise self._too_open(owner, wanted, f"the group itself is {widest}")
        member = self.rest.get(f"/groups/{group['id']}/members/all/{me['id']}")
        level = member["access_level"] if member.status == 200 else NOBODY
        needed = MAY_MAKE.get(str(group["project_creation_level"]), DEVELOPER)
        if not me["is_admin"] and (level or NOBODY) < needed:
            members = f"{self.at}/groups/{owner}/-/group_members"
            raise self._closed(owner, f"'{me['username']}' may not make projects in '{owner}'", members)

    def _closed(self, owner: str, what: str, page: str) -> NotAllowed:
        return NotAllowed(
            f"{what} on {self.title}",
            hint=f"ask one who may: {page}",
            code="forge-owner-closed",
            owner=owner,
        )

    def _too_open(self, owner: str, wanted: Wanted, reason: str) -> BadInput:
        return BadInput(
            f"'{owner}' can't have a repository that is {wanted.visibility}: {reason}",
            hint="--private, or another owner",
            code="forge-visibility",
            owner=owner,
        )

    def _refused(self, answer: Answer, what: str) -> StabburError:
        """Return the error of an answer, with the page where to mend it."""
        hint = f"look at what the token may do at {self.at}/-/user_settings/personal_access_tokens"
        if any(word in answer.said.lower() for word in ("two-factor", "2fa")):
            hint = f"turn it on at {self.at}/-/profile/two_factor_auth"
        elif "terms" in answer.said.lower():
            hint = f"accept the terms at {self.at}/-/users/terms"
        return NotAllowed(
            f"{self.title} does not {what}: {answer.said}",
            hint=hint,
            code="forge-refused",
            status=answer.status,
        )


def _as_wanted(there: Answer, body: Mapping[str, object]) -> bool:
    pushing = [one.get("access_level") for one in there["push_access_levels"] or []]
    merging = [one.get("access_level") for one in there["merge_access_levels"] or []]
    return (
        pushing == [body["push_access_level"]]
        and merging == [body["merge_access_level"]]
        and not there["allow_force_push"]
    )
