"""Encrypt what the state keeps with a key that lies outside of it: AES-GCM, bound to the name of what is kept."""

import base64
import hashlib
import os
import stat
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stabbur.errors import NotFound, Unavailable
from stabbur.state.disk import failing

FORM = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12
ANEW = "put the file back from a backup; or delete the secrets that were kept with it, and set them anew"


@dataclass(frozen=True)
class Key:
    """A key in memory: neither printing nor an error shows it."""

    _bytes: bytes

    @property
    def id(self) -> str:
        """By what a text tells which key it was sealed with; the key cannot be found from it."""
        return hashlib.sha256(b"stabbur secrets " + self._bytes).hexdigest()[:12]

    def seal(self, name: str, value: str) -> str:
        """Return a value as it is kept under a name; twice the same value gives two texts."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._bytes).encrypt(nonce, value.encode("utf-8", "surrogateescape"), _bound(name))
        return f"{FORM}:{self.id}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, name: str, text: str) -> str:
        """Return the value that was kept under a name.

        Raises
        ------
        Unavailable
            It was kept with another key, or under another name, or was changed since.
        """
        form, _, rest = text.partition(":")
        id, _, data = rest.partition(":")
        if form == FORM and id != self.id:
            raise Unavailable(
                f"secret '{name}' was kept with another key ({id}) than the one of this machine ({self.id})",
                hint=ANEW,
                code="secrets-key",
                secret=name,
            )
        try:
            raw = base64.b64decode(data, validate=True)
            value = AESGCM(self._bytes).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(name))
        except (InvalidTag, ValueError):
            raise Unavailable(
                f"secret '{name}' in the state is not what was kept there",
                hint=f"set it anew: stabbur secrets set {name} --store state",
                code="secret-unreadable",
                secret=name,
            ) from None
        return value.decode("utf-8", "surrogateescape")

    def __repr__(self) -> str:
        return f"Key({self.id})"


def read_key(file: Path) -> Key:
    """Return the key of a file.

    Raises
    ------
    NotFound
        There is no such file.
    Unavailable
        It is no key, or others than its owner may read it.
    """
    try:
        with failing("read", file), file.open(encoding="ascii", errors="replace") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            text = opened.read(1000)
    except Unavailable as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise missing(file) from None
        raise
    if stat.S_IMODE(mode) & 0o077:
        raise Unavailable(
            f"the key of the secrets '{file}' may be read by others than its owner",
            hint=f"chmod 600 {quote(str(file))}",
            code="secrets-key",
        )
    try:
        found = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise Unavailable(f"'{file}' is not the key of the secrets", hint=ANEW, code="secrets-key")
    return Key(found)


def make_key(file: Path) -> Key:
    """Make a key that only its owner may read, or return the one that somebody made at the same time."""
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    with failing("write", file):
        try:
            place = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(place, "wb") as opened:
                opened.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
                opened.flush()
                os.fsync(opened.fileno())
            with suppress(FileExistsError):
                os.link(draft, file)
        finally:
            draft.unlink(missing_ok=True)
    return read_key(file)


def missing(file: Path) -> NotFound:
    """Return the error of a key that is not there although something was kept with it."""
    return NotFound(
        f"the key of the secrets '{file}' is gone, and without it nobody can read what the state keeps",
        hint=ANEW,
        code="secrets-key",
    )


def _bound(name: str) -> bytes:
    """Return what a text is sealed together with: put under another name it opens no more."""
    return b"stabbur secret " + name.encode("utf-8", "surrogateescape")
