"""What GitHub, GitLab and Forgejo have alike: how they are asked, and what their answers and refusals mean."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from urllib.parse import quote

from stabbur.errors import BadInput, Conflict, NotAllowed, StabburError
from stabbur.projects.forges.asking import Answer, Rest, moment
from stabbur.projects.forges.base import Account, Repository, Status, Wanted


class Alike(ABC):
    """A forge over REST, signed in to."""

    title: ClassVar[str]
    at: str
    rest: Rest

    @abstractmethod
    def _refused(self, answer: Answer, what: str) -> StabburError:
        """Return the error of an answer that is none of those that are looked for."""

    def _asked(self, path: str) -> Answer:
        """Ask for something that is there or not; whatever else is answered is refused."""
        answer = self.rest.get(path)
        if answer.status in (200, 404):
            return answer
        raise self._refused(answer, "answer for the token")

    def _taken(self, account: Account, wanted: Wanted) -> Conflict:
        """Return the error of a name that came to be taken since it was looked for."""
        return Conflict(
            f"'{account.owner}/{wanted.name}' is taken on {self.title}",
            hint=f"give another name; that one is at {self.at}/{account.owner}/{wanted.name}",
            code="forge-taken",
        )

    def _undeleted(self, answer: Answer, repository: Repository, page: str) -> NotAllowed:
        """Return the error of a repository that the token may not delete; a person may on its page."""
        return NotAllowed(
            f"{self.title} does not let the token delete '{repository.owner}/{repository.name}': {answer.said}",
            hint=f"delete it at the foot of {repository.page}/{page}",
            code="forge-undeleted",
        )

    def _mark(self, place: str, body: dict[str, str], status: Status) -> None:
        """Set the status of a commit; `body` is what each kind says in words of its own."""
        if status.page:
            body["target_url"] = status.page
        answer = self.rest.send("POST", place, {**body, "description": status.line})
        if answer.status in (200, 201):
            return
        if answer.status in (400, 409, 422) or (answer.status == 404 and "commit" in answer.said.lower()):
            raise self._untaken(status, answer.said)
        raise self._refused(answer, "take the status of a commit")

    def _untaken(self, status: Status, said: str) -> BadInput:
        """Return the error of a status that is not taken, now or later."""
        return BadInput(
            f"{self.title} does not take the status of '{status.commit[:12]}': {said}",
            hint="push the commit again; it may be gone from the forge",
            code="status-refused",
        )

    def _there(self, told: Any, owner: str, name: str, *, empty: bool) -> Repository:
        """Return the repository that an answer tells of; ValueError when it does not say since when."""
        created = moment(told["created_at"])
        if created is None:
            raise ValueError(told["created_at"])
        text = told.get("description") or ""
        return Repository(str(told["id"]), owner, name, f"{self.at}/{owner}/{name}", created, empty, text)


def path(owner: str, name: str) -> str:
    """Return where GitHub and Forgejo have a repository."""
    return f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"
