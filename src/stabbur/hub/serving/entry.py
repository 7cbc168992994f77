"""Who the local person is: a one-time address that `stabbur up` prints, then a signed host-only cookie.

Loopback is open to everybody who uses the machine, so being on it proves nothing. A file proves it, below
`private/`, which its owner alone may read: each one-time address is a file there, and using it deletes it.
"""

import hashlib
import hmac
import secrets
import time
from pathlib import Path

from stabbur import settings

COOKIE = "stabbur_person"
ADDRESS_SECONDS = 24 * 3600  # how long a one-time address waits to be used
COOKIE_SECONDS = 30 * 24 * 3600


def _waiting() -> Path:
    folder = settings.private() / "entry"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _key() -> bytes:
    file = settings.private() / "entry.key"
    if not file.exists():
        draft = file.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            pass  # another process made it in the meantime: theirs holds
        finally:
            draft.unlink()
    return file.read_bytes()


def issue() -> str:
    """Return a token that lets its bearer in once."""
    token = secrets.token_urlsafe(24)
    (_waiting() / hashlib.sha256(token.encode()).hexdigest()).touch(mode=0o600)
    return token


def redeem(token: str) -> bool:
    """Use a token up; false when it was never issued, is used, or too old."""
    file = _waiting() / hashlib.sha256(token.encode()).hexdigest()
    try:
        age = time.time() - file.stat().st_mtime
        file.unlink()
    except FileNotFoundError:
        return False
    return age < ADDRESS_SECONDS


def sign(text: str) -> str:
    """Return a mark that only this installation can put on a text."""
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()[:40]


def signed(text: str, mark: str) -> bool:
    """Answer whether a mark is ours; the time it takes tells nothing."""
    return hmac.compare_digest(sign(text).encode(), mark.encode())


def cookie() -> str:
    """Return the value that makes a browser the local person's."""
    until = str(int(time.time()) + COOKIE_SECONDS)
    return f"{until}.{sign('person ' + until)}"


def is_local(value: str) -> bool:
    """Answer whether a cookie is one of ours and still valid."""
    until, _, mark = value.partition(".")
    return (
        until.isdecimal() and len(until) < 12 and signed("person " + until, mark) and int(until) > time.time()
    )
