"""Where a secret may be sent without being encrypted: to this machine itself, and nowhere else."""

from ipaddress import ip_address


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this machine.

    Examples
    --------
    >>> from stabbur.secrets.sending import is_loopback
    >>> is_loopback("127.0.0.1"), is_loopback("127.0.0.1.example.no")
    (True, False)
    """
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
