"""GitLab as its documentation and its users have recorded it: one of your own, in which deletion may wait a week."""

import copy
import itertools
import json
import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from tests.projects.forges.github_recorded import has, head
from tests.projects.forges.place import Seen
from tests.servers.recorded import Given, Question, Recorded, bare

ANSWERS: dict[str, Any] = json.loads(Path(__file__).with_name("recorded").joinpath("gitlab.json").read_text())


def filled(recorded: str, /, **values: Any) -> Any:
    """Return a recorded answer with some of its values put in."""
    return copy.deepcopy(ANSWERS[recorded]) | values


@dataclass
class GitLabPlace:
    """What it holds, and how it answers."""

    folder: Path
    kind: str = "gitlab"
    good: str = "glpat-good_to.ken-1"
    narrow: str = "glpat-narrow_to.ken-2"
    oauth: str = "0a1b2c3d4e5f"
    ends: str | None = "2099-12-01"
    late: bool = False
    """Whether a project that is deleted is only marked at first."""
    user: dict[str, Any] = field(default_factory=dict)
    group: dict[str, Any] = field(default_factory=dict)
    level: int = 30
    projects: dict[str, dict[str, Any]] = field(default_factory=dict)
    rules: dict[int, Any] = field(default_factory=dict)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The statuses that were set, each with its project and commit."""
    ids: Any = field(default_factory=lambda: itertools.count(81))

    def __post_init__(self) -> None:
        """Begin to answer through a server."""
        self.server = Recorded(self.folder, self.tell, self.may_push)

    @property
    def address(self) -> str:
        """Its front page."""
        return self.server.address

    def may_push(self, user: str, token: str) -> bool:
        """Tell whether git may push so; GitLab looks at the token alone."""
        return token in (self.good, self.oauth)

    def tell(self, asked: Question) -> Given:
        """Answer a question."""
        if asked.token not in (self.good, self.narrow, self.oauth):
            return Given(401, filled("bad"))
        for pattern, answer in (
            (r"GET /user", self._user),
            (r"GET /personal_access_tokens/self", self._token),
            (r"GET /groups/([^/]+)", self._group),
            (r"GET /groups/(\d+)/members/all/(\d+)", self._member),
            (r"POST /projects", self._create),
            (r"GET /projects/([^/]+)", self._get),
            (r"DELETE /projects/(\d+)", self._delete),
            (r"POST /projects/([^/]+)/statuses/(.+)", self._status),
            (r"(?:GET|DELETE) /projects/(\d+)/protected_branches/main", self._rule),
            (r"POST /projects/(\d+)/protected_branches", self._protect),
        ):
            if found := re.fullmatch(pattern, f"{asked.method} {asked.path.removeprefix('/api/v4')}"):
                given: Given = answer(asked, *found.groups())
                return given
        return Given(404, filled("missing"))

    def _user(self, asked: Question) -> Given:
        return Given(200, filled("user", **self.user))

    def _token(self, asked: Question) -> Given:
        if asked.token == self.oauth:
            return Given(401, filled("bad"))
        scopes = ["read_api", "read_user"] if asked.token == self.narrow else ["api"]
        return Given(200, filled("token", scopes=scopes, expires_at=self.ends))

    def _group(self, asked: Question, path: str) -> Given:
        if path not in ("statistics", "closed"):
            return Given(404, filled("no_group"))
        number = 7 if path == "statistics" else 8
        return Given(200, filled("group", id=number, path=path, full_path=path) | self.group)

    def _member(self, asked: Question, group: str, person: str) -> Given:
        return (
            Given(200, filled("member", access_level=self.level))
            if group == "7"
            else Given(404, filled("no_member"))
        )

    def _create(self, asked: Question) -> Given:
        owner, name = {7: "statistics"}.get(asked.body.get("namespace_id", 0), "kari"), asked.body["path"]
        if asked.token == self.narrow:
            return Given(403, filled("narrow"))
        if f"{owner}/{name}" in self.projects:
            return Given(400, filled("taken"))
        if asked.body["visibility"] == "internal" and owner == "kari":
            return Given(400, filled("restricted"))
        self._put(owner, name, asked.body["description"], asked.body["visibility"])
        return Given(201, self.projects[f"{owner}/{name}"])

    def _put(self, owner: str, name: str, description: str, visibility: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.projects[f"{owner}/{name}"] = filled(
            "project", id=next(self.ids), name=name, path=name, path_with_namespace=f"{owner}/{name}",
            visibility=visibility, description=description, created_at=now, last_activity_at=now,
        )  # fmt: skip
        bare(self.folder, f"{owner}/{name}")

    def _found(self, key: str) -> dict[str, Any] | None:
        key = unquote(key)
        return next((p for path, p in self.projects.items() if key in (path, str(p["id"]))), None)

    def _get(self, asked: Question, key: str) -> Given:
        found = self._found(key)
        return Given(200, found) if found else Given(404, filled("missing"))

    def _delete(self, asked: Question, key: str) -> Given:
        found = self._found(key)
        if found is None:
            return Given(404, filled("missing"))
        path = found["path_with_namespace"]
        now_at_once = parse_qs(asked.query) == {"permanently_remove": ["true"], "full_path": [path]}
        if self.late and not (found["marked_for_deletion_on"] and now_at_once):
            del self.projects[path]
            marked = f"{path}-deletion_scheduled-{found['id']}"
            self.projects[marked] = found | {
                "path_with_namespace": marked,
                "marked_for_deletion_on": "2026-12-24",
            }
        else:
            del self.projects[path]
        return Given(202, filled("accepted"))

    def _status(self, asked: Question, key: str, commit: str) -> Given:
        found = self._found(key)
        if found is None or asked.token == self.narrow:
            return Given(403, filled("narrow")) if found else Given(404, filled("missing"))
        path = found["path_with_namespace"]
        if not has(self.folder / f"{path}.git", commit):
            return Given(404, filled("no_commit"))
        body = dict(asked.body)
        state, of = body.pop("state"), f"{path}@{commit}"
        before = [one for at, one in self.said if at == of and one["name"] == body["name"]]
        if state == "running" and before and before[-1]["status"] == "running":
            return Given(400, filled("again"))
        made = filled("status", sha=commit, status=state, **body)
        self.said.append((of, made))
        return Given(201, made)

    def _rule(self, asked: Question, key: str) -> Given:
        found = self._found(key)
        assert found is not None
        # the first push protects the usual branch by itself
        if found["id"] not in self.rules and head(
            self.folder / f"{found['path_with_namespace']}.git", "main"
        ):
            self.rules[found["id"]] = filled("protected")
        if asked.method == "GET":
            rule = self.rules.get(found["id"])
            return Given(200, rule) if rule else Given(404, filled("unprotected"))
        self.rules[found["id"]] = None
        return Given(204)

    def _protect(self, asked: Question, key: str) -> Given:
        if self.rules.get(int(key)):
            return Given(409, filled("protected_already"))
        kinds = ("push_access_levels", "merge_access_levels")
        levels = {kind: [{"access_level": asked.body[kind.removesuffix("s")]}] for kind in kinds}
        self.rules[int(key)] = filled("protected", **levels)
        return Given(201, self.rules[int(key)])

    def seen(self, owner: str, name: str) -> Seen | None:
        """Return a project as it is kept."""
        found = self.projects.get(f"{owner}/{name}")
        if found is None:
            return None
        rule = self.rules.get(found["id"]) or {}
        levels = [one["access_level"] for one in rule.get("push_access_levels", [])]
        return Seen(
            id=str(found["id"]),
            private=found["visibility"] == "private",
            description=found["description"],
            protected=bool(rule) and not rule["allow_force_push"],
            reviewed=levels == [0],
        )

    def statuses(self, owner: str, name: str, commit: str) -> list[tuple[str, str, str, str]]:
        """Return the statuses of a commit."""
        words = {"running": "pending", "failed": "failure", "canceled": "error"}
        return [
            (
                words.get(one["status"], one["status"]),
                one["name"],
                one["description"],
                one["target_url"] or "",
            )
            for of, one in self.said
            if of == f"{owner}/{name}@{commit}"
        ]

    def made(self, owner: str, name: str) -> None:
        """Make a project by somebody else's hand."""
        self._put(owner, name, "theirs", "private")

    def gone(self, owner: str, name: str) -> None:
        """Delete a project by somebody else's hand."""
        del self.projects[f"{owner}/{name}"]
        shutil.rmtree(self.folder / f"{owner}/{name}.git")

    def head(self, owner: str, name: str, branch: str = "main") -> str:
        """Return the commit of a branch."""
        return head(self.folder / f"{owner}/{name}.git", branch)
