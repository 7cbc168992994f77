"""GitHub as its documentation and its users have recorded it, at an address of its own as Enterprise Server is."""

import copy
import itertools
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.projects.forges.place import Seen
from tests.servers.recorded import Given, Question, Recorded, bare

ANSWERS: dict[str, Any] = json.loads(Path(__file__).with_name("recorded").joinpath("github.json").read_text())
SCOPES = {"good": "repo, workflow, delete_repo", "narrow": "public_repo, read:org", "stay": "repo, workflow"}


def filled(recorded: str, /, **values: Any) -> Any:
    """Return a recorded answer with some of its values put in."""
    return copy.deepcopy(ANSWERS[recorded]) | values


@dataclass
class GitHubPlace:
    """What it holds, and how it answers."""

    folder: Path
    kind: str = "github"
    good: str = "ghp_good-to.ken_1"
    narrow: str = "ghp_narrow-to.ken_2"
    stay: str = "ghp_stay-to.ken_3"
    fine: str = "github_pat_11AB-c.d_e"
    ends: str = "2099-12-01 10:00:00 UTC"
    free: bool = False
    """Whether protecting a private repository has to be paid for first."""
    user: dict[str, Any] = field(default_factory=dict)
    organisation: dict[str, Any] = field(default_factory=dict)
    membership: dict[str, Any] = field(default_factory=dict)
    repositories: dict[str, dict[str, Any]] = field(default_factory=dict)
    protections: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The statuses that were set, each with its repository and commit."""
    ids: Any = field(default_factory=lambda: itertools.count(1296269))

    def __post_init__(self) -> None:
        """Begin to answer through a server."""
        self.server = Recorded(self.folder, self.tell, self.may_push)

    @property
    def address(self) -> str:
        """Its front page."""
        return self.server.address

    def scopes(self, token: str) -> str | None:
        """Return the scopes of a classic token, None of one that nobody is told of."""
        return next((SCOPES[name] for name in SCOPES if token == getattr(self, name)), None)

    def may_push(self, user: str, token: str) -> bool:
        """Tell whether git may push so."""
        return user == "x-access-token" and token in (self.good, self.stay, self.fine)

    def tell(self, asked: Question) -> Given:
        """Answer a question."""
        if asked.token not in (self.good, self.narrow, self.stay, self.fine):
            return Given(401, filled("bad"))
        headers = {"github-authentication-token-expiration": self.ends} if self.ends else {}
        if (scopes := self.scopes(asked.token)) is not None:
            headers["X-OAuth-Scopes"] = scopes
        for pattern, answer in (
            (r"GET /user", self._user),
            (r"GET /orgs/([^/]+)", self._organisation),
            (r"GET /user/memberships/orgs/([^/]+)", self._membership),
            (r"POST /(?:user|orgs/([^/]+))/repos", self._create),
            (r"GET /repos/([^/]+)/([^/]+)", self._get),
            (r"DELETE /repos/([^/]+)/([^/]+)", self._delete),
            (r"POST /repos/([^/]+)/([^/]+)/statuses/(.+)", self._status),
            (r"PUT /repos/([^/]+)/([^/]+)/branches/(.+)/protection", self._protect),
        ):
            if found := re.fullmatch(pattern, f"{asked.method} {asked.path.removeprefix('/api/v3')}"):
                given: Given = answer(asked, *found.groups())
                return Given(given.status, given.body, headers | dict(given.headers))
        return Given(404, filled("missing"), headers)

    def _user(self, asked: Question) -> Given:
        return Given(200, filled("user", **self.user))

    def _organisation(self, asked: Question, name: str) -> Given:
        if name not in ("statistics", "closed"):
            return Given(404, filled("missing"))
        return Given(200, filled("organisation", login=name, **self.organisation))

    def _membership(self, asked: Question, name: str) -> Given:
        if name != "statistics":
            return Given(404, filled("missing"))
        return Given(200, filled("membership", **self.membership))

    def _create(self, asked: Question, organisation: str | None) -> Given:
        owner, name = organisation or "kari", asked.body["name"]
        if asked.token == self.narrow:
            return Given(403, filled("fine"))
        if f"{owner}/{name}" in self.repositories:
            return Given(422, filled("taken"))
        if asked.body.get("visibility") == "internal":
            return Given(422, filled("invisible"))
        self._put(owner, name, asked.body["description"], private=asked.body["private"])
        return Given(201, self.repositories[f"{owner}/{name}"])

    def _put(self, owner: str, name: str, description: str, *, private: bool) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        times = {"created_at": now, "updated_at": now, "pushed_at": now}
        self.repositories[f"{owner}/{name}"] = filled(
            "repository", id=next(self.ids), name=name, full_name=f"{owner}/{name}", private=private,
            owner={"login": owner, "id": 1, "type": "User"}, description=description or None, **times,
        )  # fmt: skip
        bare(self.folder, f"{owner}/{name}")

    def _get(self, asked: Question, owner: str, name: str) -> Given:
        found = self.repositories.get(f"{owner}/{name}")
        return Given(200, found) if found else Given(404, filled("missing"))

    def _delete(self, asked: Question, owner: str, name: str) -> Given:
        if asked.token != self.good:
            return Given(403, filled("undeletable"))
        if f"{owner}/{name}" not in self.repositories:
            return Given(404, filled("missing"))
        self.gone(owner, name)
        return Given(204)

    def _status(self, asked: Question, owner: str, name: str, commit: str) -> Given:
        if asked.token == self.narrow or f"{owner}/{name}" not in self.repositories:
            return Given(404, filled("missing"))  # as whoever may not write is told
        if not has(self.folder / f"{owner}/{name}.git", commit):
            return Given(422, filled("no_commit"))
        made = filled("status", id=len(self.said) + 1, **asked.body)
        self.said.append((f"{owner}/{name}@{commit}", made))
        return Given(201, made)

    def _protect(self, asked: Question, owner: str, name: str, branch: str) -> Given:
        if self.free and self.repositories[f"{owner}/{name}"]["private"]:
            return Given(403, filled("upgrade"))
        if not self.head(owner, name, branch):
            return Given(404, {"message": "Branch not found", "status": "404"})
        self.protections[f"{owner}/{name}"] = asked.body
        return Given(200, filled("protection"))

    def seen(self, owner: str, name: str) -> Seen | None:
        """Return a repository as it is kept."""
        found = self.repositories.get(f"{owner}/{name}")
        if found is None:
            return None
        rule = self.protections.get(f"{owner}/{name}")
        return Seen(
            id=str(found["id"]),
            private=found["private"],
            description=found["description"] or "",
            protected=rule is not None and not rule["allow_force_pushes"] and rule["enforce_admins"],
            reviewed=bool(rule and rule["required_pull_request_reviews"]),
        )

    def statuses(self, owner: str, name: str, commit: str) -> list[tuple[str, str, str, str]]:
        """Return the statuses of a commit."""
        return [
            (one["state"], one["context"], one["description"], one["target_url"] or "")
            for of, one in self.said
            if of == f"{owner}/{name}@{commit}"
        ]

    def made(self, owner: str, name: str) -> None:
        """Make a repository by somebody else's hand."""
        self._put(owner, name, "theirs", private=True)

    def gone(self, owner: str, name: str) -> None:
        """Delete a repository."""
        del self.repositories[f"{owner}/{name}"]
        self.protections.pop(f"{owner}/{name}", None)
        shutil.rmtree(self.folder / f"{owner}/{name}.git")

    def head(self, owner: str, name: str, branch: str = "main") -> str:
        """Return the commit of a branch."""
        return head(self.folder / f"{owner}/{name}.git", branch)


def head(repository: Path, branch: str) -> str:
    """Return the commit of a branch, or of a ref by its whole name; "" when there is none."""
    ref = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
    words = ["git", f"--git-dir={repository}", "rev-parse", "--verify", "-q", ref]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def has(repository: Path, commit: str) -> bool:
    """Tell whether a repository has a commit."""
    words = ["git", f"--git-dir={repository}", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0
