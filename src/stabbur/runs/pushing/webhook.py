"""A forge's word of a push: taken when it is signed with our key, kept at once, and worked off after the answer."""

import hmac
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.packages.names import slug
from stabbur.projects.environment.locking import write
from stabbur.runs.pushing import following
from stabbur.runs.pushing.following import Followed
from stabbur.runs.pushing.receiving import Received, Update, receive

LARGEST = 500_000  # bytes; what a forge tells of a push
WAITING = "waiting"
MOST_WAITING = 1000
SIGNATURES = ("x-hub-signature-256", "x-forgejo-signature", "x-gitea-signature")
TOKENS = ("x-gitlab-token",)
KINDS = {
    # a Forgejo says that it is like Gitea and GitHub, too: the first that is there holds
    "x-forgejo-event": "forgejo",
    "x-gitea-event": "forgejo",
    "x-gitlab-event": "gitlab",
    "x-github-event": "github",
}
HEX = re.compile(r"[0-9a-f]{64}")


def signed(followed: Followed, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether a body was signed with the key of a repository; GitLab sends the key itself instead."""
    key = followed.key
    if not key:
        return False
    wanted = hmac.new(key, body, sha256).hexdigest()
    given = [headers[name].removeprefix("sha256=") for name in SIGNATURES if name in headers]
    if given:  # each that is there must be right: none of them is left to choose
        return all(bool(HEX.fullmatch(one)) and hmac.compare_digest(one, wanted) for one in given)
    tokens = [headers[name] for name in TOKENS if name in headers]
    return bool(tokens) and all(hmac.compare_digest(one.encode("utf-8", "replace"), key) for one in tokens)


def accept(id: str, headers: Mapping[str, str], body: bytes) -> Path | None:
    """Keep a forge's word of a push until it is worked off; None where it tells of something else.

    Raises
    ------
    NotAllowed
        No such repository is followed, or the signature is not right: whoever asks learns no more.
    BadInput
        It is no word of a push.
    """
    refused = NotAllowed(
        "the signature is not right",
        hint="stabbur hooks follow names the file with the key",
        code="push-unsigned",
    )
    if len(body) > LARGEST:
        raise BadInput(f"the body is larger than {LARGEST} bytes", hint="send pushes alone", code="push-bad")
    try:
        followed = following.one(id)
        good = signed(followed, headers, body)
    except (NotFound, BadInput, OSError):
        raise refused from None
    if not good:
        raise refused
    told = _update(body)
    kind = next((KINDS[name] for name in KINDS if name in headers), "")
    if kind and kind != followed.kind:
        write(followed.folder / following.KIND, kind)
    if told is None:
        return None
    place = followed.folder / WAITING
    place.mkdir(mode=0o700, exist_ok=True)
    if len(list(place.iterdir())) >= MOST_WAITING:
        raise NotAllowed("too many pushes wait", hint="stabbur worker, and look at its log", code="push-many")
    file = place / f"{uuid4().hex}.json"
    write(file, json.dumps(told))
    return file


def work_off(id: str) -> list[Received]:
    """Take the pushes of a repository that wait; one that can't be fetched waits for the next time.

    Raises
    ------
    StabburError
        One of them could not be fetched; the others were taken all the same.
    """
    followed, done, failed = following.one(id), list[Received](), None
    for file in sorted((followed.folder / WAITING).glob("*.json"), key=lambda one: one.stat().st_mtime_ns):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            update = Update(*(_sayable(str(told[name])) for name in ("ref", "before", "after")))
            done.append(receive(followed, [update], actor=str(told["actor"])))
        except (StabburError, OSError) as error:  # such as a repository that does not answer now
            failed = failed or error
            continue
        except (ValueError, KeyError, TypeError):  # it will never be a push: the ones after it shall not wait
            pass
        file.unlink(missing_ok=True)
    if failed:
        raise failed
    return done


def work_off_all() -> None:
    """Take all pushes that wait; a repository that does not answer holds up no other."""
    for followed in following.every():
        try:
            work_off(followed.id)
        except (StabburError, OSError, ValueError, KeyError):
            continue


def _update(body: bytes) -> dict[str, str] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput(
            "the body is no JSON", hint="let the forge send application/json", code="push-bad"
        ) from None
    if not isinstance(told, dict):
        raise BadInput("the body is no word of a push", hint="send pushes alone", code="push-bad")
    found = {name: told.get(name) for name in ("ref", "before", "after")}
    if not all(isinstance(value, str) and 0 < len(value) < 500 for value in found.values()):
        return None  # a forge's try whether we are here, or an event of another kind
    try:
        found = {name: _sayable(str(value)) for name, value in found.items()}
    except ValueError:
        return None  # no branch has such a name
    return {name: str(value) for name, value in found.items()} | {"actor": _actor(told)}


def _sayable(text: str) -> str:
    """Return a text that git can be asked for; ValueError where none can."""
    if "\0" in text:
        raise ValueError("a zero byte")
    text.encode()
    return text


def _actor(told: Mapping[str, object]) -> str:
    """Return who pushed as the forge says, in letters that a log can have."""
    for key, names in (("pusher", ("login", "username", "name")), ("sender", ("login",))):
        part = told.get(key)
        for name in names:
            if isinstance(part, dict) and isinstance(part.get(name), str) and part[name]:
                return f"forge:{slug(part[name][:60]) or 'somebody'}"
    user = told.get("user_username")
    return f"forge:{slug(user[:60]) or 'somebody'}" if isinstance(user, str) else "forge:somebody"
