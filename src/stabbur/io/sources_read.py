"""The record of what this process has read: where a published version came from."""

import threading
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from stabbur.errors import BadInput
from stabbur.io.moved import moved

SECRET_PARAMETERS = ("key", "token", "secret", "password", "signature", "sig", "credential", "auth")

_lock = threading.Lock()
_read: "list[SourceRead]" = []


@dataclass(frozen=True)
class SourceRead:
    """One reading of one source; an address in it never holds a credential."""

    kind: str
    source: str
    rows: int
    bytes: int
    path: str | None = None
    query_sha256: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


def record(entry: SourceRead) -> None:
    """Remember one reading, and count it for the run that this process belongs to."""
    recall(entry)
    moved(entry.kind, entry.source, "read", rows=entry.rows, size=entry.bytes)


def recall(entry: SourceRead) -> None:
    """Remember a reading that another process has counted."""
    with _lock:
        _read.append(entry)


def recorded() -> list[dict[str, Any]]:
    """Return every reading of this process, the oldest first, without the fields that are empty."""
    with _lock:
        entries = list(_read)
    return [{key: value for key, value in asdict(e).items() if value not in (None, {})} for e in entries]


def forget() -> None:
    """Empty the record, such as at the start of a run."""
    with _lock:
        _read.clear()


def query_hash(query: str) -> str:
    """Return the sha256 of a query's text: it tells queries apart and shows nobody's values."""
    return sha256(query.encode()).hexdigest()


def redacted(address: str) -> str:
    """Return an address without user, password, and parameters that are named like a secret."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "…"  # no address, so nobody knows what in it is secret
    host = parts.netloc.rpartition("@")[2]
    pairs = [
        (key, "***" if any(word in key.lower() for word in SECRET_PARAMETERS) else value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    query = urlencode(pairs, quote_via=quote, safe=",*:[]()") if pairs else parts.query
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def split(address: str) -> SplitResult:
    """Return the parts of an address, or say that it has none."""
    try:
        return urlsplit(address)
    except ValueError as error:
        raise BadInput(f"'{redacted(address)}' is not an address", code="address-unknown") from error
