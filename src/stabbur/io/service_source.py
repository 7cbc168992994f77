"""A web service of the settings: its base address, and headers with its secrets, which go to no other host."""

import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.frames.given import need_text
from stabbur.io.fetch import Request, ask, origin
from stabbur.io.sources_read import redacted, split
from stabbur.secrets import Secret, resolve

HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HELD_BACK = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Place:
    """Where to ask, and what to send along; a header's value may be a secret."""

    url: str
    headers: Mapping[str, str]


def place(url: str, source: str | None, headers: Mapping[str, str | Secret]) -> Place:
    """Return where an address is: by itself, or seen from a source's; headers given here come first."""
    if not isinstance(url, str):
        raise BadInput(f"the address is {type(url).__name__}: it must be text", code="address-kind")
    given = _plain(headers)
    if source is None:
        return Place(url, given)
    need_text(source, "source")
    known = settings.load()
    named = _named(source, known)
    base = named.address.rstrip("/")
    split(url)
    whole = urljoin(f"{base}/", url.lstrip("/")) if url else base
    if origin(whole) != origin(base):
        raise NotAllowed(
            f"'{redacted(whole)}' is not on the host of source '{source}': its secrets stay there",
            hint=f"leave source out, or give the path from '{redacted(base)}' on",
            code="address-refused",
            source=source,
        )
    own = _plain(_headers(named, known))
    said = {name.lower() for name in given}
    return Place(whole, {name: value for name, value in own.items() if name.lower() not in said} | given)


def answers(source: str) -> None:
    """Ask a source's own address; a host that has nothing just there answers all the same."""
    where = place("", source, {})
    limits = settings.load().io
    with suppress(NotFound, BadInput):
        ask(Request(where.url, "GET", None, where.headers, limits.max_bytes, limits.timeout_seconds))


def _named(source: str, known: settings.Settings) -> settings.Source:
    named = known.sources.get(source)
    if named is None:
        services = [name for name, one in known.sources.items() if one.kind == "service"]
        shown = redacted(source) if "://" in source else source
        raise NotFound(
            f"no source '{shown}': the services of the settings are {', '.join(sorted(services)) or 'none'}",
            hint=f'add to stabbur.toml: [sources.{shown}] kind = "service" address = "https://…"',
            code="source-unknown",
            source=shown,
        )
    if named.kind != "service":
        raise BadInput(
            f"source '{source}' is of kind '{named.kind}', not a service",
            hint=f"sb.read_sql('select …', source='{source}')",
            code="source-kind",
            source=source,
        )
    if not named.address.startswith(("http://", "https://")):
        raise BadInput(
            f"source '{source}' has the address '{redacted(named.address)}': a service's begins with https://",
            code="address-unknown",
            source=source,
        )
    return named


def _headers(named: settings.Source, known: settings.Settings) -> dict[str, str | Secret]:
    """Return the headers of a source: `token` as bearer, user and password as basic, others by their name."""
    headers: dict[str, str | Secret] = {}
    if named.password:
        pair = f"{named.user}:{resolve(named.password, known).reveal()}"
        headers["Authorization"] = Secret("Basic " + b64encode(pair.encode()).decode())
    for name, value in named.options.items():
        text = resolve(value, known) if isinstance(value, settings.SecretReference) else str(value)
        if name == "token":
            plain = text.reveal() if isinstance(text, Secret) else text
            headers["Authorization"] = Secret(f"Bearer {plain}")
        else:
            headers[name] = text
    return headers


def _plain(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    """Return headers as they are sent; one that would be two lines is refused, its value not shown."""
    plain = {name: value.reveal() if isinstance(value, Secret) else value for name, value in headers.items()}
    for name, value in plain.items():
        if not HEADER.fullmatch(str(name)) or not isinstance(value, str) or HELD_BACK.search(value):
            raise BadInput(
                f"header {name!a} cannot be sent: a name of letters and a text of one line is what goes",
                code="header-wrong",
                header=ascii(name),
            )
    return plain
