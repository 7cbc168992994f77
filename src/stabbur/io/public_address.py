"""Which hosts may be fetched from on someone's behalf: those of the open internet, checked at connect time."""

import ipaddress
import socket
from urllib.parse import urlsplit, urlunsplit

from stabbur.errors import NotAllowed, Unavailable


def pinned(url: str) -> tuple[str, str]:
    """Return the address with the checked IP number in place of the host's name, and the name.

    The connection then goes to the very number that was checked: a name that answers something
    else a moment later changes nothing.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unavailable(f"there is no host '{host}'", code="host-unknown") from error
    numbers = [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
    refused = [number for number in numbers if not is_public(number)]
    if refused or not numbers:
        raise NotAllowed(f"'{host}' is not a host of the open internet", code="host-refused", host=host)
    first = numbers[0]
    literal = f"[{first}]" if first.version == 6 else str(first)
    return urlunsplit((parts.scheme, f"{literal}:{port}", parts.path, parts.query, "")), host


def is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an IP number belongs to the open internet, whatever form it is wrapped in."""
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if inner is not None:
            return is_public(inner)
        if number in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return number.is_global and not number.is_multicast and not number.is_reserved
