"""Say at a commit on its forge what becomes of its builds; a forge that does not answer holds up nothing."""

import json
import logging
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from stabbur import settings as all_settings
from stabbur.errors import BadInput, StabburError
from stabbur.projects.environment.locking import write
from stabbur.projects.forges.base import State, Status
from stabbur.runs.notices import causes
from stabbur.runs.notices.composing import remember_secrets
from stabbur.runs.pushing import following, forge
from stabbur.runs.pushing.following import Followed
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import CANCELLED, ENDED, LOST, RUNNING, SKIPPED, SUCCEEDED, Run
from stabbur.runs.worker.presence import host_name
from stabbur.secrets import mask, printable
from stabbur.state.clock import now
from stabbur.state.locks import exclusive_if_free

NOTE = "statuses.json"
SECONDS = 20.0  # that all forges together may take of a worker's time; who takes longer is left to itself
WITHIN = timedelta(days=1)  # builds of pushes before that are not told any more
MOST = 500
BACKOFF, LONGEST_BACKOFF = 30.0, 3600.0  # seconds after the first try, four times as long after each further
LONGEST_LINE, LONGEST_CONTEXT = 140, 100
STATES: dict[str, State] = {
    RUNNING: "pending", SUCCEEDED: "success", CANCELLED: "error", LOST: "error", SKIPPED: "error"
}  # fmt: skip
log = logging.getLogger("stabbur")


@dataclass
class Told:
    """What a forge was told, and what came in the way last."""

    states: dict[str, str] = field(default_factory=dict)
    """Of each run the state that it has heard of."""
    tries: dict[str, int] = field(default_factory=dict)
    """Of each run how often it was tried in vain, and by no name how often nothing could be tried."""
    again: float = 0.0
    problem: str = ""
    token_from: str = ""

    @classmethod
    def of(cls, followed: Followed) -> "Told":
        """Return what is kept; nothing where it can't be read, so that it is told again."""
        with suppress(OSError, ValueError, TypeError):
            return cls(**json.loads((followed.folder / NOTE).read_text(encoding="utf-8")))
        return cls()

    def waits(self, followed: Followed) -> bool:
        """Tell whether it is too early to ask again; another token is tried at once."""
        return followed.token_from == self.token_from and 0 < self.again - time.time() <= LONGEST_BACKOFF


def tell(engine: Engine, *, seconds: float = SECONDS) -> None:
    """Tell each forge what it has not heard of; what does not reach it now is tried again later."""
    places = [one for one in following.every() if forge.web(one.address)]
    found = _builds(engine, places) if places else {}
    threads = [
        threading.Thread(target=_tell_one, args=(engine, one), name="stabbur-status", daemon=True)
        for one in places
        if _untold(Told.of(one), found.get(one.id, [])) and not Told.of(one).waits(one)
    ]
    for thread in threads:
        thread.start()
    ends = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))


def standing(followed: Followed) -> str:
    """Return whether the commits of a repository get the results of builds, and what comes in the way if not."""
    if not forge.web(followed.address):
        return ""
    try:
        forge.opened(followed)
    except StabburError as error:
        return f"none: {error}"
    problem = Told.of(followed).problem
    return f"none: {problem}" if problem else "on each commit"


def status(followed: Followed, one: Run) -> Status:
    """Return what is said of a build: its state, and why in one line without data, as notices say it."""
    remember_secrets(Path(one.project))
    folder = Path(one.project).relative_to(followed.clone).as_posix()
    context = "stabbur" if folder == "." else f"stabbur/{printable(folder)}"[:LONGEST_CONTEXT]
    word = one.state.replace("_", " ")
    why = [] if one.state in (RUNNING, SUCCEEDED) else causes.cause(one)
    line = f"{word}: {why[0]}" if why else word
    address = all_settings.load(followed.folder).hub.address
    page = f"{address}/runs/{one.id}" if address else ""
    return Status(str(one.commit), STATES.get(one.state, "failure"), context, line[:LONGEST_LINE], page)


def _builds(engine: Engine, places: list[Followed]) -> dict[str, list[Run]]:
    """Return the builds of pushes that are told of, oldest first, by the repository that they are of."""
    made: dict[str, list[Run]] = defaultdict(list)
    states = (RUNNING, *ENDED)
    listed = reading.listed(engine, purpose="build", state=states, since=now() - WITHIN, limit=MOST)
    for one in reversed(listed):
        # of several machines the one that carries it out tells
        if one.cause == "push" and one.commit and one.host in (None, host_name()):
            of = (place.id for place in places if Path(one.project).is_relative_to(place.clone))
            made[next(of, "")].append(one)
    return made


def _untold(told: Told, builds: list[Run]) -> list[Run]:
    """Return those that it has not heard of, first what has not been tried: one that it chokes on holds up none."""
    left = [one for one in builds if told.states.get(str(one.id)) != one.state]
    return sorted(left, key=lambda one: told.tries.get(str(one.id), 0))


def _tell_one(engine: Engine, followed: Followed) -> None:
    """Tell one forge, unless another worker of this machine or an earlier thread is at it."""
    try:
        with exclusive_if_free(followed.folder / "telling") as mine:
            # read again: whoever held it before us may have told of it
            told, builds = Told.of(followed), _builds(engine, [followed]).get(followed.id, [])
            if mine and _untold(told, builds) and not told.waits(followed):
                _tell_all(followed, told, builds)
    except (StabburError, SQLAlchemyError, OSError) as error:
        log.warning("a forge could not be told of builds", extra={"error": type(error).__name__})


def _tell_all(followed: Followed, told: Told, builds: list[Run]) -> None:
    at = ""
    try:
        marking, owner, name = forge.opened(followed)
        for one in _untold(told, builds):
            at, made = str(one.id), status(followed, one)
            try:
                marking.mark(owner, name, made)
            except BadInput as error:  # this one will never be taken; the others may
                _trouble(followed, told, error)
            else:
                told.problem = ""
            told.states[at] = one.state
            _keep(followed, told)
        told.tries, told.again = {}, 0.0
    except Exception as error:  # noqa: BLE001 (a forge from outside may raise whatever it likes)
        _trouble(followed, told, error)
        told.tries[at] = told.tries.get(at, 0) + 1
        told.again = time.time() + min(BACKOFF * 4 ** min(told.tries[at] - 1, 9), LONGEST_BACKOFF)
    known = {str(one.id) for one in builds}
    told.states = {id: state for id, state in told.states.items() if id in known}
    _keep(followed, told)


def _trouble(followed: Followed, told: Told, error: Exception) -> None:
    """Say what came in the way, once for as long as it is the same."""
    why = f"{error}; {error.hint}" if isinstance(error, StabburError) else type(error).__name__
    problem = mask(printable(why))
    if problem != told.problem:
        code = error.code if isinstance(error, StabburError) else ""
        log.warning(
            "a commit gets no status", extra={"repository": followed.id, "code": code, "why": problem}
        )
    told.problem = problem


def _keep(followed: Followed, told: Told) -> None:
    told.token_from = followed.token_from
    write(followed.folder / NOTE, json.dumps(asdict(told), ensure_ascii=False))
