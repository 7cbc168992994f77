"""A real Forgejo: the contract, and what its own rules then refuse."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from stabbur.errors import BadInput, NotAllowed
from stabbur.projects.forges.pushing import environment
from stabbur.secrets import Secret
from tests.projects.forges.contract import ForgeContract, git
from tests.projects.forges.github_recorded import head
from tests.projects.forges.place import Seen
from tests.servers import forgejo


@dataclass
class ForgejoPlace:
    """The server as the contract sees it."""

    server: forgejo.Server
    kind: str = "forgejo"
    good: str = ""
    narrow: str = ""
    people: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Its front page."""
        return self.server.address

    def seen(self, owner: str, name: str) -> Seen | None:
        """Return a repository as its administrator sees it."""
        found = self._asked(f"/repos/{owner}/{name}")
        if found is None:
            return None
        rules = self._asked(f"/repos/{owner}/{name}/branch_protections") or []
        rule = next((one for one in rules if one["rule_name"] == "main"), None)
        return Seen(
            id=str(found["id"]),
            private=found["private"],
            description=found["description"],
            protected=rule is not None,
            reviewed=bool(rule and not rule["enable_push"] and rule["required_approvals"] == 1),
        )

    def made(self, owner: str, name: str) -> None:
        """Make a repository by the administrator's hand."""
        self.server.ask("POST", f"/admin/users/{owner}/repos", body={"name": name, "description": "theirs"})

    def gone(self, owner: str, name: str) -> None:
        """Delete a repository by the administrator's hand."""
        self.server.ask("DELETE", f"/repos/{owner}/{name}")

    def head(self, owner: str, name: str, branch: str = "main") -> str:
        """Return the commit of a branch."""
        # from the disk: its pages learn of a push a moment later
        return head(self.server.folder / "repositories" / owner / f"{name}.git", branch)

    def statuses(self, owner: str, name: str, commit: str) -> list[tuple[str, str, str, str]]:
        """Return the statuses of a commit."""
        found = self._asked(f"/repos/{owner}/{name}/commits/{commit}/statuses") or []
        return [
            (one["status"], one["context"], one["description"], one["target_url"])
            for one in sorted(found, key=lambda one: int(one["id"]))
        ]

    def _asked(self, path: str) -> Any:
        for left in reversed(range(100)):
            answer = httpx.get(
                f"{self.address}/api/v1{path}", auth=("root1", forgejo.PASSWORD), trust_env=False, timeout=60
            )
            if answer.status_code < 500 or not left:
                break
            time.sleep(0.2)  # its own database is locked while it takes a push, longer on a busy machine
        assert answer.status_code < 500, f"{answer.text}\n{self.server.said()}"
        return None if answer.status_code == 404 else answer.raise_for_status().json()


@pytest.fixture(scope="module")
def real() -> Iterator[ForgejoPlace]:
    """A Forgejo with kari, whose organisation is statistics; closed belongs to the administrator."""
    with forgejo.serve() as server:
        server.user("kari")
        server.ask("POST", "/orgs", body={"username": "closed", "visibility": "public"})
        server.ask("POST", "/orgs", body={"username": "statistics", "visibility": "private"}, user="kari")
        scopes = ("write:user", "write:repository", "write:organization")
        good, narrow = (
            server.token("kari", "good", *scopes),
            server.token("kari", "narrow", "read:user", "read:repository"),
        )
        yield ForgejoPlace(server, good=good, narrow=narrow)


class TestForgejo(ForgeContract):
    """A Forgejo of one's own."""

    @pytest.fixture
    def place(self, real: ForgejoPlace) -> ForgejoPlace:
        return real

    def pushed(self, place: ForgejoPlace, root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """Push as kari would by hand."""
        url = git(root, "remote", "get-url", "origin")
        environ = {"PATH": "/usr/bin:/bin", "HOME": str(root.parent)} | environment(
            url, "kari", Secret(place.good)
        )
        return subprocess.run(
            ["git", "push", *words], cwd=root, env=environ, capture_output=True, text=True, check=False
        )

    def test_A27_main_takes_no_other_history(self, place: ForgejoPlace, root: Path) -> None:
        self.shared(self.plan(place, root), root)
        before = place.head("kari", root.name)
        git(root, "commit", "-q", "--amend", "-m", "another")
        refused = self.pushed(place, root, "--force", "origin", "main")
        assert refused.returncode
        assert "protected" in refused.stderr
        assert self.pushed(place, root, "origin", ":main").returncode
        assert place.head("kari", root.name) == before

    def test_A27_main_of_an_organisation_takes_no_push(self, place: ForgejoPlace, root: Path) -> None:
        self.shared(self.plan(place, root, owner="statistics"), root)
        git(root, "commit", "-q", "--allow-empty", "-m", "more")
        assert "protected" in self.pushed(place, root, "origin", "main").stderr
        assert self.pushed(place, root, "origin", "main:better").returncode == 0

    def test_owner_of_a_repository_alone_goes_on_pushing(self, place: ForgejoPlace, root: Path) -> None:
        self.shared(self.plan(place, root), root)
        git(root, "commit", "-q", "--allow-empty", "-m", "more")
        done = self.pushed(place, root, "origin", "main")
        assert done.returncode == 0, done.stderr
        assert place.head("kari", root.name) == git(root, "rev-parse", "HEAD")

    def test_internal_is_not_what_it_knows(self, place: ForgejoPlace, root: Path) -> None:
        with pytest.raises(BadInput, match="knows private and public"):
            self.plan(place, root, visibility="internal")

    def test_organisation_of_others_is_closed(self, place: ForgejoPlace, root: Path) -> None:
        with pytest.raises(NotAllowed, match="may not make repositories in 'closed'") as error:
            self.plan(place, root, owner="closed")
        assert error.value.hint.endswith(f"{place.address}/org/closed/teams")

    def test_two_at_once_make_one(self, place: ForgejoPlace, root: Path, tmp_path: Path) -> None:
        first, second = self.plan(place, root), self.plan(place, root)
        self.shared(first, root)
        kept = place.seen("kari", root.name)
        git(root, "remote", "remove", "origin")
        with pytest.raises(BadInput, match="taken"):
            self.shared(second, root)
        assert place.seen("kari", root.name) == kept
