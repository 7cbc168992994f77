"""Keys of pseudonyms: by id, in versions, kept in the secret stores; no print, log or error shows one."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from stabbur import settings
from stabbur.errors import BadInput, NotFound, meant
from stabbur.secrets.masking import remember
from stabbur.secrets.resolving import stores
from stabbur.settings import Settings
from stabbur.state.secrets import StateSecrets

FOLDER = "pseudonyms"
REFERENCE = re.compile(r"([a-z0-9][a-z0-9_-]{0,62})(?:@([1-9][0-9]{0,5}))?")
DIGITS = re.compile(r"[0-9a-f]{32,}")
"""What is a key itself, given in place of its id."""
SHOWN = 20
"""Up to so many characters what is no id is shown: a key is longer."""
BYTES = 64
CHECK_BYTES = 4


@dataclass(frozen=True)
class Version:
    """One version of a key: its number, when it was made, and what no print shows."""

    number: int
    created: datetime
    _material: bytes

    def __repr__(self) -> str:
        return f"Version({self.number}, {self.created.isoformat()})"

    def line(self) -> str:
        """Return the version as it is kept in a secret store."""
        text = base64.b64encode(self._material).decode()
        remember(text)
        return f"{self.number} {self.created.isoformat()} {text}"


@dataclass(frozen=True)
class Key:
    """A key with all its versions, the oldest first."""

    id: str
    versions: tuple[Version, ...]
    store: str = ""

    def version(self, number: int | None = None) -> Version:
        """Return a version by its number, else the newest; NotFound when there is none of that number."""
        for one in reversed(self.versions):
            if number in (None, one.number):
                return one
        raise NotFound(
            f"key '{self.id}' has no version {number}: it has {', '.join(str(v.number) for v in self.versions)}",
            hint=f'key="{self.id}" takes the newest',
            code="key-version",
        )

    def text(self) -> str:
        """Return the key as it is kept in a secret store."""
        return "\n".join(one.line() for one in self.versions)


@dataclass(frozen=True)
class Scope:
    """Where pseudonyms join: in one environment, and in one package when it is named."""

    package: str = ""
    shared: bool = False
    environment: str = ""

    def derive(self, key: Key, version: Version, algorithm: str, length: int) -> bytes:
        """Return the bytes for one algorithm: HKDF (RFC 5869), so that nothing made elsewhere joins by chance."""
        told = [algorithm, key.id, "" if self.shared else self.environment, self.package]
        bound = json.dumps(["stabbur pseudonyms 1", *told, self.shared], ensure_ascii=False)
        made = HKDF(hashes.SHA256(), length, salt=None, info=bound.encode())
        return made.derive(version._material)

    def check(self, key: Key, version: Version) -> str:
        """Return eight characters by which a key is known again; the key cannot be found from them."""
        return self.derive(key, version, "check", CHECK_BYTES).hex()


def parse_reference(reference: object) -> tuple[str, int | None]:
    """Return id and version of `skatt@2`; the version is None when none is named.

    Examples
    --------
    >>> parse_reference("skatt@2"), parse_reference("skatt")
    (('skatt', 2), ('skatt', None))
    """
    found = REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    if found is None or DIGITS.fullmatch(found[1]):
        # whoever takes the id for the key itself would find the key in the log of a run
        short = isinstance(reference, str) and len(reference) <= SHOWN
        raise BadInput(
            f"{repr(reference) if short else 'what is given'} can't be the id of a key",
            hint="letters a-z, digits, - and _, with a version when it is not the newest: skatt or skatt@2",
            code="key-id",
        )
    return found[1], int(found[2]) if found[2] else None


def secret_of(id: str) -> str:
    """Return the name under which the secret stores have a key."""
    return f"{FOLDER}/{id}"


def find(id: str, known: Settings | None = None) -> Key:
    """Return a key from the first secret store that has it.

    Raises
    ------
    NotFound
        No store has it; a key is never made by itself.
    BadInput
        What the store has is no key.
    """
    tried = []
    for name, store in stores(known or settings.load()):
        text = store.read(secret_of(id))
        if text is not None:
            return Key(id, tuple(_parsed(id, text)), name)
        tried.append(store.place(secret_of(id)))
    alike = meant(id, _kept(known or settings.load()))
    raise NotFound(
        f"no key '{id}' for pseudonyms: looked in {'; '.join(tried) or 'no store'}",
        hint=f"{alike} A new one: stabbur keys create {id}" if alike else f"stabbur keys create {id}",
        code="key-missing",
        key=id,
    )


def _kept(known: Settings) -> list[str]:
    """Return the ids of the keys that the state keeps: a misspelt one must not be made beside the right one."""
    names = [one.name for one in StateSecrets(known).kept()]
    return [one.removeprefix(f"{FOLDER}/") for one in names if one.startswith(f"{FOLDER}/")]


def raw(id: str, known: Settings | None = None) -> bytes:
    """Return a key of another system, kept as hexadecimal digits: 16, 24 or 32 bytes of AES."""
    for _, store in stores(known or settings.load()):
        text = store.read(secret_of(id))
        if text is not None:
            remember(text.strip())
            if not re.fullmatch(r"(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}|[0-9A-Fa-f]{64})", text.strip()):
                raise BadInput(
                    f"key '{id}' for FF3-1 must be 32, 48 or 64 hexadecimal digits",
                    hint=f"set it as that: stabbur secrets set {secret_of(id)}",
                    code="key-bad",
                )
            return bytes.fromhex(text.strip())
    raise NotFound(
        f"no key '{id}' to read FF3-1 with",
        hint=f"stabbur secrets set {secret_of(id)}",
        code="key-missing",
        key=id,
    )


def _parsed(id: str, text: str) -> Iterator[Version]:
    for line in text.splitlines() or [""]:
        try:
            number, created, coded = line.split(" ")
            remember(coded)
            material = base64.b64decode(coded, validate=True)
            made = Version(int(number), datetime.fromisoformat(created).astimezone(UTC), material)
        except ValueError:
            made = None
        if made is None or len(material) != BYTES:
            remember(line)
            raise BadInput(
                f"what the secret '{secret_of(id)}' holds is no key of pseudonyms",
                hint=f"delete it and make one: stabbur keys create {id}",
                code="key-bad",
                key=id,
            )
        yield made
